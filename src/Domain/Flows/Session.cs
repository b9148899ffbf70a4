using System.Text.RegularExpressions;

namespace Flowgen.Domain.Flows;

/// <summary>What a conversation has learnt so far, and what the conditions of transitions make of it (docs/flows.md).</summary>
internal sealed partial class Session
{
    private readonly Dictionary<string, Answer> fields = new(StringComparer.Ordinal);

    private sealed record Answer(string? Value, bool IsValid, bool IsUnavailable);

    /// <summary>The answers by session field; null where there was nothing to say or to choose from.</summary>
    public IReadOnlyDictionary<string, string?> Values => fields.ToDictionary(one => one.Key, one => one.Value.Value);

    /// <summary>Keeps an answer to a question.</summary>
    /// <param name="question">Its options can be chosen by value or label, whatever the case.</param>
    /// <param name="answer">Null where there is none.</param>
    /// <returns>Whether it is valid; null where it can't be kept at all, since it is none of the choices.</returns>
    public bool? Keep(NodeAction question, string? answer)
    {
        var text = answer?.Trim() ?? "";
        var chosen = question.Value.Options?.FirstOrDefault(option => Is(option.Value) || Is(option.Label));
        var isUnavailable = question.SubType is ActionSubType.Appointment && answer is null;
        var isChoice = question.SubType is ActionSubType.List or ActionSubType.Appointment;
        if (isChoice && !isUnavailable && (question.SubType is ActionSubType.List ? chosen is null : text is ""))
        {
            return null;
        }

        var isValid =
            chosen is not null || (!isUnavailable && (question.Value.Format ?? AnswerFormat.Text).Accepts(text));
        fields[question.VariableName!] = new(answer is null ? null : chosen?.Value ?? text, isValid, isUnavailable);
        return isValid;

        bool Is(string option) => string.Equals(option, text, StringComparison.OrdinalIgnoreCase);
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
