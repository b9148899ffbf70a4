using System.Text.Json.Nodes;

namespace Flowgen.Contracts.Tests;

/// <summary>Every operation of the document shows a response, which its own schema accepts.</summary>
public class SuccessExampleTests(ContractsFixture api)
{
    private const string JsonApi = "application/vnd.api+json";

    [Fact]
    public async Task Every_operation_shows_a_response_that_its_schema_accepts()
    {
        using var client = api.Host.Server.CreateClient();
        var document = JsonNode.Parse(
            await client.GetStringAsync("/swagger/v1/swagger.json", TestContext.Current.CancellationToken)
        )!;
        var faults = new List<string>();
        var operations = 0;
        foreach (var operation in document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()))
        {
            operations++;
            var id = $"{operation.Value!["operationId"]}";
            foreach (var (status, response) in operation.Value["responses"]!.AsObject())
            {
                if (status[0] is not '2' || response!["content"] is not JsonObject content)
                {
                    continue;
                }

                var first = content.First();
                if (first.Value!["example"] is not { } example)
                {
                    faults.Add($"{id}: there is no example for {status}. Record it: RecordedExampleTests.");
                }
                else if (first.Key is JsonApi)
                {
                    faults.AddRange(await FaultsAsync(example, first.Value["schema"]!, document, id));
                }
            }
        }

        Assert.True(operations > 40);
        Assert.Empty(faults);
    }

    private static async Task<IEnumerable<string>> FaultsAsync(
        JsonNode example,
        JsonNode schema,
        JsonNode document,
        string operation
    )
    {
        var whole = new JsonObject
        {
            ["allOf"] = new JsonArray(schema.DeepClone()),
            ["definitions"] = document["components"]!["schemas"]!.DeepClone(),
        };
        var validator = await NJsonSchema.JsonSchema.FromJsonAsync(
            whole.ToJsonString().Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal),
            TestContext.Current.CancellationToken
        );
        return validator.Validate(example.ToJsonString()).Select(fault => $"{operation}: {fault.Kind} at {fault.Path}");
    }
}
