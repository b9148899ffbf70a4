using System.Text;

namespace Flowgen.Domain.Flows;

/// <summary>What the diagrams of a flow say alike.</summary>
internal static class DiagramText
{
    /// <summary>The ways out of a node, one for each target: what leads there, or null where every answer does.</summary>
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

    /// <summary>As many whole characters as a measure has room for, with an ellipsis where that is not all.</summary>
    /// <param name="text">On one line, without control characters.</param>
    /// <param name="room">What all characters together may measure.</param>
    /// <param name="measure">Of one character.</param>
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

    /// <summary>On one line, and without what can't be seen or printed.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes()) // half a surrogate pair becomes U+FFFD
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

    // Of a choice, the options that no condition names.
    private static string Otherwise(Node node)
    {
        var named = node.Transitions.Select(way => way.Condition?.Value).ToHashSet();
        var others = node.Action.Value.Options?.Where(option => !named.Contains(option.Value)).ToList();
        return node.Action.SubType is ActionSubType.List && others is [_, ..]
            ? string.Join(" / ", others.Select(option => option.Label))
            : "otherwise";
    }
}
