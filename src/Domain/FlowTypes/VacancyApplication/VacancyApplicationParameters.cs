namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>The valid parameters of a <c>vacancy_application_flow</c> (contract, section 3), defaults filled in.</summary>
/// <param name="Language">One of <see cref="Phrasebook.Languages"/>.</param>
/// <param name="EmojiUsage">0 (none) to 5.</param>
/// <param name="FlowName">1 to 200 characters: names the job. Null to take it from the vacancy.</param>
/// <param name="KnockoutRequirements">Asked; a "no" declines the candidate.</param>
/// <param name="PreferredRequirements">Asked; no answer declines.</param>
/// <param name="RequiredFields">Asked of everybody, and up to twice more while the answer is not valid.</param>
/// <param name="OptionalFields">Asked, and may be skipped.</param>
/// <param name="Appointments">Made once everything is asked.</param>
public sealed record VacancyApplicationParameters(
    string Language,
    int EmojiUsage,
    string? FlowName,
    IReadOnlyList<Question> KnockoutRequirements,
    IReadOnlyList<Question> PreferredRequirements,
    IReadOnlyList<Question> RequiredFields,
    IReadOnlyList<Question> OptionalFields,
    IReadOnlyList<Appointment> Appointments
)
{
    /// <summary>How the candidate is addressed.</summary>
    public Tone Tone { get; init; }

    /// <summary>What its text says of the vacancy.</summary>
    public Vacancy Vacancy { get; init; } = new();

    /// <summary>How others than the composer put requirements, by session field. Those that have a fault are left out.</summary>
    public IReadOnlyDictionary<string, Wording> Wordings { get; init; } = new Dictionary<string, Wording>();
}
