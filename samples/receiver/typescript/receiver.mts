// Receives Flowgen's webhooks: believes no one but Flowgen, takes each delivery once, and of a resource nothing older than it has.
// Run it with the secret of the webhook: WEBHOOK_SECRET=whsec_… PORT=8080 node receiver.mts

import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

interface Payload {
  event: "create" | "update" | "delete" | "ping";
  version: number;
  resource: { type: string; id: string; attributes?: { status?: string } } | null;
}

const longestBody = 8 * 1024 * 1024;
const mostWaiting = 1_000;
const toleranceInSeconds = 5 * 60;

const secret = process.env.WEBHOOK_SECRET;
if (!secret) throw new Error("Set WEBHOOK_SECRET to the webhook's secret: whsec_…");
const key = Buffer.from(secret.replace("whsec_", ""), "base64");

// In memory, so that this runs anywhere. Yours are in your database: with the inbox there, a 2xx is a promise that is kept; and
// with these in the transaction of the work, it is done once.
const inbox: { id: string; payload: Payload }[] = [];
const seen = new Set<string>();
const versions = new Map<string, number>();

// What takes time is for later: Flowgen waits for 15 s, and then comes again.
async function receive(request: IncomingMessage): Promise<number> {
  if (request.method !== "POST" || request.url !== "/") return 404;
  const body = await read(request);
  if (!body) return 413;
  const id = header(request, "webhook-id");
  if (!isGenuine(id, header(request, "webhook-timestamp"), header(request, "webhook-signature"), body)) return 401;
  if (inbox.length >= mostWaiting) return 503;
  inbox.push({ id, payload: JSON.parse(body.toString()).data.attributes });
  setImmediate(work);
  return 204;
}

async function read(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > longestBody) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function header(request: IncomingMessage, name: string): string {
  return String(request.headers[name] ?? "");
}

// Standard Webhooks: the signature is over the bytes as they came, so it comes before anything reads them. Where there are
// two, a secret is being rotated, and one that fits is enough. Compared in constant time, so that no answer tells how near a guess was.
function isGenuine(id: string, timestamp: string, signatures: string, body: Buffer): boolean {
  // Or whoever has seen one delivery could send it for ever.
  if (!/^\d{1,15}$/.test(timestamp)) return false;
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > toleranceInSeconds) return false;

  const hash = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
  const expected = Buffer.from(`v1,${hash}`);
  return signatures
    .split(" ")
    .map((one) => Buffer.from(one))
    .some((one) => one.length === expected.length && timingSafeEqual(one, expected));
}

function work(): void {
  const next = inbox.shift();
  if (next) console.log(take(next.id, next.payload));
}

function take(id: string, { event, version, resource }: Payload): string {
  if (seen.has(id)) return `${id} came before`; // at least once, says the contract
  seen.add(id);
  if (!resource) return `${id} is a ${event}`;

  const what = `${resource.type} ${resource.id}`;
  if ((versions.get(what) ?? 0) >= version) return `${id} is older than what is known: ${resource.id}, version ${version}`;
  versions.set(what, version);
  const status = resource.attributes?.status;
  // This is where your work begins.
  return `${id} ${event} ${what}, version ${version}${status ? `: ${status}` : ""}`;
}

const server = createServer((request, response) => {
  receive(request).then(
    (status) => response.writeHead(status).end(),
    () => response.writeHead(400).end(),
  );
});
server.listen(Number(process.env.PORT ?? 8080), "127.0.0.1", () => {
  console.log(`Now listening on: http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
