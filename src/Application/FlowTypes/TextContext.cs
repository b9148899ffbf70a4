using System.Text.Json;
using FluentValidation;

namespace Flowgen.Application.FlowTypes;

/// <summary>A context with a text, such as the text of a vacancy.</summary>
internal sealed record TextContext(string? Type, string? Value)
{
    private const string OnlyType = "text";

    public static TextContext Read(JsonInput context) => new(context["type"].Text(), context["value"].Text());

    /// <summary>The JSON Schema of the context.</summary>
    /// <param name="description">The description of the context.</param>
    /// <param name="isRequired">Whether a request must contain the context.</param>
    /// <param name="example">An example of the text.</param>
    public static JsonElement Schema(string description, bool isRequired, string example)
    {
        var schema = JsonSchema.Object(
            description,
            ["type", "value"],
            ("type", JsonSchema.OneOf("The kind of context.", OnlyType)),
            ("value", JsonSchema.Text("The text.", Rules.MaxContext))
        );
        if (!isRequired)
        {
            schema["type"] = JsonSchema.Values(["object", "null"]);
        }

        return JsonSchema.Of(schema, $$"""{ "type": "{{OnlyType}}", "value": "{{example}}" }""");
    }

    internal sealed class Validator : AbstractValidator<TextContext>
    {
        public Validator()
        {
            RuleFor(context => context.Type)
                .Equal(OnlyType)
                .WithErrorCode("unsupported_context")
                .WithMessage($"Use \"{OnlyType}\".");
            RuleFor(context => context.Value).IsText(Rules.MaxContext);
        }
    }
}
