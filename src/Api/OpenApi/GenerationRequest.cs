using System.Text.Json;
using System.Text.Json.Nodes;
using Flowgen.Application.FlowTypes;

namespace Flowgen.Api.OpenApi;

/// <summary>
/// The JSON Schema of the attributes of a new flow generation: one schema for all flow types. Code generators do not support a choice of
/// schemas: they use the first one, or their code does not compile. The schema accepts all parameters that any flow type accepts.
/// <c>/flow-types</c> returns the schemas of each flow type.
/// </summary>
internal static class GenerationRequest
{
    public static JsonObject Schema(IReadOnlyList<FlowType> flowTypes) =>
        new()
        {
            ["type"] = "object",
            ["description"] = "The configuration of the flow to generate.",
            ["required"] = new JsonArray("flowType"),
            ["properties"] = new JsonObject
            {
                ["flowType"] = new JsonObject
                {
                    ["type"] = "string",
                    ["description"] = string.Join(' ', flowTypes.Select(type => $"`{type.Name}`: {type.Description}")),
                    ["enum"] = new JsonArray([.. flowTypes.Select(type => (JsonNode)type.Name)]),
                },
                ["parameters"] = Parameters(flowTypes),
                ["context"] = Merged([
                    .. flowTypes.Select(type => new Member(type.Name, type.IsContextRequired, type.ContextSchema)),
                ]),
            },
        };

    private static JsonObject Parameters(IReadOnlyList<FlowType> flowTypes)
    {
        var members = flowTypes
            .SelectMany(type =>
                type.ParametersSchema.GetProperty("properties")
                    .EnumerateObject()
                    .Select(property =>
                        (property.Name, Of: new Member(type.Name, IsRequired(type, property.Name), property.Value))
                    )
            )
            .GroupBy(member => member.Name, member => member.Of);
        return new()
        {
            ["type"] = "object",
            ["description"] = flowTypes[0].ParametersSchema.GetProperty("description").GetString(),
            ["properties"] = new JsonObject(
                members.Select(member =>
                    KeyValuePair.Create(
                        member.Key,
                        (JsonNode?)(member.Count() == flowTypes.Count ? Merged([.. member]) : Named([.. member]))
                    )
                )
            ),
            ["examples"] = Node(flowTypes[0].ParametersSchema.GetProperty("examples")),
        };

        static bool IsRequired(FlowType type, string name) =>
            type.ParametersSchema.TryGetProperty("required", out var required)
            && required.EnumerateArray().Any(member => member.GetString() == name);
    }

    // The optional form of the member. If flow types differ, the description combines theirs.
    private static JsonObject Merged(IReadOnlyList<Member> members) =>
        members.Select(member => (member.IsRequired, member.Description)).Distinct().Count() == 1
            ? Plain(members[0].Schema)
            : Named(members);

    private static JsonObject Named(IReadOnlyList<Member> members)
    {
        var schema = Plain(members.MinBy(member => member.IsRequired)!.Schema);
        schema["description"] = string.Join(
            ' ',
            members.Select(member =>
                $"For `{member.FlowType}`{(member.IsRequired ? ", required" : "")}: {member.Description}"
            )
        );
        return schema;
    }

    private static JsonObject Plain(JsonElement json)
    {
        var schema = Node(json).AsObject();
        schema.Remove("$schema"); // the document's own dialect
        return schema;
    }

    private static JsonNode Node(JsonElement json) => JsonNode.Parse(json.GetRawText())!;

    /// <summary>A member of the configuration, as one flow type defines it.</summary>
    private sealed record Member(string FlowType, bool IsRequired, JsonElement Schema)
    {
        public string Description => Schema.GetProperty("description").GetString()!;
    }
}
