using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flowgen.Application.FlowTypes;

/// <summary>
/// Creates the JSON Schemas (draft 2020-12) of requests, with the limits and patterns of the validators; a test checks that both agree. Null
/// means that a member is absent, and unknown members are allowed. All keywords have the same meaning in older drafts, because some
/// clients' tools support only those.
/// </summary>
internal static class JsonSchema
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A complete schema, read-only.</summary>
    /// <param name="schema">The schema without its header and example.</param>
    /// <param name="example">A valid document.</param>
    public static JsonElement Of(JsonObject schema, [StringSyntax(StringSyntaxAttribute.Json)] string example)
    {
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema["examples"] = new JsonArray(JsonNode.Parse(example));
        return JsonSerializer.SerializeToElement(schema, Options);
    }

    public static JsonObject Object(
        string description,
        IReadOnlyList<string> required,
        params IEnumerable<(string Name, JsonObject Schema)> members
    )
    {
        var schema = new JsonObject { ["type"] = "object", ["description"] = description };
        if (required is not [])
        {
            schema["required"] = Values(required); // draft 4 does not allow an empty list
        }

        schema["properties"] = new JsonObject(
            members.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)member.Schema))
        );
        return schema;
    }

    /// <summary>The schema of <see cref="Rules.IsText"/>.</summary>
    public static JsonObject Text(string description, int max, bool orNull = false) =>
        new()
        {
            ["type"] = orNull ? Values(["string", "null"]) : "string",
            ["description"] = description,
            ["minLength"] = 1,
            ["maxLength"] = max,
            ["pattern"] = Whole(Rules.TextPattern),
        };

    /// <summary>A list. A required list has at least one item; another list can be null or absent.</summary>
    public static JsonObject List(string description, int max, JsonObject items, bool isRequired = false)
    {
        var schema = new JsonObject
        {
            ["type"] = isRequired ? "array" : Values(["array", "null"]),
            ["description"] = description,
            ["maxItems"] = max,
            ["items"] = items,
        };
        if (isRequired)
        {
            schema["minItems"] = 1;
        }

        return schema;
    }

    /// <summary>One of a few values, which can include null.</summary>
    public static JsonObject OneOf(string description, params IReadOnlyList<string?> values) =>
        new()
        {
            ["type"] = values.Contains(null) ? Values(["string", "null"]) : "string",
            ["description"] = description,
            ["enum"] = new JsonArray([.. values.Select(value => (JsonNode?)value)]),
        };

    /// <summary>A number of one digit, or a string of this digit.</summary>
    public static JsonObject Digit(string description, int min, int max, bool orNull = false) =>
        new()
        {
            ["type"] = Values(orNull ? ["integer", "string", "null"] : ["integer", "string"]),
            ["description"] = description,
            ["minimum"] = min,
            ["maximum"] = max,
            ["pattern"] = Whole($"[{min}-{max}]"),
        };

    public static JsonArray Values(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)value)]);

    /// <summary>The pattern with anchors: in JSON Schema, a pattern without anchors matches parts of a text.</summary>
    public static string Whole(string pattern) => $"^(?:{pattern})$";
}
