// The main job by a JSON:API library that nobody here wrote.
import Kitsu from "kitsu";

const api = new Kitsu({
  baseURL: process.argv[2],
  headers: { Authorization: "Bearer fg_sandbox_demo" },
  camelCaseTypes: false,
  pluralize: false,
  resourceCase: "kebab",
});

const created = await api.create("flowGenerations", {
  flowType: "vacancy_application_flow",
  parameters: { language: "en", flowName: "Driver by Kitsu" },
  context: { type: "text", value: "Driver wanted" },
});

let read;
do {
  await new Promise((resolve) => setTimeout(resolve, 100));
  read = await api.get(`flow-generations/${created.data.id}`, { params: { include: "flow" } });
} while (["queued", "processing"].includes(read.data.status));

const listed = await api.get("flow-generations", {
  params: { filter: { status: "finished" }, sort: "-createdAt", page: { size: 1 }, fields: { flowGenerations: "status" } },
});
await api.delete("flow-generations", created.data.id);

console.log(
  JSON.stringify({
    created: created.data.status,
    flow: read.data.flow.data.name,
    listed: listed.data.map((generation) => generation.status),
  }),
);
