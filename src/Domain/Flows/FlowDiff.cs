using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Flowgen.Domain.Flows;

/// <summary>The differences between two flows.</summary>
/// <param name="Flow">The changed values of the flow as a whole.</param>
/// <param name="Nodes">The changed nodes: first the removed ones, then the added and changed ones, in the order of the conversation.</param>
public sealed record FlowDiff(IReadOnlyList<ValueChange> Flow, IReadOnlyList<NodeChange> Nodes)
{
    /// <summary>Compares two designs. Two nodes correspond if they store the same session field for the same time or, without a session field, have the same name.</summary>
    public static FlowDiff Between(FlowDesign before, FlowDesign after)
    {
        var (old, @new) = (Keys(before), Keys(after));
        var keptBefore = old.Where(@new.Contains).ToList();
        var keptAfter = @new.Where(old.Contains).ToList();
        return new(
            Different(Values(before), Values(after)),
            [
                .. before
                    .Nodes.Zip(old)
                    .Where(one => !@new.Contains(one.Second))
                    .Select(one => new NodeChange(Change.Removed, NameBefore: one.First.Name, NameAfter: null)
                    {
                        VariableName = one.First.Action.VariableName,
                        Values = Different(Values(old, one.First), []),
                    }),
                .. after.Nodes.Zip(@new).Select(one => Changed(one.First, one.Second)).OfType<NodeChange>(),
            ]
        );

        NodeChange? Changed(Node node, string key)
        {
            if (old.IndexOf(key) is not (>= 0 and var place))
            {
                return new(Change.Added, NameBefore: null, NameAfter: node.Name)
                {
                    VariableName = node.Action.VariableName,
                    Values = Different([], Values(@new, node)),
                };
            }

            var same = before.Nodes[place];
            var values = Different(
                [.. Values(old, same), ("follows", Previous(keptBefore, key))],
                [.. Values(@new, node), ("follows", Previous(keptAfter, key))]
            );
            return values is []
                ? null
                : new(Change.Changed, same.Name, node.Name)
                {
                    VariableName = node.Action.VariableName,
                    Values = values,
                };
        }
    }

    // The name of a node contains its position, so a change can give the same name to another question. Session fields are stable. If a field
    // is asked several times, the keys after the first have a number.
    private static List<string> Keys(FlowDesign design)
    {
        var times = new Dictionary<string, int>(StringComparer.Ordinal);
        return
        [
            .. design
                .Nodes.Select(node => node.Action.VariableName ?? node.Name)
                .Select(name =>
                    (times[name] = times.GetValueOrDefault(name) + 1) is > 1 and var time ? $"{name} ({time})" : name
                ),
        ];
    }

    private static string? Previous(List<string> kept, string key) =>
        kept.IndexOf(key) is > 0 and var place ? kept[place - 1] : null;

    private static IReadOnlyList<(string Name, string? Value)> Values(FlowDesign design) =>
        [
            ("name", design.Name),
            ("language", design.Language),
            ("reminderInterval", Number(design.ReminderInterval)),
            ("reminderMessage", design.ReminderMessage),
            ("sessionTimeout", Number(design.SessionTimeout)),
        ];

    private static IReadOnlyList<(string Name, string? Value)> Values(List<string> keys, Node node)
    {
        var value = node.Action.Value;
        return
        [
            ("text", value.Text),
            ("repeatText", value.RepeatText),
            (
                "options",
                value.Options is { } options ? Lines(options.Select(one => $"{one.Value}: {one.Label}")) : null
            ),
            ("format", Word(value.Format)),
            ("min", value.Min is { } min ? Number(min) : null),
            ("max", value.Max is { } max ? Number(max) : null),
            ("unit", value.Unit),
            (
                "appointment",
                value.Appointment is { } choice ? $"{Word<AppointmentStep>(choice.Step)} {Schedules(choice)}" : null
            ),
            ("actionType", Word<ActionType>(node.Action.ActionType)),
            ("subType", Word<ActionSubType>(node.Action.SubType)),
            ("endFlowType", Word(node.EndFlowType)),
            ("isStartFlow", node.IsStartFlow ? "true" : "false"),
            (
                "transitions",
                Lines(node.Transitions.Select(way => $"{Condition(way.Condition)}: {keys[way.TargetNode]}"))
            ),
        ];
    }

    private static string Condition(TransitionCondition? condition) =>
        condition is null
            ? "otherwise"
            : $"{condition.VariableName} {Word<ConditionOperator>(condition.Operator)} {condition.Value}".TrimEnd();

    private static string Schedules(AppointmentChoice choice) =>
        choice.ScheduleIds is { } ids
            ? string.Join(", ", ids.Select(id => id.ToString(CultureInfo.InvariantCulture)))
            : "assigned later";

    private static IReadOnlyList<ValueChange> Different(
        IReadOnlyList<(string Name, string? Value)> before,
        IReadOnlyList<(string Name, string? Value)> after
    ) =>
        [
            .. (before is [] ? after : before)
                .Select(
                    (one, i) =>
                        new ValueChange(
                            one.Name,
                            before is [] ? null : before[i].Value,
                            after is [] ? null : after[i].Value
                        )
                )
                .Where(change => change.Before != change.After),
        ];

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines);

    private static string Number(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    // The name of an enum value in JSON.
    private static string? Word<T>(T? value)
        where T : struct, Enum => value is { } word ? JsonSerializer.SerializeToElement(word).GetString() : null;
}

/// <summary>A changed node.</summary>
/// <param name="Change">The kind of change: added, removed or changed.</param>
/// <param name="NameBefore">The name of the node before the change; null if it was added.</param>
/// <param name="NameAfter">The name of the node after the change; null if it was removed.</param>
public sealed record NodeChange(Change Change, string? NameBefore, string? NameAfter)
{
    /// <summary>The session field that stores the answer; null if the node asks nothing.</summary>
    public required string? VariableName { get; init; }

    /// <summary>The changed values: texts, options, format, transitions by their targets, and the previous unchanged node (<c>follows</c>).</summary>
    public required IReadOnlyList<ValueChange> Values { get; init; }
}

/// <summary>A changed value.</summary>
/// <param name="Name">The name of the value.</param>
/// <param name="Before">The value before the change; null if there was none.</param>
/// <param name="After">The value after the change; null if there is none.</param>
public sealed record ValueChange(string Name, string? Before, string? After);

/// <summary>The kinds of changes of a node.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Change>))]
public enum Change
{
    /// <summary>The node was added.</summary>
    [JsonStringEnumMemberName("added")]
    Added,

    /// <summary>The node was removed.</summary>
    [JsonStringEnumMemberName("removed")]
    Removed,

    /// <summary>The node was changed.</summary>
    [JsonStringEnumMemberName("changed")]
    Changed,
}
