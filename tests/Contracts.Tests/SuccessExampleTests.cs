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
        var (examples, schemas) = (new JsonObject(), new JsonObject());
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
                    examples[$"{id} {status}"] = example.DeepClone();
                    schemas[$"{id} {status}"] = first.Value["schema"]!.DeepClone();
                }
            }
        }

        faults.AddRange(await FaultsAsync(examples, schemas, document));

        Assert.True(operations > 40);
        Assert.Empty(faults);
    }

    // As the members of one object, because a validator reads the schemas of the components anew each time.
    private static async Task<IEnumerable<string>> FaultsAsync(
        JsonObject examples,
        JsonObject schemas,
        JsonNode document
    )
    {
        var whole = new JsonObject
        {
            ["properties"] = schemas,
            ["definitions"] = document["components"]!["schemas"]!.DeepClone(),
        };
        var validator = await NJsonSchema.JsonSchema.FromJsonAsync(
            whole.ToJsonString().Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal),
            TestContext.Current.CancellationToken
        );
        return validator.Validate(examples.ToJsonString()).Select(fault => $"{fault.Kind} at {fault.Path}");
    }
}
