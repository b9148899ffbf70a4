using Flowgen.Domain.Flows;

namespace Flowgen.Domain.FlowTypes.Appointments;

/// <summary>Composes a conversation that only makes appointments. A pure function: the same parameters give an equal design.</summary>
public static class AppointmentFlowComposer
{
    /// <summary>Composes a design that satisfies <see cref="FlowInvariants"/>.</summary>
    /// <exception cref="DomainRuleException">Code <c>flow_invariant_violated</c>: a bug in Flowgen.</exception>
    public static FlowDesign Compose(AppointmentFlowParameters parameters)
    {
        var say = new Phrasebook(parameters.Language, parameters.EmojiUsage, parameters.Tone);
        var flowName = parameters.FlowName ?? say.Say("AppointmentFlow.Name");
        var name = say.Plain(flowName) is { Length: > 0 } plain ? plain : say.Say("AppointmentFlow.Name");

        return FlowInvariants.Hold(
            Conversation.Design(
                flowName,
                parameters.Language,
                Say("Reminder"),
                [
                    [Conversation.Greeting(say, Say("Greeting"))],
                    .. parameters.Appointments.Select(
                        (it, i) => AppointmentSteps.Of(it, i + 1, parameters.EmojiUsage, parameters.Tone)
                    ),
                    [Conversation.Accept(Say("Accepted"))],
                    [Conversation.Decline(Say("Declined"))],
                ]
            ),
            Promises(parameters)
        );

        string Say(string phrase) => say.Say($"AppointmentFlow.{phrase}", ("name", name));
    }

    /// <summary>The expectations of these parameters on their flow.</summary>
    public static FlowPromises Promises(AppointmentFlowParameters parameters) =>
        new(Knockouts: [], Preferred: [], Required: [], Optional: [], Emoji: parameters.EmojiUsage > 0);
}
