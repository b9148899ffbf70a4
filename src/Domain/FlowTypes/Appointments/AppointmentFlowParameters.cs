namespace Flowgen.Domain.FlowTypes.Appointments;

/// <summary>The valid parameters of an <c>appointment_flow</c> (contract, section 3).</summary>
/// <param name="Language">One of <see cref="Phrasebook.Languages"/>.</param>
/// <param name="EmojiUsage">0 (none) to 5.</param>
/// <param name="FlowName">1 to 200 characters; null for a neutral name in the flow's language.</param>
/// <param name="Appointments">At least one, made in this order.</param>
public sealed record AppointmentFlowParameters(
    string Language,
    int EmojiUsage,
    string? FlowName,
    IReadOnlyList<Appointment> Appointments
)
{
    /// <summary>How the candidate is addressed.</summary>
    public Tone Tone { get; init; }
}
