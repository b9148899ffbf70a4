// Verifies deliveries by the reference library of Standard Webhooks: a line of JSON each, from the standard input.
import { createInterface } from "node:readline";
import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.argv[2]);
const counts = { verified: 0, refused: 0 };
for await (const line of createInterface({ input: process.stdin })) {
  const { headers, body } = JSON.parse(line);
  try {
    webhook.verify(Buffer.from(body, "base64").toString("utf8"), headers);
    counts.verified++;
  } catch {
    counts.refused++;
  }
}
console.log(JSON.stringify(counts));
