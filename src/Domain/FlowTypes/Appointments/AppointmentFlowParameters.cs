namespace Flowgen.Domain.FlowTypes.Appointments;

/// <summary>The valid parameters of an <c>appointment_flow</c> (contract, section 3).</summary>
/// <param name="Language">One of <see cref="Phrasebook.Languages"/>.</param>
/// <param name="EmojiUsage">The level of emoji, from 0 (none) to 5.</param>
/// <param name="FlowName">The name of the flow, 1 to 200 characters; null for a neutral name in the language of the flow.</param>
/// <param name="Appointments">The appointments in their order, at least one.</param>
public sealed record AppointmentFlowParameters(
    string Language,
    int EmojiUsage,
    string? FlowName,
    IReadOnlyList<Appointment> Appointments
)
{
    /// <summary>The form of address.</summary>
    public Tone Tone { get; init; }
}
