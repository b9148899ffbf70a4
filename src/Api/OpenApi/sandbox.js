// Lets every "Execute" of the sandbox's page be answered as documented: enters the sandbox's key, and fills in what is
// newest, again after each response, so that one operation leads to the next. It reads, and makes nothing.
const key = "fg_sandbox_demo";

// What a candidate may answer, by the format that is asked for.
const answers = { email: "jo@example.com", phone: "+31612345678", url: "example.com", date: "2000-01-31", number: "30" };

addEventListener("load", () => {
  // The page takes the key only once it has read the API's document, and does not say when that is.
  const timer = setInterval(() => {
    window.ui?.preauthorizeApiKey("apiKey", key);
    if (window.ui?.authSelectors.authorized().size > 0) {
      clearInterval(timer);
      fillIn(window.ui);
      fillInAfterResponses(window.ui);
    }
  }, 50);
});

// Swagger UI sends by the browser's fetch, and says to nobody when it has sent.
function fillInAfterResponses(ui) {
  window.fetch = async (...request) => {
    const answer = await browsersFetch(...request);
    if (answer.ok) {
      fillIn(ui);
    }
    return answer;
  };
}

const browsersFetch = window.fetch.bind(window);

// How many times it is filling in right now; the tests of this page wait until it is none.
let filling = 0;

// The page is of use without examples: it asks for ids then.
async function fillIn(ui) {
  document.documentElement.dataset.filling = ++filling;
  try {
    await addExamples(ui);
  } catch (error) {
    console.warn("There are no ids for examples.", error);
  }
  document.documentElement.dataset.filling = --filling;
}

// What was filled in, by where; what was typed instead stays.
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

  // The sandbox waits for the flow, so that the response leads on to it.
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

  // The others name the consumer that PUT makes.
  const [consumer] = await ask("/event-consumers");
  fill("/event-consumers/{consumer}", "delete", consumer?.id, "consumer");

  const [apiKey] = await ask("/api-keys");
  fill("/api-keys/{keyId}", "delete", apiKey?.id, "keyId");

  const newest = (await ask("/webhooks")).filter((one) => one.attributes.enabled).toSorted(byId).at(-1);
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

// As a value of the page: another document would make it start over, and lose what is executed at that moment.
function change(where, value, current, set) {
  const isOurs = current === undefined || current === "" || current === filled[where];
  if (isOurs && current !== value && (value || current)) {
    set(value ?? "");
    filled[where] = value ?? "";
  }
}

// The example of the document, to be received by the server that this page comes from.
function webhook(ui) {
  const { requestBody } = ui.specSelectors.specJson().toJS().paths["/webhooks"].post;
  const [{ example }] = Object.values(requestBody.content);
  example.data.attributes.url = `${location.origin}/sandbox/inbox`;
  return example;
}

// The first option of every question, or an answer of its format: that leads to an end.
async function simulation(flow) {
  const asked = await ask(`/flows/${flow}/node-actions?filter[actionType]=ask&page[size]=100`);
  const given = asked.map(({ attributes: { variableName, value } }) => [
    variableName,
    value.options?.[0]?.value ?? answers[value.format] ?? "Jo",
  ]);
  return { data: { type: "simulations", attributes: { answers: Object.fromEntries(given) } } };
}

// Ids tell the time.
function byId(one, other) {
  return one.id < other.id ? -1 : 1;
}

async function ask(path) {
  const answer = await browsersFetch(path, { headers: { Authorization: `Bearer ${key}` } });
  if (!answer.ok) {
    throw new Error(`${answer.status} ${answer.statusText}`);
  }
  return (await answer.json()).data;
}
