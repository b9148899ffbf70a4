using Flowgen.Domain.Flows;

namespace Flowgen.Domain.FlowTypes;

/// <summary>A node whose exits still refer to other nodes by name.</summary>
internal sealed record Draft(string Name, NodeAction Action, params IReadOnlyList<Exit> Exits)
{
    public EndFlowType? End { get; init; }
}

/// <summary>An exit of a draft, to a named node or to <see cref="Next"/>.</summary>
internal sealed record Exit(string To, TransitionCondition? When = null)
{
    /// <summary>The first node of the following step.</summary>
    public const string Next = "";

    /// <summary>The exit to the following step, without a condition.</summary>
    public static Exit Onward { get; } = new(Next);

    /// <summary>An exit for one answer.</summary>
    public static Exit On(string answer, string sessionField, string to) =>
        new(to, new(sessionField, ConditionOperator.Equal, answer));
}

/// <summary>The nodes that all conversations share, and the layout of steps as a graph.</summary>
internal static class Conversation
{
    public const string Accepted = "accepted";
    public const string Declined = "declined";
    public const string Yes = "yes";
    public const string No = "no";

    private const int OneDay = 24 * 60 * 60;
    private const int OneWeek = 7 * OneDay;

    /// <summary>A flow that sends a reminder after a day without an answer, and ends after a week.</summary>
    public static FlowDesign Design(
        string name,
        string language,
        string reminder,
        IReadOnlyList<IReadOnlyList<Draft>> steps
    ) => new(name, language, OneDay, reminder, OneWeek, Lay(steps));

    /// <summary>The first step: asks whether to begin. A "no" declines.</summary>
    public static Draft Greeting(Phrasebook say, string text) =>
        new(
            "greeting",
            AskYesOrNo(text, say.Say("Greeting.Yes"), say.Say("Greeting.No"), SessionFields.Start),
            Exit.On(No, SessionFields.Start, Declined),
            Exit.Onward
        );

    /// <summary>The end for an accepted candidate.</summary>
    public static Draft Accept(string text) => new(Accepted, Say(text)) { End = EndFlowType.Accepted };

    /// <summary>The end for a declined candidate.</summary>
    public static Draft Decline(string text) => new(Declined, Say(text)) { End = EndFlowType.Declined };

    public static NodeAction Say(string text) => new(ActionType.Say, ActionSubType.Text, new(text), VariableName: null);

    public static NodeAction AskYesOrNo(string text, string yes, string no, string sessionField) =>
        new(ActionType.Ask, ActionSubType.List, new(text, Options: [new(Yes, yes), new(No, no)]), sessionField);

    /// <summary>Converts steps to nodes whose transitions have the positions of their targets. A step begins at its first draft.</summary>
    private static List<Node> Lay(IReadOnlyList<IReadOnlyList<Draft>> steps)
    {
        var places = steps.SelectMany(step => step).Select((draft, place) => (draft.Name, place)).ToDictionary();
        return
        [
            .. steps
                .SelectMany(
                    (step, at) => step.Select(draft => (draft, next: steps.ElementAtOrDefault(at + 1)?[0].Name))
                )
                .Select(
                    (x, place) =>
                        new Node(
                            place,
                            x.draft.Name,
                            IsStartFlow: place == 0,
                            x.draft.End,
                            x.draft.Action,
                            [
                                .. x.draft.Exits.Select(exit => new NodeTransition(
                                    exit.When,
                                    places[Target(exit, x.next)]
                                )),
                            ]
                        )
                ),
        ];

        static string Target(Exit exit, string? next) => exit.To == Exit.Next ? next! : exit.To;
    }
}
