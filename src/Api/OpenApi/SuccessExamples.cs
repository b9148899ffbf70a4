using System.Text.Json.Nodes;

namespace Flowgen.Api.OpenApi;

/// <summary>An example response for each operation. A test records them from requests with the examples of the document.</summary>
internal static class SuccessExamples
{
    private static readonly JsonObject ByOperation = Read();

    /// <summary>The example of an operation; null if none is recorded yet.</summary>
    public static JsonNode? Of(string operationId) => ByOperation[operationId]?.DeepClone();

    private static JsonObject Read()
    {
        using var recorded = SwaggerSetup.Resource("examples.json");
        return JsonNode.Parse(recorded)!.AsObject();
    }
}
