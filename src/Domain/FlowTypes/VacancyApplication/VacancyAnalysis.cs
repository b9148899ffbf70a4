namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>The facts and requirements in a vacancy, in the form of the input of a generation (contract, section 3).</summary>
/// <param name="Language">The language of the questions.</param>
/// <param name="Facts">The facts about the job.</param>
/// <param name="Requirements">
/// The requirements in the order of the text; at most <see cref="Question.MaxListed"/> knockouts and as many others.
/// </param>
public sealed record VacancyAnalysis(
    string Language,
    VacancyFacts Facts,
    IReadOnlyList<VacancyRequirement> Requirements
)
{
    // The default of a generation.
    private const string DefaultLanguage = "en";

    /// <summary>Reads a vacancy of up to 100,000 characters. The text may be hostile. The same input gives an equal analysis.</summary>
    /// <param name="text">The text, as it was sent.</param>
    /// <param name="language">The language of the questions, one of <see cref="Phrasebook.Languages"/>; null for the language of the text.</param>
    /// <param name="tone">The form of address of the questions.</param>
    public static VacancyAnalysis Of(string text, string? language, Tone tone)
    {
        var document = VacancyDocument.Of(text);
        var spoken = VacancyLanguage.Known(document.Lines) ?? language ?? DefaultLanguage;
        language ??= spoken;
        return new(
            language,
            VacancyReader.Analyse(document),
            Asked(VacancyRequirements.In(document, spoken), language, tone)
        );
    }

    // Adds the session fields and questions of a flow with only these requirements.
    private static List<VacancyRequirement> Asked(IReadOnlyList<FoundRequirement> found, string language, Tone tone)
    {
        // Knockouts first; the sort is stable, so each list keeps the order of the text.
        var asked = found.Index().OrderBy(it => it.Item.IsKnockout ? 0 : 1).ToList();
        var parameters = SessionFieldNames.Fill(
            new(language, EmojiUsage: 0, FlowName: null, Questions(true), Questions(false), [], [], []) { Tone = tone }
        );
        var names = parameters.KnockoutRequirements.Concat(parameters.PreferredRequirements);
        return
        [
            .. asked
                .Zip(names, VacancyApplicationComposer.Questions(parameters))
                .OrderBy(it => it.First.Index)
                .Select(it =>
                    (Found: it.First.Item, Name: it.Second.SessionField, Question: it.Third)
                        is var (one, name, question)
                        ? new VacancyRequirement(one.Value, one.Kind, one.IsKnockout, one.Evidence, name, question)
                        : null!
                ),
        ];

        List<Question> Questions(bool isKnockout) =>
            [.. found.Where(it => it.IsKnockout == isKnockout).Select(it => new Question(it.Value, ""))];
    }
}

/// <summary>A requirement of a vacancy.</summary>
/// <param name="Value">The requirement in the words of the text, 1 to <see cref="Question.MaxValue"/> characters on one line.</param>
/// <param name="Kind">The subject of the requirement.</param>
/// <param name="IsKnockout">Whether it is a condition in the text, and not an advantage.</param>
/// <param name="Evidence">The sentence or line that states it, exactly as in the text, including markup.</param>
/// <param name="SessionField">The session field of the answer.</param>
/// <param name="Question">The question of a flow with these requirements.</param>
public sealed record VacancyRequirement(
    string Value,
    RequirementKind Kind,
    bool IsKnockout,
    string Evidence,
    string SessionField,
    string Question
);

/// <summary>The subjects of requirements.</summary>
public enum RequirementKind
{
    /// <summary>A driving licence.</summary>
    Licence,

    /// <summary>Another proof, such as of safety, first aid or good conduct.</summary>
    Certificate,

    /// <summary>A diploma, a degree or a training.</summary>
    Education,

    /// <summary>Experience at work.</summary>
    Experience,

    /// <summary>A language that people speak.</summary>
    Language,

    /// <summary>Knowledge, or something that a candidate can do.</summary>
    Skill,

    /// <summary>Days, hours and shifts.</summary>
    Availability,

    /// <summary>The right to work in a country.</summary>
    WorkPermit,

    /// <summary>Years of age.</summary>
    Age,

    /// <summary>Anything else.</summary>
    Other,
}
