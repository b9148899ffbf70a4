namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>What Flowgen reads in a vacancy, as the input of a generation (contract, section 3).</summary>
/// <param name="Language">Of the questions.</param>
/// <param name="Facts">What the text says of the job.</param>
/// <param name="Requirements">
/// In the order of the text; at most <see cref="Question.MaxListed"/> knockouts and as many others.
/// </param>
public sealed record VacancyAnalysis(
    string Language,
    VacancyFacts Facts,
    IReadOnlyList<VacancyRequirement> Requirements
)
{
    // As of a generation.
    private const string DefaultLanguage = "en";

    /// <summary>Reads a vacancy of up to 100,000 characters. The text may be hostile. The same input gives an equal analysis.</summary>
    /// <param name="text">As sent.</param>
    /// <param name="language">Of the questions, one of <see cref="Phrasebook.Languages"/>; null for that of the text.</param>
    /// <param name="tone">How the questions address the candidate.</param>
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

    // As a flow that has these requirements and nothing else names and asks them.
    private static List<VacancyRequirement> Asked(IReadOnlyList<FoundRequirement> found, string language, Tone tone)
    {
        // A stable order: within each list that of the text.
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

/// <summary>What a vacancy asks of a candidate.</summary>
/// <param name="Value">In the words of the text, 1 to <see cref="Question.MaxValue"/> characters on one line.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="IsKnockout">Whether the text has it as a condition, and not as an advantage.</param>
/// <param name="Evidence">The sentence or line that says so, as it stands in the text, markup included.</param>
/// <param name="SessionField">Where the answer is kept.</param>
/// <param name="Question">What a flow of these requirements asks.</param>
public sealed record VacancyRequirement(
    string Value,
    RequirementKind Kind,
    bool IsKnockout,
    string Evidence,
    string SessionField,
    string Question
);

/// <summary>What a requirement is about.</summary>
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
