// Posts the sample request to its own API and prints the response in a readable form.

using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Flowgen.Demo;
using Flowgen.Harness;

const string Uses = "Flowgen uses "; // the log line with the Postgres in use

Console.OutputEncoding = Encoding.UTF8;

Console.WriteLine("Starting Flowgen in the sandbox, with a Postgres of its own …");
await using var api = await ApiProcess.StartAsync();
Console.WriteLine($"Flowgen runs at {api.Address}");
Console.WriteLine(api.Output.Split('\n').First(line => line.Contains(Uses)).Split(": ")[^1].Trim());
Console.WriteLine("Posting samples/driver.json to /flow-generations?sync=true …");
Console.WriteLine();

using var body = new StringContent(
    File.ReadAllText(Repository.Path("samples", "driver.json")),
    new MediaTypeHeaderValue("application/vnd.api+json")
);
using var answer = await api.Client.PostAsync("/flow-generations?sync=true", body);
var generation = await Data(answer);
var attributes = generation.GetProperty("attributes");
var flowId = attributes.GetProperty("flowId").GetString();

Console.WriteLine($"  id      {generation.GetProperty("id")}");
Console.WriteLine($"  status  {attributes.GetProperty("status")}");
Console.WriteLine($"  flowId  {flowId}");
Console.WriteLine($"  cost    {attributes.GetProperty("cost")} credit");
Console.WriteLine();

using var flow = await api.Client.GetAsync($"/flows/{flowId}?include=nodes,nodes.nodeActions,nodes.nodeTransitions");
FlowTree.Print((await flow.Content.ReadFromJsonAsync<JsonElement>())!, Console.Out);

Console.WriteLine("Try it yourself: ./build.sh --target=Run, then open http://localhost:5080/swagger");

static async Task<JsonElement> Data(HttpResponseMessage answer)
{
    var document = await answer.Content.ReadFromJsonAsync<JsonElement>();
    return answer.IsSuccessStatusCode
        ? document.GetProperty("data")
        : throw new InvalidOperationException($"Answered {(int)answer.StatusCode}: {document}");
}
