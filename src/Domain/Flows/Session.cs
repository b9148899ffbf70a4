using System.Text.RegularExpressions;
using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.Flows;

/// <summary>The session fields of a conversation, and the evaluation of conditions on them (docs/flows.md).</summary>
/// <param name="language">The language of the flow.</param>
internal sealed partial class Session(string language)
{
    private readonly AnswerWords words = Lexicon.Of(language).Fields.Answers;
    private readonly Dictionary<string, Answer> fields = new(StringComparer.Ordinal);

    private sealed record Answer(string? Value, bool IsValid, bool IsUnavailable);

    /// <summary>The answers by session field; null if the candidate had nothing to say or to choose from.</summary>
    public IReadOnlyDictionary<string, string?> Values => fields.ToDictionary(one => one.Key, one => one.Value.Value);

    /// <summary>Stores an answer to a question, normalised by its format.</summary>
    /// <param name="question">The question. A candidate can type the value or the label of an option.</param>
    /// <param name="answer">The answer; null if there is none.</param>
    /// <returns>Whether it is valid; null if it is none of the choices, so that it is not stored.</returns>
    public bool? Keep(NodeAction question, string? answer)
    {
        var text = AnswerText.Trimmed(answer ?? "");
        var chosen = Chosen(question.Value.Options ?? [], text);
        var isUnavailable = question.SubType is ActionSubType.Appointment && answer is null;
        var isChoice = question.SubType is ActionSubType.List or ActionSubType.Appointment;
        if (isChoice && !isUnavailable && (question.SubType is ActionSubType.List ? chosen is null : text is ""))
        {
            return null;
        }

        var read = isUnavailable ? null : chosen?.Value ?? AnswerFormats.Read(question.Value, text, words);
        fields[question.VariableName!] = new(answer is null ? null : read ?? text, read is not null, isUnavailable);
        return read is not null;
    }

    // Compares, in this order: the exact text; the same words ("JA!" for "Ja"); the label up to its first comma ("nee" for "Nee, dat klopt
    // niet"); common phrases of the language ("ja hoor"). An answer that fits two options fits none.
    private ActionOption? Chosen(IReadOnlyList<ActionOption> options, string text)
    {
        if (options.FirstOrDefault(option => Is(option.Value) || Is(option.Label)) is { } exact)
        {
            return exact;
        }

        return options is [] || text is "" || AnswerText.Key(text) is not { Length: > 0 } key
            ? null
            : Only(option => AnswerText.Key(option.Value) == key || AnswerText.Key(option.Label) == key)
                ?? Only(option => AnswerText.Key(option.Label.Split(',')[0]) == key)
                ?? Only(option => words.Options.TryGetValue(option.Value, out var said) && said.Contains(key));

        bool Is(string option) => string.Equals(option, text, StringComparison.OrdinalIgnoreCase);

        ActionOption? Only(Func<ActionOption, bool> isMeant) =>
            options.Where(isMeant).Take(2).ToList() is [var one] ? one : null;
    }

    /// <summary>Whether a condition holds. For a session field without an answer, only <c>isInvalid</c> holds.</summary>
    public bool Meets(TransitionCondition condition)
    {
        var answer = fields.GetValueOrDefault(condition.VariableName);
        return condition.Operator switch
        {
            ConditionOperator.Equal => answer is { Value: { } value } && value == condition.Value,
            ConditionOperator.IsInvalid => answer is not { IsValid: true },
            ConditionOperator.IsUnavailable => answer is { IsUnavailable: true },
            _ => throw new ArgumentOutOfRangeException(nameof(condition), condition.Operator, message: null),
        };
    }

    /// <summary>Fills in the placeholders of a text. The placeholder of a session field without an answer stays visible.</summary>
    public string Fill(string text) =>
        Placeholder()
            .Replace(text, blank => fields.GetValueOrDefault(blank.Groups["field"].Value)?.Value ?? blank.Value);

    // The chatbot resolves members of a field, such as the date and time of a slot; the simulation ignores them.
    [GeneratedRegex(@"\{\{ ?session\.(?<field>[A-Za-z0-9_]+)(\.[A-Za-z0-9_]+)* ?\}\}")]
    private static partial Regex Placeholder();
}
