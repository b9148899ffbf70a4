using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Flowgen.Domain;
using Flowgen.Domain.FlowTypes;
using FluentValidation;

namespace Flowgen.Application.FlowTypes;

/// <summary>The validation rules that flow types share.</summary>
internal static partial class Rules
{
    /// <summary>Items in a list of questions.</summary>
    public const int MaxQuestions = Question.MaxListed;

    /// <summary>Characters of a flow's name.</summary>
    public const int MaxFlowName = 200;

    /// <summary>Characters of a question, in the recruiter's words.</summary>
    public const int MaxQuestion = Question.MaxValue;

    /// <summary>Characters of a text that a client's chatbot shows.</summary>
    public const int MaxMessage = 4_000;

    /// <summary>Characters of a context.</summary>
    public const int MaxContext = 100_000;

    /// <summary>The highest level of emoji; 0 is none.</summary>
    public const int MaxEmojiUsage = 5;

    // Each pattern is for a whole text. It means the same in .NET and in ECMA-262, which JSON Schema uses; \s, for example, does not.
    public const string TextPattern = $@"[{Characters.Invisible}]*[^{Characters.Invisible}\u0000][^\u0000]*";
    public const string SessionFieldPattern = "[A-Za-z0-9_]+|ats_field:[A-Za-z0-9_.-]+:[A-Za-z0-9_.-]+";
    public const string PlaceholdersPattern =
        @"(?:[^{}]|\{(?!\{)|\}(?!\})|\{\{ ?session\.[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)* ?\}\}(?!\}))*";

    /// <summary>1 to <paramref name="max"/> characters, at least one of them visible. U+0000 is excluded because Postgres can't store it.</summary>
    public static IRuleBuilderOptions<T, string?> IsText<T>(this IRuleBuilder<T, string?> rule, int max) =>
        rule.Must(text => text is not null && Characters.VisibleIn(text))
            .WithErrorCode("required")
            .WithMessage($"Send a text of 1 to {max} characters, at least one of them visible.")
            .Must(text => text is null || !Characters.TooManyIn(text, max))
            .WithErrorCode("too_long")
            .WithMessage($"The text is too long. Send at most {max} characters.")
            .Must(text => text is null || !text.Contains('\0'))
            .WithErrorCode("invalid_characters")
            .WithMessage("The text contains U+0000. Leave it out.");

    /// <summary>A supported language of flows.</summary>
    public static IRuleBuilderOptions<T, string> IsLanguage<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(language => Phrasebook.Languages.Contains(language))
            .WithErrorCode("unsupported_language")
            .WithMessage($"This language is not supported. Use one of: {string.Join(", ", Phrasebook.Languages)}.");

    /// <summary>The name of a tone.</summary>
    public static IRuleBuilderOptions<T, string> IsTone<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(tone => CommonParameters.ToneNames.Contains(tone))
            .WithErrorCode("unsupported_tone")
            .WithMessage($"This tone is not supported. Use one of: {string.Join(", ", CommonParameters.ToneNames)}.");

    /// <summary>Letters, digits and underscores, or <c>ats_field:system:field</c>; not a session field that the flow itself uses.</summary>
    public static IRuleBuilderOptions<T, string> IsSessionField<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(field => SessionField().IsMatch(field))
            .WithErrorCode("invalid_session_field")
            .WithMessage(
                "The session field is invalid. Use letters, digits and underscores, or ats_field:<system>:<field>."
            )
            .Must(field => !SessionFields.IsReserved(field))
            .WithErrorCode("reserved_session_field")
            .WithMessage("The flow itself uses this session field. Use another one.");

    /// <summary>Every <c>{{</c> opens a placeholder such as <c>{{session.first_name}}</c>, and every <c>}}</c> closes one.</summary>
    public static IRuleBuilderOptions<T, string> HasPlaceholders<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(text => Placeholders().IsMatch(text))
            .WithErrorCode("invalid_placeholder")
            .WithMessage("The text has an invalid placeholder. Write placeholders as {{session.field}}.");

    [GeneratedRegex($@"\A(?:{SessionFieldPattern})\z")]
    private static partial Regex SessionField();

    [GeneratedRegex($@"\A{PlaceholdersPattern}\z")]
    private static partial Regex Placeholders();
}

internal sealed class QuestionValidator : AbstractValidator<Question>
{
    public QuestionValidator()
    {
        RuleFor(question => question.Value).IsText(Rules.MaxQuestion);
        RuleFor(question => question.SessionField).IsSessionField().When(question => question.SessionField is not "");
    }

    /// <summary>The JSON Schema of a list of requirements: questions that can also have the members of a vacancy analysis.</summary>
    public static JsonObject RequirementsSchema(string description)
    {
        var schema = Schema(description);
        var members = schema["items"]!["properties"]!.AsObject();
        foreach (var name in new[] { "kind", "isKnockout", "evidence", "question" })
        {
            members[name] = new JsonObject
            {
                ["description"] = "A member of a vacancy analysis (`/vacancy-analyses`). It has no effect.",
            };
        }

        return schema;
    }

    /// <summary>The JSON Schema of a list of questions.</summary>
    public static JsonObject Schema(string description) =>
        JsonSchema.List(
            description,
            Rules.MaxQuestions,
            JsonSchema.Object(
                "A question, and the session field of its answer.",
                ["value"],
                (
                    "value",
                    JsonSchema.Text(
                        "The requirement or the detail to ask for, in the recruiter's words.",
                        Rules.MaxQuestion
                    )
                ),
                ("sessionField", SessionField())
            )
        );

    private static JsonObject SessionField() =>
        new()
        {
            ["type"] = JsonSchema.Values(["string", "null"]),
            ["description"] =
                "The session field that stores the answer, unique within the flow: letters, digits and underscores, or ats_field:<system>:<field>. If it is absent, null or empty, its name is derived from the value.",
            ["pattern"] = JsonSchema.Whole($"(?:{Rules.SessionFieldPattern})?"),
            ["not"] = new JsonObject { ["enum"] = JsonSchema.Values(SessionFields.AllReserved) },
            ["examples"] = JsonSchema.Values(["drivers_license", "ats_field:recruitee:phone"]),
        };

    /// <summary>Reads a list of questions. A missing member is read as an empty text, which is invalid for a value.</summary>
    public static IReadOnlyList<Question> Read(JsonInput list) =>
        [
            .. list.Items(Rules.MaxQuestions)
                .Select(item => item.Required())
                .Select(item => new Question(item["value"].Text() ?? "", item["sessionField"].Text() ?? "")),
        ];
}
