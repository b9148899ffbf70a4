using Flowgen.Domain.Flows;

namespace Flowgen.Domain.FlowTypes;

/// <summary>The part of a conversation in which an appointment is made: a day, a time on it, and whether that is right.</summary>
internal static class AppointmentSteps
{
    /// <param name="appointment">Its texts, where the client sent none, are the phrasebook's.</param>
    /// <param name="n">Its place among the appointments of the flow, from 1.</param>
    /// <param name="emojiUsage">0 to 5.</param>
    /// <param name="tone">How the candidate is addressed.</param>
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
                // A schedule without a free day must not hold the candidate up: the recruiter will be in touch.
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
