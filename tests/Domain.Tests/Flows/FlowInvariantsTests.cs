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
            Ask(0, "license", new NodeTransition(Is("license", "no"), 7), new NodeTransition(null, 1)),
            Ask(1, "city", new NodeTransition(null, 2)),
            Ask(2, "email", new NodeTransition(Invalid("email"), 3), new NodeTransition(null, 5)),
            Ask(3, "email", new NodeTransition(Invalid("email"), 4), new NodeTransition(null, 5)),
            Ask(4, "email", new NodeTransition(null, 5)),
            Ask(5, "site", new NodeTransition(Is("site", "skip"), 6), new NodeTransition(null, 6)),
            End(6, EndFlowType.Accepted),
            End(7, EndFlowType.Declined),
        ]
    );

    public static TheoryData<string, FlowDesign> Broken() =>
        new()
        {
            { "places in the list", With(1, node => node with { Index = 8 }) },
            { "places in the list", With(1, node => node with { Transitions = [new(null, 9)] }) },
            { "one start node", With(1, node => node with { IsStartFlow = true }) },
            { "one end node of type Declined", With(7, node => node with { EndFlowType = EndFlowType.Update }) },
            { "one end node of type Accepted", With(7, node => node with { EndFlowType = EndFlowType.Accepted }) },
            { "names must be unique", With(1, node => node with { Name = "n0" }) },
            {
                "must be reachable",
                With(0, node => node with { Transitions = [new(Is("license", "no"), 7), new(null, 2)] })
            },
            { "must have no transition", With(6, node => node with { Transitions = [new(null, 7)] }) },
            { "must be unconditional", With(1, node => node with { Transitions = [new(Is("city", "yes"), 2)] }) },
            { "may be unconditional", With(1, node => node with { Transitions = [new(null, 2), new(null, 3)] }) },
            {
                "must not lead back",
                With(5, node => node with { Transitions = [new(Is("site", "skip"), 1), new(null, 6)] })
            },
            {
                "must not lead back",
                With(4, node => node with { Transitions = [new(Invalid("email"), 4), new(null, 5)] })
            },
            { "must not lead back", With(5, node => node with { Transitions = [new(null, 5)] }) },
            {
                "must ask the same",
                With(1, node => node with { Transitions = [new(Invalid("city"), 5), new(null, 2)] })
            },
            {
                "field license must",
                With(0, node => node with { Transitions = [new(Is("license", "no"), 6), new(null, 1)] })
            },
            {
                "field license must",
                With(0, node => node with { Transitions = [new(Is("license", "no"), 1), new(null, 7)] })
            },
            {
                "field city must",
                With(1, node => node with { Transitions = [new(Is("city", "no"), 7), new(null, 2)] })
            },
            { "field city must", With(1, node => node with { Action = node.Action with { VariableName = "town" } }) },
            // Asked once alone; skipped; asked of some alone; asked again for another reason; asked too often.
            { "field email must", With(2, node => node with { Transitions = [new(null, 5)] }) },
            {
                "field email must",
                With(3, node => node with { Transitions = [new(Is("email", "skip"), 5), .. node.Transitions] })
            },
            {
                "field email must",
                With(1, node => node with { Transitions = [new(Is("city", "rich"), 5), new(null, 2)] })
            },
            { "field email must", With(3, node => node with { Transitions = [new(null, 4)] }) },
            { "field email must", With(5, node => node with { Action = node.Action with { VariableName = "email" } }) },
            { "field site must", With(5, node => node with { Transitions = [new(null, 6)] }) },
            { "must have a text", With(1, node => node with { Action = node.Action with { Value = new(" ") } }) },
            { "hold no emoji", With(1, node => node with { Action = node.Action with { Value = new("Where? 🏠") } }) },
            { "hold no emoji", Sound with { ReminderMessage = "⏰" } },
        };

    [Fact]
    public void A_sound_flow_has_no_violation() => Assert.Empty(FlowInvariants.Violations(Sound, Promises));

    [Theory]
    [MemberData(nameof(Broken), DisableDiscoveryEnumeration = true)]
    public void A_broken_flow_is_refused_with_its_violations(string violation, FlowDesign broken)
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

    private static TransitionCondition Invalid(string field) => new(field, ConditionOperator.IsInvalid);

    private static TransitionCondition Is(string field, string answer) => new(field, ConditionOperator.Equal, answer);
}
