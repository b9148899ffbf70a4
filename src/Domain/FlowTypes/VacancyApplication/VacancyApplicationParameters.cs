namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>The valid parameters of a <c>vacancy_application_flow</c> (contract, section 3), with defaults filled in.</summary>
/// <param name="Language">One of <see cref="Phrasebook.Languages"/>.</param>
/// <param name="EmojiUsage">The level of emoji, from 0 (none) to 5.</param>
/// <param name="FlowName">The name of the flow and the job, 1 to 200 characters; null to take it from the vacancy.</param>
/// <param name="KnockoutRequirements">The requirements whose "no" declines the candidate.</param>
/// <param name="PreferredRequirements">The requirements whose answers never decline the candidate.</param>
/// <param name="RequiredFields">The fields that every candidate must answer, each with up to two re-asks after an invalid answer.</param>
/// <param name="OptionalFields">The fields that the candidate can skip.</param>
/// <param name="Appointments">The appointments, made after all questions.</param>
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
    /// <summary>The form of address.</summary>
    public Tone Tone { get; init; }

    /// <summary>The facts in the text of the vacancy.</summary>
    public Vacancy Vacancy { get; init; } = new();

    /// <summary>The wordings of another author, by session field. Wordings with errors are ignored.</summary>
    public IReadOnlyDictionary<string, Wording> Wordings { get; init; } = new Dictionary<string, Wording>();
}
