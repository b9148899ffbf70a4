namespace Flowgen.Domain.Flows;

/// <summary>The expectations of the input on its flow: session fields by their role, and whether emoji are allowed.</summary>
public sealed record FlowPromises(
    IReadOnlyList<string> Knockouts,
    IReadOnlyList<string> Preferred,
    IReadOnlyList<string> Required,
    IReadOnlyList<string> Optional,
    bool Emoji
);

/// <summary>The rules that every generated flow satisfies for any input (contract, section 4). This is their only definition.</summary>
public static class FlowInvariants
{
    /// <summary>The value of the option that skips an optional question.</summary>
    public const string Skip = "skip";

    /// <summary>The maximum number of questions for a field: one, and two re-asks after an invalid answer (ADR 24).</summary>
    public const int MaxAsked = 3;

    /// <summary>Returns the design if every invariant holds.</summary>
    /// <exception cref="DomainRuleException">Code <c>flow_invariant_violated</c>; the detail lists all violations.</exception>
    public static FlowDesign Hold(FlowDesign design, FlowPromises promises)
    {
        var violations = Violations(design, promises).ToList();
        return violations is []
            ? design
            : throw new DomainRuleException("flow_invariant_violated", string.Join(" ", violations));
    }

    /// <summary>The violated invariants, one sentence each. A sentence names nodes, but contains no text of a node.</summary>
    public static IEnumerable<string> Violations(FlowDesign design, FlowPromises promises)
    {
        var nodes = design.Nodes;
        if (
            nodes.Where((node, place) => node.Index != place).Any() || nodes.SelectMany(n => n.Transitions).Any(Dangles)
        )
        {
            return ["Indexes and targets must be places in the list of nodes."];
        }

        return
        [
            .. Shape(design),
            .. Transitions(nodes),
            .. Promises(nodes, promises),
            .. Wording(nodes),
            .. Emojis(design, promises),
        ];

        bool Dangles(NodeTransition transition) => transition.TargetNode < 0 || transition.TargetNode >= nodes.Count;
    }

    private static IEnumerable<string> Shape(FlowDesign design)
    {
        var nodes = design.Nodes;
        if (nodes.Count(n => n.IsStartFlow) != 1)
        {
            yield return "There must be one start node.";
        }

        foreach (var end in new[] { EndFlowType.Accepted, EndFlowType.Declined })
        {
            if (nodes.Count(n => n.EndFlowType == end) != 1)
            {
                yield return $"There must be one end node of type {end}.";
            }
        }

        if (nodes.Select(n => n.Name).Distinct(StringComparer.Ordinal).Count() != nodes.Count)
        {
            yield return "Node names must be unique.";
        }

        var reached = Reached(nodes);
        foreach (var node in nodes.Where(n => !reached[n.Index]))
        {
            yield return $"Node {node.Name} must be reachable from the start.";
        }
    }

    // Whether each node can be reached from the start.
    private static bool[] Reached(IReadOnlyList<Node> nodes, int? without = null)
    {
        var reached = new bool[nodes.Count];
        var open = new Stack<int>(nodes.Where(n => n.IsStartFlow).Select(n => n.Index));
        while (open.TryPop(out var index))
        {
            if (index != without && !reached[index])
            {
                reached[index] = true;
                foreach (var transition in nodes[index].Transitions)
                {
                    open.Push(transition.TargetNode);
                }
            }
        }

        return reached;
    }

    private static IEnumerable<string> Transitions(IReadOnlyList<Node> nodes)
    {
        foreach (var node in nodes)
        {
            if (node.EndFlowType is not null)
            {
                if (node.Transitions is not [])
                {
                    yield return $"End node {node.Name} must have no transition.";
                }

                continue;
            }

            if (node.Transitions is not [.., { Condition: null }])
            {
                yield return $"The last transition of node {node.Name} must be unconditional.";
            }

            if (node.Transitions.SkipLast(1).Any(t => t.Condition is null))
            {
                yield return $"Only the last transition of node {node.Name} may be unconditional.";
            }

            foreach (var target in node.Transitions.Where(t => t.TargetNode <= node.Index).Select(t => t.TargetNode))
            {
                // Transitions lead forward, so the flow has no cycle, except to choose another slot.
                if (
                    node.Action.ActionType is not ActionType.Say
                    || nodes[target].Action.SubType is not ActionSubType.Appointment
                )
                {
                    yield return $"Node {node.Name} must not lead back to {nodes[target].Name}.";
                }
            }

            if (node.Transitions.Any(t => IsInvalid(t) && !AsksTheSame(node, nodes[t.TargetNode])))
            {
                yield return $"Node {node.Name} must ask the same again where the answer is not valid.";
            }
        }
    }

    private static IEnumerable<string> Promises(IReadOnlyList<Node> nodes, FlowPromises promises)
    {
        var declined = nodes.FirstOrDefault(n => n.EndFlowType is EndFlowType.Declined)?.Index;
        var accepted = nodes.FirstOrDefault(n => n.EndFlowType is EndFlowType.Accepted)?.Index;
        var asking = nodes.ToLookup(n => n.Action.VariableName, StringComparer.Ordinal);
        foreach (var (fields, rule, holds) in Rules())
        {
            foreach (var field in fields)
            {
                var asks = asking[field].ToList();
                if (
                    asks is []
                    || asks.Any(n => n.Action.ActionType is not ActionType.Ask)
                    || !AsksOnce(asks)
                    || !holds(asks)
                )
                {
                    yield return $"Session field {field} must {rule}.";
                }
            }
        }

        (IReadOnlyList<string> Fields, string Rule, Func<List<Node>, bool> Holds)[] Rules() =>
            [
                (
                    promises.Knockouts,
                    "be asked once, of everybody, and have a way to the declined end",
                    asks => asks is [var node] && Declines(node) && IsPassed(node)
                ),
                (
                    promises.Preferred,
                    "be asked once and have no way to the declined end",
                    asks => asks is [var node] && node.Transitions.All(t => t.TargetNode != declined)
                ),
                (
                    promises.Required,
                    "be asked of everybody, again while invalid, up to three times, and not be skipped",
                    asks =>
                        (asks.Count > 1 || asks[0].Action.SubType is ActionSubType.List)
                        && !asks.Any(Skips)
                        && IsPassed(asks[0])
                ),
                (promises.Optional, "be asked up to three times, with a way to skip it", asks => asks.All(Skips)),
            ];

        // A re-ask follows only an invalid answer to the same field.
        bool AsksOnce(List<Node> asks) =>
            asks.Count <= MaxAsked
            && asks.Zip(asks.Skip(1))
                .All(it =>
                    it.First.Transitions.Any(way => way.TargetNode == it.Second.Index)
                    && nodes.All(from =>
                        from.Transitions.All(way =>
                            way.TargetNode != it.Second.Index || (from == it.First && IsInvalid(way))
                        )
                    )
                );

        // Whether every path to the accepted end contains the node.
        bool IsPassed(Node node) => accepted is not { } end || !Reached(nodes, without: node.Index)[end];

        bool Declines(Node node) =>
            node.Transitions.Any(t => t.TargetNode == declined && t.Condition is not null)
            && node.Transitions[^1].TargetNode != declined;

        bool Skips(Node node) =>
            node.Transitions.Any(t =>
                t.Condition is { Operator: ConditionOperator.Equal, Value: Skip }
                && !AsksTheSame(node, nodes[t.TargetNode])
            );
    }

    private static bool AsksTheSame(Node node, Node other) => node.Action.VariableName == other.Action.VariableName;

    private static bool IsInvalid(NodeTransition transition) =>
        transition.Condition?.Operator is ConditionOperator.IsInvalid;

    private static IEnumerable<string> Wording(IReadOnlyList<Node> nodes) =>
        nodes
            .Where(n => string.IsNullOrWhiteSpace(n.Action.Value.Text))
            .Select(n => $"Node {n.Name} must have a text.");

    private static IEnumerable<string> Emojis(FlowDesign design, FlowPromises promises)
    {
        if (promises.Emoji)
        {
            yield break;
        }

        if (Emoji.IsIn(design.ReminderMessage))
        {
            yield return "The reminder must hold no emoji.";
        }

        foreach (var node in design.Nodes.Where(n => Texts(n.Action.Value).Any(Emoji.IsIn)))
        {
            yield return $"Node {node.Name} must hold no emoji.";
        }
    }

    private static IEnumerable<string> Texts(ActionValue value) =>
        [value.Text, value.RepeatText ?? "", .. value.Options?.Select(option => option.Label) ?? []];
}
