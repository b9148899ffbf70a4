using System.Text;

namespace Flowgen.Domain.Flows;

/// <summary>The texts that all diagrams of a flow share.</summary>
internal static class DiagramText
{
    /// <summary>The transitions of a node, grouped by target. The label names the answers; it is null if every answer leads there.</summary>
    public static IEnumerable<(int Target, string? Label)> Ways(Node node) =>
        node
            .Transitions.GroupBy(way => way.TargetNode)
            .Select(ways =>
                (
                    ways.Key,
                    ways.Count() == node.Transitions.Count
                        ? null
                        : string.Join(" / ", ways.Select(way => Label(node, way.Condition)))
                )
            );

    /// <summary>Cuts a text to a maximum size, at a whole character, and adds an ellipsis if the text was cut.</summary>
    /// <param name="text">A text on one line, without control characters.</param>
    /// <param name="room">The maximum total size of the characters.</param>
    /// <param name="measure">The size of one character.</param>
    public static string Cut(string text, double room, Func<Rune, double> measure)
    {
        var cut = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            room -= measure(rune);
            if (room < 0)
            {
                return $"{cut.ToString().TrimEnd()}…";
            }

            cut.Append(rune);
        }

        return text;
    }

    /// <summary>The text on one line, without control characters and non-characters.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes()) // an unpaired surrogate becomes U+FFFD
        {
            line.Append(
                Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) || rune.Value is 0xFFFE or 0xFFFF
                    ? " "
                    : rune.ToString()
            );
        }

        return string.Join(' ', line.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Label(Node node, TransitionCondition? condition) =>
        condition switch
        {
            null => Otherwise(node),
            { Operator: ConditionOperator.IsInvalid } => "invalid",
            { Operator: ConditionOperator.IsUnavailable } => "nothing free",
            _ when condition.VariableName == node.Action.VariableName => node.Action.Value.Options?.FirstOrDefault(
                option => option.Value == condition.Value
            )?.Label
                ?? $"{condition.Value}",
            _ => $"{condition.VariableName} = {condition.Value}",
        };

    // For a choice: the options without a condition.
    private static string Otherwise(Node node)
    {
        var named = node.Transitions.Select(way => way.Condition?.Value).ToHashSet();
        var others = node.Action.Value.Options?.Where(option => !named.Contains(option.Value)).ToList();
        return node.Action.SubType is ActionSubType.List && others is [_, ..]
            ? string.Join(" / ", others.Select(option => option.Label))
            : "otherwise";
    }
}
