using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flowgen.Application.FlowTypes;

/// <summary>
/// Writes the JSON Schemas (draft 2020-12) of what clients send, with the limits and patterns that the validators use; a
/// test holds that the two agree. Null stands for a member that is left out, and members that no rule names are allowed.
/// Only keywords that mean the same in every draft are used, since explorers and validators of older ones are about.
/// </summary>
internal static class JsonSchema
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A whole schema, which can't change any more.</summary>
    /// <param name="schema">What is expected.</param>
    /// <param name="example">A document that it accepts.</param>
    public static JsonElement Of(JsonObject schema, [StringSyntax(StringSyntaxAttribute.Json)] string example)
    {
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema["examples"] = new JsonArray(JsonNode.Parse(example));
        return JsonSerializer.SerializeToElement(schema, Options);
    }

    /// <summary>An object.</summary>
    /// <param name="description">What it is for.</param>
    /// <param name="required">The members that may not be left out.</param>
    /// <param name="members">The members that rules name.</param>
    public static JsonObject Object(
        string description,
        IReadOnlyList<string> required,
        params IEnumerable<(string Name, JsonObject Schema)> members
    )
    {
        var schema = new JsonObject { ["type"] = "object", ["description"] = description };
        if (required is not [])
        {
            schema["required"] = Values(required); // draft 4 allows no empty one
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

    /// <summary>A list; unless it is required, with at least one item, it may be left out.</summary>
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

    /// <summary>One of a few texts, or null.</summary>
    public static JsonObject OneOf(string description, params IReadOnlyList<string?> values) =>
        new()
        {
            ["type"] = values.Contains(null) ? Values(["string", "null"]) : "string",
            ["description"] = description,
            ["enum"] = new JsonArray([.. values.Select(value => (JsonNode?)value)]),
        };

    /// <summary>A number of one digit, or a string of it.</summary>
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

    /// <summary>A pattern for a whole text, as JSON Schema wants it.</summary>
    public static string Whole(string pattern) => $"^(?:{pattern})$";
}
