namespace Flowgen.Domain.FlowTypes;

/// <summary>An appointment for the candidate to make (contract, section 3, <c>extraOptions</c>).</summary>
/// <param name="Language">The language of its texts; the language of the flow if the client sent none.</param>
/// <param name="ScheduleIds">The ids of the schedules with free times; null if they are assigned when the flow runs.</param>
/// <param name="Texts">The client's own texts in that language.</param>
public sealed record Appointment(string Language, IReadOnlyList<long>? ScheduleIds, AppointmentTexts Texts);

/// <summary>The client's texts of an appointment, which can contain <c>{{session.…}}</c> placeholders; null for the text of Flowgen.</summary>
/// <param name="AskDay">Asks for a day.</param>
/// <param name="AskSlot">Asks for a time on that day.</param>
/// <param name="NoSlot">Says that the day has no free time.</param>
/// <param name="ConfirmSlotMessage">Asks whether the chosen time is right.</param>
/// <param name="DenyConfirmMessage">Says that another time will be chosen.</param>
public sealed record AppointmentTexts(
    string? AskDay = null,
    string? AskSlot = null,
    string? NoSlot = null,
    string? ConfirmSlotMessage = null,
    string? DenyConfirmMessage = null
);
