// Lets every "Execute" of the sandbox's page be answered as documented: enters the sandbox's key, and fills in ids of
// what exists.
const key = "fg_sandbox_demo";
const generations = "/flow-generations";
const deadLetters = "/operations/dead-letters";
const apiKeys = "/api-keys";
const webhooks = "/webhooks";
const deliveries = "/webhook-deliveries";

addEventListener("load", () => {
  // The page takes the key only once it has read the API's document, and does not say when that is.
  const timer = setInterval(() => {
    window.ui?.preauthorizeApiKey("apiKey", key);
    if (window.ui?.authSelectors.authorized().size > 0) {
      clearInterval(timer);
      // The page is of use without examples: it asks for ids then.
      addExamples(window.ui).catch((error) => console.warn("There are no ids for examples.", error));
    }
  }, 50);
});

async function addExamples(ui) {
  const { paths } = ui.specSelectors.specJson().toJS();
  const [kept, deleted] = await finishedGenerations(paths[generations].post);
  // As values of the page: another document would make it start over, and lose what is executed at that moment. What was
  // typed goes before them.
  const fill = (path, method, id, name = "id", where = "path") =>
    id && ui.specActions.changeParam([path, method], name, where, id);

  // Two of them, so that what DELETE deletes is not what the others read.
  fill(`${generations}/{id}`, "get", kept?.id);
  fill(`${generations}/{id}/events`, "get", kept?.id);
  fill(`${generations}/{id}/regenerations`, "post", kept?.id);
  fill(`${generations}/{id}`, "delete", deleted?.id);

  const flow = kept?.attributes.flowId;
  fill("/flows/{id}", "get", flow);
  fill("/flows/{id}/diagram", "get", flow);
  fill("/flows/{id}/simulations", "post", flow);
  fill("/flows/{id}/diff", "get", flow);
  fill("/flows/{id}/diff", "get", deleted?.attributes.flowId, "against", "query");
  for (const parts of flow ? ["nodes", "node-actions", "node-transitions"] : []) {
    fill(`/flows/{id}/${parts}`, "get", flow);
    const [part] = await ask(`/flows/${flow}/${parts}?page[size]=1`);
    fill(`/${parts}/{id}`, "get", part.id);
  }

  const consumer = "/event-consumers/{consumer}";
  for (const name of ["my-consumer", "my-old-consumer"]) {
    await post(consumer.replace("{consumer}", name), paths[consumer].put, "PUT");
  }
  fill(consumer, "delete", "my-old-consumer", "consumer");

  const [revoked = await post(apiKeys, paths[apiKeys].post)] = await ask(apiKeys);
  fill(`${apiKeys}/{keyId}`, "delete", revoked.id, "keyId");

  const [told, forgotten] = await twoWebhooks(paths[webhooks].post);
  for (const [path, method] of [
    ["", "get"],
    ["", "patch"],
    ["/rotate-secret", "post"],
    ["/test", "post"],
    ["/replay", "post"],
    ["/deliveries", "get"],
  ]) {
    fill(`${webhooks}/{id}${path}`, method, told.id);
  }
  fill(`${webhooks}/{id}`, "delete", forgotten.id);
  const [delivery = await ask(`${webhooks}/${told.id}/test`, { method: "POST" })] = await ask(
    `${webhooks}/${told.id}/deliveries?page[size]=1`,
  );
  fill(`${deliveries}/{id}`, "get", delivery.id);
  fill(`${deliveries}/{id}/redeliver`, "post", delivery.id);

  // Where there are as many: what is replayed or discarded is gone.
  const [read, replayed = read, discarded = replayed] = await ask(`${deadLetters}?page[size]=3`);
  fill(`${deadLetters}/{id}`, "get", read?.id);
  fill(`${deadLetters}/{id}/replay`, "post", replayed?.id);
  fill(`${deadLetters}/{id}`, "delete", discarded?.id);
}

// The two oldest, which are the same ones in every tab; what is missing is generated.
async function finishedGenerations(create) {
  const found = await ask(`${generations}?filter[status]=finished&sort=createdAt&page[size]=2`);
  const missing = Array.from({ length: 2 - found.length }, () => post(`${generations}?sync=true`, create));
  const made = await Promise.all(missing);
  // Waiting has a limit: one that is not finished by then has no flow to read.
  return [...found, ...made.filter((generation) => generation.attributes.status === "finished")];
}

// One to be told, and one to be deleted.
async function twoWebhooks(create) {
  const found = (await ask(webhooks)).filter((webhook) => webhook.attributes.enabled);
  while (found.length < 2) {
    found.push(await post(webhooks, create));
  }
  return found;
}

// Sends the example of an operation.
function post(path, { requestBody }, method = "POST") {
  const [[mediaType, { example }]] = Object.entries(requestBody.content);
  return ask(path, { method, headers: { "Content-Type": mediaType }, body: JSON.stringify(example) });
}

async function ask(path, { headers, ...request } = {}) {
  const answer = await fetch(path, {
    ...request,
    headers: { ...headers, Authorization: `Bearer ${key}` },
  });
  if (!answer.ok) {
    throw new Error(`${answer.status} ${answer.statusText}`);
  }
  return (await answer.json()).data;
}
