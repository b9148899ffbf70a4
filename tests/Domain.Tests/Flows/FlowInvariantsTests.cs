using Flowgen.Domain.Flows;

namespace Flowgen.Domain.Tests.Flows;

/// <summary>Breaks a sound flow in one way at a time: each invariant must notice.</summary>
public class FlowInvariantsTests
{
    private static readonly FlowPromises Promises = new(["license"], ["city"], ["email"], ["site"], Emoji: false);

    private static readonly FlowDesign Sound = new(
        "Driver",
        "en",
        1,
        "Still there?",
        1,
        [
            Ask(0, "license", new NodeTransition(Is("license", "no"), 5), new NodeTransition(null, 1)),
            Ask(1, "city", new NodeTransition(null, 2)),
            Ask(
                2,
                "email",
                new NodeTransition(new("email", ConditionOperator.IsInvalid), 2),
                new NodeTransition(null, 3)
            ),
            Ask(3, "site", new NodeTransition(Is("site", "skip"), 4), new NodeTransition(null, 4)),
            End(4, EndFlowType.Accepted),
            End(5, EndFlowType.Declined),
        ]
    );

    public static TheoryData<string, FlowDesign> Broken() =>
        new()
        {
            { "places in the list", With(1, node => node with { Index = 7 }) },
            { "places in the list", With(1, node => node with { Transitions = [new(null, 9)] }) },
            { "one start node", With(1, node => node with { IsStartFlow = true }) },
            { "one end node of type Declined", With(5, node => node with { EndFlowType = EndFlowType.Update }) },
            { "one end node of type Accepted", With(5, node => node with { EndFlowType = EndFlowType.Accepted }) },
            { "names must be unique", With(1, node => node with { Name = "n0" }) },
            {
                "must be reachable",
                With(0, node => node with { Transitions = [new(Is("license", "no"), 5), new(null, 2)] })
            },
            { "must have no transition", With(4, node => node with { Transitions = [new(null, 5)] }) },
            { "must be unconditional", With(1, node => node with { Transitions = [new(Is("city", "yes"), 2)] }) },
            { "may be unconditional", With(1, node => node with { Transitions = [new(null, 2), new(null, 3)] }) },
            {
                "must not lead back",
                With(3, node => node with { Transitions = [new(Is("site", "skip"), 1), new(null, 4)] })
            },
            {
                "must not ask again",
                With(
                    1,
                    node => node with { Transitions = [new(new("city", ConditionOperator.IsInvalid), 1), new(null, 2)] }
                )
            },
            {
                "field license must",
                With(0, node => node with { Transitions = [new(Is("license", "no"), 4), new(null, 1)] })
            },
            {
                "field city must",
                With(1, node => node with { Transitions = [new(Is("city", "no"), 5), new(null, 2)] })
            },
            { "field email must", With(2, node => node with { Transitions = [new(null, 3)] }) },
            {
                "field email must",
                With(2, node => node with { Transitions = [new(Is("email", "skip"), 3), .. node.Transitions] })
            },
            { "field site must", With(3, node => node with { Transitions = [new(null, 4)] }) },
            { "field city must", With(1, node => node with { Action = node.Action with { VariableName = "town" } }) },
            { "must have a text", With(1, node => node with { Action = node.Action with { Value = new(" ") } }) },
            {
                "must not lead back",
                With(2, node => node with { Transitions = [new(Is("email", "no"), 2), new(null, 3)] })
            },
            { "must not lead back", With(3, node => node with { Transitions = [new(null, 3)] }) },
            // Asked of some only: a way around it leads to the accepted end.
            {
                "field email must",
                With(1, node => node with { Transitions = [new(Is("city", "rich"), 3), new(null, 2)] })
            },
            {
                "field license must",
                With(0, node => node with { Transitions = [new(Is("license", "no"), 1), new(null, 5)] })
            },
            { "hold no emoji", With(1, node => node with { Action = node.Action with { Value = new("Where? 🏠") } }) },
            { "hold no emoji", Sound with { ReminderMessage = "⏰" } },
        };

    [Fact]
    public void A_sound_flow_has_no_violation() => Assert.Empty(FlowInvariants.Violations(Sound, Promises));

    [Theory]
    [MemberData(nameof(Broken), DisableDiscoveryEnumeration = true)]
    public void A_broken_flow_is_refused_with_what_is_broken(string violation, FlowDesign broken)
    {
        var refusal = Assert.Throws<DomainRuleException>(() => FlowInvariants.Hold(broken, Promises));

        Assert.Equal("flow_invariant_violated", refusal.Code);
        Assert.Contains(violation, refusal.Message);
    }

    private static FlowDesign With(int index, Func<Node, Node> change) =>
        Sound with
        {
            Nodes = [.. Sound.Nodes.Select(node => node.Index == index ? change(node) : node)],
        };

    private static Node Ask(int index, string field, params NodeTransition[] transitions) =>
        new(
            index,
            $"n{index}",
            index == 0,
            null,
            new(ActionType.Ask, ActionSubType.Text, new("?"), field),
            transitions
        );

    private static Node End(int index, EndFlowType type) =>
        new(index, $"n{index}", false, type, new(ActionType.Say, ActionSubType.Text, new("Bye."), null), []);

    private static TransitionCondition Is(string field, string answer) => new(field, ConditionOperator.Equal, answer);
}
