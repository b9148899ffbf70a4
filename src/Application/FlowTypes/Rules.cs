using System.Text.RegularExpressions;
using Flowgen.Domain.FlowTypes;
using FluentValidation;

namespace Flowgen.Application.FlowTypes;

/// <summary>The rules that flow types share (contract, section 3).</summary>
internal static partial class Rules
{
    /// <summary>The most items in a list of questions.</summary>
    public const int MaxQuestions = 50;

    /// <summary>1 to <paramref name="max"/> characters, one of them visible. U+0000 is the one that can't be stored.</summary>
    public static IRuleBuilderOptions<T, string?> IsText<T>(this IRuleBuilder<T, string?> rule, int max) =>
        rule.Must(text => !string.IsNullOrWhiteSpace(text))
            .WithErrorCode("required")
            .WithMessage($"Send a text of 1 to {max} characters.")
            .Must(text => text is null || Characters(text) <= max)
            .WithErrorCode("too_long")
            .WithMessage($"Send at most {max} characters.")
            .Must(text => text is null || !text.Contains('\0'))
            .WithErrorCode("invalid_characters")
            .WithMessage("Leave out U+0000.");

    /// <summary>A language that flows can be written in.</summary>
    public static IRuleBuilderOptions<T, string> IsLanguage<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(language => Phrasebook.Languages.Contains(language))
            .WithErrorCode("unsupported_language")
            .WithMessage($"Use one of: {string.Join(", ", Phrasebook.Languages)}.");

    /// <summary>Letters, digits and underscores, or <c>ats_field:system:field</c>; not one the flow itself uses.</summary>
    public static IRuleBuilderOptions<T, string> IsSessionField<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(field => SessionField().IsMatch(field))
            .WithErrorCode("invalid_session_field")
            .WithMessage("Use letters, digits and underscores, or ats_field:<system>:<field>.")
            .Must(field => !SessionFields.IsReserved(field))
            .WithErrorCode("reserved_session_field")
            .WithMessage("The flow uses this session field itself: choose another.");

    /// <summary>Every <c>{{</c> opens a placeholder such as <c>{{session.first_name}}</c>, and every <c>}}</c> closes one.</summary>
    public static IRuleBuilderOptions<T, string> HasPlaceholders<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(text => Placeholder().Replace(text, "") is var rest && !rest.Contains("{{") && !rest.Contains("}}"))
            .WithErrorCode("invalid_placeholder")
            .WithMessage("Write placeholders as {{session.field}}.");

    // As JSON Schema counts: code points.
    private static int Characters(string text) => text.EnumerateRunes().Count();

    [GeneratedRegex(@"\A([A-Za-z0-9_]+|ats_field:[A-Za-z0-9_.-]+:[A-Za-z0-9_.-]+)\z")]
    private static partial Regex SessionField();

    [GeneratedRegex(@"(?<!\{)\{\{ ?session\.[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)* ?\}\}(?!\})")]
    private static partial Regex Placeholder();
}

internal sealed class QuestionValidator : AbstractValidator<Question>
{
    public QuestionValidator()
    {
        RuleFor(question => question.Value).IsText(max: 500);
        RuleFor(question => question.SessionField).IsSessionField();
    }

    /// <summary>Reads a list of questions; what is missing is read as empty, which no rule allows.</summary>
    public static IReadOnlyList<Question> Read(JsonInput list) =>
        [
            .. list.Items(Rules.MaxQuestions)
                .Select(item => item.Required())
                .Select(item => new Question(item["value"].Text() ?? "", item["sessionField"].Text() ?? "")),
        ];
}
