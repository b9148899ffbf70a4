using Flowgen.Domain.Flows;

namespace Flowgen.Domain.FlowTypes;

/// <summary>The steps of a conversation that make an appointment: the choice of a day, the choice of a time, and the confirmation.</summary>
internal static class AppointmentSteps
{
    /// <param name="appointment">The appointment. The phrasebook supplies the texts that the client did not send.</param>
    /// <param name="n">Its number among the appointments of the flow, from 1.</param>
    /// <param name="emojiUsage">The level of emoji, 0 to 5.</param>
    /// <param name="tone">The form of address.</param>
    public static IReadOnlyList<Draft> Of(Appointment appointment, int n, int emojiUsage, Tone tone)
    {
        var say = new Phrasebook(appointment.Language, emojiUsage, tone);
        var texts = appointment.Texts;
        var (day, slot, confirmed) = (SessionFields.Day(n), SessionFields.Slot(n), SessionFields.Confirmed(n));
        var (askDay, askSlot, noSlot) = ($"appointment-{n}-day", $"appointment-{n}-slot", $"appointment-{n}-no-slot");
        var (confirm, deny) = ($"appointment-{n}-confirm", $"appointment-{n}-deny");

        return
        [
            new(
                askDay,
                Ask(AppointmentStep.Day, Text(texts.AskDay, "Appointment.AskDay"), day),
                // Without a free day the conversation continues; the recruiter contacts the candidate later.
                new Exit(Exit.Next, new(day, ConditionOperator.IsUnavailable)),
                new Exit(askSlot)
            ),
            new(
                askSlot,
                Ask(AppointmentStep.Slot, Text(texts.AskSlot, "Appointment.AskSlot"), slot),
                new Exit(noSlot, new(slot, ConditionOperator.IsUnavailable)),
                new Exit(confirm)
            ),
            new(noSlot, Conversation.Say(Text(texts.NoSlot, "Appointment.NoSlot")), new Exit(askDay)),
            new(
                confirm,
                Conversation.AskYesOrNo(
                    Text(texts.ConfirmSlotMessage, "Appointment.ConfirmSlot"),
                    say.Say("Yes"),
                    say.Say("No"),
                    confirmed
                ),
                Exit.On(Conversation.No, confirmed, deny),
                Exit.Onward
            ),
            new(deny, Conversation.Say(Text(texts.DenyConfirmMessage, "Appointment.DenyConfirm")), new Exit(askDay)),
        ];

        string Text(string? own, string phrase) =>
            own is not null && say.Plain(own) is { Length: > 0 } text ? text : say.Say(phrase, ("slot", slot));

        NodeAction Ask(AppointmentStep step, string text, string sessionField) =>
            new(
                ActionType.Ask,
                ActionSubType.Appointment,
                new(text, Appointment: new(step, appointment.ScheduleIds)),
                sessionField
            );
    }
}
