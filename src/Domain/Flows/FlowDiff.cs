using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Flowgen.Domain.Flows;

/// <summary>What is different from one flow to another.</summary>
/// <param name="Flow">Of the flow as a whole.</param>
/// <param name="Nodes">Those that were removed, in their order, then those that were added or changed, in theirs.</param>
public sealed record FlowDiff(IReadOnlyList<ValueChange> Flow, IReadOnlyList<NodeChange> Nodes)
{
    /// <summary>Compares two designs. Nodes are the same that keep the same session field for the same time, or else have the same name.</summary>
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

    // A name says which place a question has among its like, so another question can have it after a change; a session field stays. Where it
    // is asked for again, the first time is the one without a number.
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

    // As it is served.
    private static string? Word<T>(T? value)
        where T : struct, Enum => value is { } word ? JsonSerializer.SerializeToElement(word).GetString() : null;
}

/// <summary>What became of a node.</summary>
/// <param name="Change">Whether it is there before, after, or both.</param>
/// <param name="NameBefore">Its name; null where it was added.</param>
/// <param name="NameAfter">Its name; null where it was removed.</param>
public sealed record NodeChange(Change Change, string? NameBefore, string? NameAfter)
{
    /// <summary>The session field that keeps its answer; null where it asks nothing.</summary>
    public required string? VariableName { get; init; }

    /// <summary>What of it is different: texts, options, format, transitions by what they lead to, and which kept node it follows.</summary>
    public required IReadOnlyList<ValueChange> Values { get; init; }
}

/// <summary>A value before and after.</summary>
/// <param name="Name">Of the value.</param>
/// <param name="Before">Null where there was none.</param>
/// <param name="After">Null where there is none.</param>
public sealed record ValueChange(string Name, string? Before, string? After);

/// <summary>What can become of a node.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Change>))]
public enum Change
{
    /// <summary>It is new.</summary>
    [JsonStringEnumMemberName("added")]
    Added,

    /// <summary>It is gone.</summary>
    [JsonStringEnumMemberName("removed")]
    Removed,

    /// <summary>It is another than it was.</summary>
    [JsonStringEnumMemberName("changed")]
    Changed,
}
