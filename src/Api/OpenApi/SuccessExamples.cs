using System.Text.Json.Nodes;

namespace Flowgen.Api.OpenApi;

/// <summary>A response to each operation: what the API answered to the document's own examples, as a test recorded it.</summary>
internal static class SuccessExamples
{
    private static readonly JsonObject ByOperation = Read();

    /// <summary>Null for an operation that has yet to be recorded.</summary>
    public static JsonNode? Of(string operationId) => ByOperation[operationId]?.DeepClone();

    private static JsonObject Read()
    {
        using var recorded = SwaggerSetup.Resource("examples.json");
        return JsonNode.Parse(recorded)!.AsObject();
    }
}
