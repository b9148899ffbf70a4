namespace Flowgen.Domain.FlowTypes;

/// <summary>An appointment for the candidate to make (contract, section 3, <c>extraOptions</c>).</summary>
/// <param name="Language">Of its texts; the flow's own where the client named none.</param>
/// <param name="ScheduleIds">The schedules with free times; null where they are assigned when the flow runs.</param>
/// <param name="Texts">The client's own texts in that language.</param>
public sealed record Appointment(string Language, IReadOnlyList<long>? ScheduleIds, AppointmentTexts Texts);

/// <summary>A client's texts of an appointment, each with its <c>{{session.…}}</c> placeholders; null where none was sent.</summary>
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
