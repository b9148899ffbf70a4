using System.Text.RegularExpressions;
using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.Flows;

/// <summary>What a conversation has learnt so far, and what the conditions of transitions make of it (docs/flows.md).</summary>
/// <param name="language">That of the flow.</param>
internal sealed partial class Session(string language)
{
    private readonly AnswerWords words = Lexicon.Of(language).Fields.Answers;
    private readonly Dictionary<string, Answer> fields = new(StringComparer.Ordinal);

    private sealed record Answer(string? Value, bool IsValid, bool IsUnavailable);

    /// <summary>The answers by session field; null where there was nothing to say or to choose from.</summary>
    public IReadOnlyDictionary<string, string?> Values => fields.ToDictionary(one => one.Key, one => one.Value.Value);

    /// <summary>Keeps an answer to a question, in the form of its format.</summary>
    /// <param name="question">Its options can be chosen by value or label, as a candidate types them.</param>
    /// <param name="answer">Null where there is none.</param>
    /// <returns>Whether it is valid; null where it can't be kept at all, since it is none of the choices.</returns>
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

    // To the letter; or in the same words, "JA!" for "Ja"; or as far as its label's first comma, "nee" for "Nee, dat klopt niet"; or as
    // people of the language say it, "ja hoor". What could mean two options means none.
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

    /// <summary>Whether a condition holds. A session field that was not asked for is invalid, and nothing else.</summary>
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

    /// <summary>A text with its placeholders filled in; one of a session field without an answer stays, to be noticed.</summary>
    public string Fill(string text) =>
        Placeholder()
            .Replace(text, blank => fields.GetValueOrDefault(blank.Groups["field"].Value)?.Value ?? blank.Value);

    // What follows the field, such as the date and time of a slot, is for the chatbot to find.
    [GeneratedRegex(@"\{\{ ?session\.(?<field>[A-Za-z0-9_]+)(\.[A-Za-z0-9_]+)* ?\}\}")]
    private static partial Regex Placeholder();
}
