using System.Text.Json;
using FluentValidation;

namespace Flowgen.Application.FlowTypes;

/// <summary>A context that is a text, such as a vacancy's.</summary>
internal sealed record TextContext(string? Type, string? Value)
{
    private const string OnlyType = "text";

    public static TextContext Read(JsonInput context) => new(context["type"].Text(), context["value"].Text());

    /// <param name="description">What the text is for.</param>
    /// <param name="isRequired">Whether it may not be left out.</param>
    /// <param name="example">Such a text.</param>
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

    /// <summary>The rules of a context that was sent.</summary>
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
