using System.Text.Json;
using System.Text.Json.Serialization;
using Flowgen.Api.Flows;
using Flowgen.Api.JsonApi;
using Flowgen.Domain.FlowGenerations;

namespace Flowgen.Api.FlowGenerations;

/// <summary>The attributes of a flow generation (contract, section 2).</summary>
/// <param name="FlowType">Name of a flow type.</param>
/// <param name="Parameters">To the letter as they were sent.</param>
/// <param name="Context">To the letter as it was sent, or null.</param>
/// <param name="FlowId">The generated flow; null until finished.</param>
/// <param name="Status">queued, processing, finished or failed.</param>
/// <param name="Cost">In credits; null until finished.</param>
/// <param name="CreatedAt">RFC 3339, UTC.</param>
/// <param name="UpdatedAt">RFC 3339, UTC.</param>
public sealed record FlowGenerationAttributes(
    string FlowType,
    RawJson Parameters,
    RawJson? Context,
    Guid? FlowId,
    string Status,
    int? Cost,
    DateTime CreatedAt,
    DateTime UpdatedAt
)
{
    /// <summary>Why no flow came of it; there only when the status is failed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FlowGenerationFailure? Failure { get; init; }
}

/// <summary>Flow generations as resources.</summary>
internal static class FlowGenerationResource
{
    public const string Type = "flowGenerations";
    public const string Path = "/flow-generations";

    private static readonly string[] ReadOnly = ["flowId", "status", "cost", "failure", "createdAt", "updatedAt"];
    private static readonly string[] Writable = ["flowType", "parameters", "context"];

    public static Document<Resource<FlowGenerationAttributes>> Document(FlowGeneration generation) =>
        new(From(generation), new() { Self = SelfLink(generation.Id) });

    public static string SelfLink(Guid id) => $"{Path}/{id}";

    public static Resource<FlowGenerationAttributes> From(FlowGeneration generation) =>
        new(
            Type,
            generation.Id,
            new(
                generation.FlowType,
                new(generation.Parameters),
                generation.Context is null ? null : new(generation.Context),
                generation.FlowId,
                JsonNamingPolicy.CamelCase.ConvertName(generation.Status.ToString()),
                generation.Cost,
                generation.CreatedAt.UtcDateTime,
                generation.UpdatedAt.UtcDateTime
            )
            {
                Failure = generation.Failure,
            }
        )
        {
            Relationships = new Dictionary<string, Relationship>
            {
                ["flow"] = generation.FlowId is { } flowId
                    ? new(new ResourceIdentifier(FlowResource.Type, flowId))
                    {
                        Links = new() { Related = FlowResource.SelfLink(flowId) },
                    }
                    : new(Data: null),
            },
            Links = new() { Self = SelfLink(generation.Id) },
            Meta = new(generation.Version),
        };

    /// <summary>Reads what a client may send.</summary>
    /// <exception cref="RequestException">422, with every fault of the shape.</exception>
    public static (string FlowType, JsonElement Parameters, JsonElement Context) Read(JsonElement resource)
    {
        var attributes = resource.GetProperty("attributes");
        var faults = attributes.EnumerateObject().Select(Fault).OfType<RequestFault>().ToList();
        if (!attributes.TryGetProperty("flowType", out var flowType) || flowType.ValueKind is JsonValueKind.Null)
        {
            faults.Add(new("required", "Send the name of a flow type.") { Source = At("flowType") });
        }

        if (faults is not [])
        {
            throw new RequestException(422, faults);
        }

        return (
            flowType.GetString()!,
            Given("parameters") is { ValueKind: JsonValueKind.Object } parameters
                ? parameters
                : JsonElement.Parse("{}"),
            Given("context")
        );

        JsonElement Given(string name) =>
            attributes.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null
                ? value
                : default;
    }

    private static RequestFault? Fault(JsonProperty attribute)
    {
        var (name, kind) = (attribute.Name, attribute.Value.ValueKind);
        if (ReadOnly.Contains(name))
        {
            return kind is JsonValueKind.Null
                ? null
                : new("read_only_attribute", "Leave it out: the server sets it.") { Source = At(name) };
        }

        if (!Writable.Contains(name))
        {
            return new("unknown_attribute", $"Use any of: {string.Join(", ", Writable)}.") { Source = At(name) };
        }

        var wanted = name is "flowType" ? JsonValueKind.String : JsonValueKind.Object;
        return kind == wanted || kind is JsonValueKind.Null
            ? null
            : new("invalid_type", wanted is JsonValueKind.String ? "Send a string." : "Send an object.")
            {
                Source = At(name),
            };
    }

    private static ErrorSource At(string attribute) =>
        new() { Pointer = $"/data/attributes/{attribute.Replace("~", "~0").Replace("/", "~1")}" };
}
