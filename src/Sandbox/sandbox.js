// Makes every "Execute" on the sandbox page succeed. It enters the key of the sandbox, and fills in the ids of the newest resources after
// each response. So the result of one operation is the input of the next. The script itself only reads.
const key = "fg_sandbox_demo";

// Valid answers of a candidate, by format.
const answers = { email: "jo@example.com", phone: "+31612345678", url: "example.com", date: "2000-01-31", number: "30" };

addEventListener("load", () => {
  // The page accepts the key only after it has loaded the document. It has no event for that.
  const timer = setInterval(() => {
    window.ui?.preauthorizeApiKey("apiKey", key);
    if (window.ui?.authSelectors.authorized().size > 0) {
      clearInterval(timer);
      fillIn(window.ui);
      fillInAfterResponses(window.ui);
    }
  }, 50);
});

// Swagger UI sends requests with the browser's fetch. It has no event for responses.
function fillInAfterResponses(ui) {
  window.fetch = async (...request) => {
    const response = await browsersFetch(...request);
    if (response.ok) {
      fillIn(ui);
    }
    return response;
  };
}

const browsersFetch = window.fetch.bind(window);

// The number of fill-ins in progress. The tests of this page wait until it is 0.
let filling = 0;

// If this fails, the page still works: the user enters the ids.
async function fillIn(ui) {
  document.documentElement.dataset.filling = ++filling;
  try {
    await addExamples(ui);
  } catch (error) {
    console.warn("The ids of the examples are not available.", error);
  }
  document.documentElement.dataset.filling = --filling;
}

// The filled-in values, by field. Values that the user typed are kept.
const filled = {};

async function addExamples(ui) {
  const fill = (path, method, value, name = "id", where = "path") => {
    const parameters = ui.specSelectors.parameterValues([path, method]);
    change(`${method} ${path} ${name}`, value, parameters.get(`${where}.${name}`), (it) =>
      ui.specActions.changeParam([path, method], name, where, it),
    );
  };
  const fillBody = (path, method, body) => {
    const isEdited = ui.oas3Selectors.hasUserEditedBody(path, method);
    const current = isEdited ? ui.oas3Selectors.requestBodyValue(path, method) : undefined;
    change(`${method} ${path}`, JSON.stringify(body, null, 2), current, (value) => {
      ui.oas3Actions.setRequestBodyValue({ value, pathMethod: [path, method] });
      ui.oas3Actions.setRetainRequestBodyValueFlag({ value: true, pathMethod: [path, method] });
    });
  };

  // The sandbox waits for the flow, so that the response contains its id.
  fill("/flow-generations", "post", "true", "sync", "query");
  fill("/flow-generations/{id}/regenerations", "post", "true", "sync", "query");
  fillBody("/webhooks", "post", webhook(ui));

  const [generation] = await ask("/flow-generations?page[size]=1");
  for (const [path, method] of [
    ["", "get"],
    ["", "delete"],
    ["/events", "get"],
    ["/regenerations", "post"],
  ]) {
    fill(`/flow-generations/{id}${path}`, method, generation?.id);
  }

  const [flow, other = flow] = await ask("/flows?page[size]=2");
  for (const [path, method] of [
    ["", "get"],
    ["/diagram", "get"],
    ["/simulations", "post"],
    ["/diff", "get"],
  ]) {
    fill(`/flows/{id}${path}`, method, flow?.id);
  }
  fill("/flows/{id}/diff", "get", other?.id, "against", "query");
  for (const parts of flow ? ["nodes", "node-actions", "node-transitions"] : []) {
    fill(`/flows/{id}/${parts}`, "get", flow.id);
    const [part] = await ask(`/flows/${flow.id}/${parts}?page[size]=1`);
    fill(`/${parts}/{id}`, "get", part.id);
  }
  if (flow) {
    fillBody("/flows/{id}/simulations", "post", await simulation(flow.id));
  }

  // The other operations use the consumer that PUT creates.
  const [consumer] = await ask("/event-consumers");
  fill("/event-consumers/{consumer}", "delete", consumer?.id, "consumer");

  const [apiKey] = await ask("/api-keys");
  fill("/api-keys/{keyId}", "delete", apiKey?.id, "keyId");

  const newest = (await ask("/webhooks")).filter((webhook) => webhook.attributes.enabled).toSorted(byId).at(-1);
  for (const [path, method] of [
    ["", "get"],
    ["", "patch"],
    ["", "delete"],
    ["/rotate-secret", "post"],
    ["/test", "post"],
    ["/replay", "post"],
    ["/deliveries", "get"],
  ]) {
    fill(`/webhooks/{id}${path}`, method, newest?.id);
  }
  const [delivery] = newest ? await ask(`/webhooks/${newest.id}/deliveries?page[size]=1`) : [];
  fill("/webhook-deliveries/{id}", "get", delivery?.id);
  fill("/webhook-deliveries/{id}/redeliver", "post", delivery?.id);

  const [deadLetter] = await ask("/operations/dead-letters?page[size]=1");
  fill("/operations/dead-letters/{id}", "get", deadLetter?.id);
  fill("/operations/dead-letters/{id}/replay", "post", deadLetter?.id);
  fill("/operations/dead-letters/{id}", "delete", deadLetter?.id);
}

// Sets a value on the page. A change of the OpenAPI document would reset the page, and lose running requests.
function change(where, value, current, set) {
  const isOurs = current === undefined || current === "" || current === filled[where];
  if (isOurs && current !== value && (value || current)) {
    set(value ?? "");
    filled[where] = value ?? "";
  }
}

// The example of the OpenAPI document, with the inbox of this server as its URL.
function webhook(ui) {
  const { requestBody } = ui.specSelectors.specJson().toJS().paths["/webhooks"].post;
  const [{ example }] = Object.values(requestBody.content);
  example.data.attributes.url = `${location.origin}/sandbox/inbox`;
  return example;
}

// Answers for a simulation: the first option of each question, or a valid answer in its format. They lead to the end of the flow.
async function simulation(flow) {
  const asked = await ask(`/flows/${flow}/node-actions?filter[actionType]=ask&page[size]=100`);
  const given = asked.map(({ attributes: { variableName, value } }) => [
    variableName,
    value.options?.[0]?.value ?? answers[value.format] ?? "Jo",
  ]);
  return { data: { type: "simulations", attributes: { answers: Object.fromEntries(given) } } };
}

// Ids sort by time.
function byId(left, right) {
  return left.id < right.id ? -1 : 1;
}

async function ask(path) {
  const response = await browsersFetch(path, { headers: { Authorization: `Bearer ${key}` } });
  if (!response.ok) {
    throw new Error(`${response.status} ${response.statusText}`);
  }
  return (await response.json()).data;
}
