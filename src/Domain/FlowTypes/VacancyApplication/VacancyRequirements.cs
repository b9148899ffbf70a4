using System.Text.Json;
using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>A requirement in the text of a vacancy.</summary>
internal sealed record FoundRequirement(string Value, RequirementKind Kind, bool IsKnockout, string Evidence);

/// <summary>
/// Finds the requirements in a vacancy: items below a heading such as "Your profile", sentences there about the candidate, and sentences
/// elsewhere that call something required or an advantage. Uncertain requirements are left out.
/// </summary>
internal sealed partial class VacancyRequirements
{
    // A longer text is a description, not a requirement.
    private const int MaxValueLength = 300;
    private const int ShortestValue = 3;
    private const int MaxWordsOfHeading = 10;
    private const int MaxWordsOfSentence = 30;
    private const int MaxPlainLines = 15;
    private const int MaxWordsOfItem = 14;
    private const int MaxWordsOfLabel = 3;
    private const int MaxWordsOfSubject = 3;

    // The maximum number of words between "no" and "experience".
    private const int MaxWordsOfDenied = 2;

    // The maximum number of lines that are read. A vacancy has fewer.
    private const int MaxLines = 1_000;
    private const int ShortestHeadingWord = 8;

    // The members of a JobPosting with requirements.
    private static readonly (string Path, Section Section, RequirementKind Kind)[] Members =
    [
        ("qualifications", Section.Required, RequirementKind.Other),
        ("qualifications.name", Section.Required, RequirementKind.Other),
        ("educationRequirements", Section.Required, RequirementKind.Education),
        ("educationRequirements.credentialCategory", Section.Required, RequirementKind.Education),
        ("experienceRequirements", Section.Required, RequirementKind.Experience),
        ("experienceRequirements.description", Section.Required, RequirementKind.Experience),
        ("skills", Section.Preferred, RequirementKind.Skill),
        ("skills.name", Section.Preferred, RequirementKind.Skill),
    ];

    // Headings and wishes are recognised in all languages, other words only in the language of the text. So are wishes that begin with one
    // letter: "a plus" is French for "has more".
    private static readonly VacancyTerms Headings = VacancyTerms.Of(words => words.Profile.Headings);
    private static readonly VacancyTerms PreferredHeadings = VacancyTerms.Of(words => words.Profile.PreferredHeadings);
    private static readonly VacancyTerms OtherHeadings = VacancyTerms.Of(words => words.Profile.OtherHeadings);

    private static readonly Dictionary<string, VacancyRequirements> Languages = Phrasebook.Languages.ToDictionary(
        language => language,
        language => new VacancyRequirements(Lexicon.Of(language))
    );

    private readonly VacancyTerms required;
    private readonly VacancyTerms needed;
    private readonly VacancyTerms preferred;
    private readonly VacancyTerms employer;
    private readonly VacancyTerms elsewhere;
    private readonly VacancyTerms abbreviations;
    private readonly VacancyTerms negations;
    private readonly VacancyTerms and;
    private readonly VacancyTerms permissions;
    private readonly VacancyTerms without;
    private readonly VacancyTerms obliged;
    private readonly VacancyTerms candidates;
    private readonly VacancyTerms others;
    private readonly VacancyTerms ours;
    private readonly VacancyTerms leads;
    private readonly VacancyTerms tongues;
    private readonly VacancyTerms years;
    private readonly VacancyTerms allEndings;
    private readonly IReadOnlyList<(RequirementKind Kind, VacancyTerms Terms, VacancyTerms Endings)> kinds;

    private VacancyRequirements(Lexicon lexicon)
    {
        var words = lexicon.Vacancy.Profile;
        (required, needed) = (new(words.Required), new([.. words.Required, .. words.Needed]));
        preferred = new(
            Phrasebook
                .Languages.SelectMany(language => Lexicon.Of(language).Vacancy.Profile.Preferred)
                .Where(phrase => words.Preferred.Contains(phrase) || phrase.Split(' ')[0].Length > 1)
        );
        (permissions, without) = (new(words.Permissions), new(words.Without));
        (obliged, candidates) = (new(words.Obliged), new(words.Candidates));
        (others, ours, leads) = (new(words.Others), new(words.Ours), new(words.Leads));
        (employer, elsewhere) = (new(words.Employer), new([.. words.Employer, .. words.Offers, .. words.Applying]));
        (abbreviations, years) = (new(words.Abbreviations), new(lexicon.Fields.SessionFields.Years));
        (negations, and) = (Split(lexicon.Requirements.Negations), new(words.And));
        tongues = new(
            lexicon
                .Requirements.Tongues.Values.SelectMany(names => names.Split(' '))
                .SelectMany(name => words.TongueEndings.Select(ending => name + ending).Prepend(name))
        );
        allEndings = new(words.Kinds.Values.SelectMany(Endings));
        kinds =
        [
            .. Enum.GetValues<RequirementKind>()
                .Where(kind => kind is not RequirementKind.Other)
                .Select(kind => (kind, Of(kind, isEnding: false), Of(kind, isEnding: true))),
        ];

        VacancyTerms Of(RequirementKind kind, bool isEnding)
        {
            var list = words.Kinds[JsonNamingPolicy.CamelCase.ConvertName($"{kind}")];
            return new(isEnding ? Endings(list) : list.Where(word => !word.StartsWith('*')));
        }

        static IEnumerable<string> Endings(IReadOnlyList<string> list) =>
            list.Where(word => word.StartsWith('*')).Select(word => word[1..]);

        static VacancyTerms Split(string list) => new(list.Split(' '));
    }

    /// <summary>The requirements in the order of the text, without duplicates.</summary>
    /// <param name="document">The vacancy.</param>
    /// <param name="language">The language of its text.</param>
    public static IReadOnlyList<FoundRequirement> In(VacancyDocument document, string language)
    {
        var reader = Languages[language];
        var found = new List<FoundRequirement>();
        var values = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var one in reader
                .In(document.Page, document.Text)
                .Concat(reader.In(document.Posting, document.Text))
                .Concat(reader.In(document.Description, document.Text))
        )
        {
            if (
                found.Count(other => other.IsKnockout == one.IsKnockout) < Question.MaxListed
                && values.Add(Spelling.Key(one.Value))
                && !(one.Kind is RequirementKind.Licence && IsKnown(one.Value))
            )
            {
                found.Add(one);
            }
        }

        return found;

        // "Driving licence" and "Licence: B" add nothing to "Driving licence B".
        bool IsKnown(string value) =>
            SessionFieldNames.OfRequirement(language, value) is var name
            && found.Exists(other =>
                other.Kind is RequirementKind.Licence
                && (
                    name is SessionFieldNames.AnyLicense
                    || SessionFieldNames.OfRequirement(language, other.Value) == name
                )
            );
    }

    /// <summary>Whether a requirement in any language is about a diploma or another proof, and not about experience.</summary>
    public static bool IsOfProof(string value)
    {
        var said = VacancyLine.Of(value);
        var kinds = Languages
            .Values.SelectMany(reader => Enumerable.Range(0, said.Words.Count).Select(at => reader.KindAt(said, at)))
            .ToHashSet();
        return !kinds.Contains(RequirementKind.Experience)
            && (kinds.Contains(RequirementKind.Education) || kinds.Contains(RequirementKind.Certificate));
    }

    private IEnumerable<FoundRequirement> In(IReadOnlyList<VacancyLine> all, string text)
    {
        var lines = all.Where(line => line.IsExact).Take(MaxLines).ToList();
        var part = new Part(Section.Beginning);
        for (var i = 0; i < lines.Count; i++)
        {
            var (line, next) = (lines[i], i + 1 < lines.Count ? lines[i + 1] : null);
            if (line.IsLabel && line.Value is { } value && Named(line.Label) is { } named)
            {
                part = line.IsItem ? part.With(line, isBetween: true) : new(named, Lines: 1);
                var listed = Listed(value);
                listed = listed is [] && line.IsItem ? [value] : listed;
                foreach (var one in listed.Select(it => Read(it, line, text, named, isSure: false)))
                {
                    if (one is not null)
                    {
                        yield return one;
                    }
                }
            }
            else if (part.Section is not Section.Other && Fact(line, next) is var (fact, isNext))
            {
                part = part.With(line, isBetween: true);
                i += isNext ? 1 : 0;
                if (Read(fact, isNext ? fact : line, text, Section.Required, isSure: true) is { } one)
                {
                    yield return one;
                }
            }
            else if (Heading(line) is { } heading)
            {
                // "Your profile", "This is you:"; but "Location" in a table of facts
                part =
                    (heading is Section.Unknown && !line.IsHeading && part.Lines == 0)
                    || (
                        part.Section is Section.Beginning
                        && VacancyLabels.Alone(line) is not null and not LabelKind.Other
                    )
                        ? part
                        : new(heading);
            }
            else
            {
                part = part.With(line, isBetween: next is { IsItem: true });
                var isItem =
                    line.IsItem
                    || (
                        part.Section is Section.Required or Section.Preferred
                        && (part.Lines == 1 || !line.IsApart)
                        && IsListed(line, next)
                    );
                foreach (var (at, sentence) in Sentences(line).Index())
                {
                    var said = Parts(sentence);
                    var section = said.Count > 1 && Phrase(sentence, required, 0) > 0 ? Section.Required : part.Section;
                    foreach (var some in said)
                    {
                        if (Read(some, sentence, text, section, isSure: !isItem || at > 0) is { } one)
                        {
                            yield return one;
                        }
                    }
                }
            }
        }
    }

    // An item without a bullet: not a sentence, and followed by another such line.
    private bool IsListed(VacancyLine line, VacancyLine? next) =>
        next is { IsItem: false, IsApart: false, IsLabel: false }
        && IsShort(line)
        && IsShort(next)
        && Heading(next) is null;

    private static bool IsShort(VacancyLine line) =>
        line.Words.Count is > 0 and <= MaxWordsOfItem
        && !line.Words.Any(word => word.EndsSentence)
        && char.IsUpper(line.Text[0]);

    // Skills are "desired or required" in schema.org, so they are not conditions.
    private IEnumerable<FoundRequirement> In(VacancyPosting posting, string text)
    {
        foreach (var (path, section, kind) in Members)
        {
            foreach (var line in posting.Lines(path).Where(line => Heading(line) is null))
            {
                var parts = Listed(line) is { Count: > 1 } several ? several : [line];
                foreach (var part in parts)
                {
                    if (Read(part, line, text, section, isSure: false) is { } one)
                    {
                        yield return one.Kind is RequirementKind.Other ? one with { Kind = kind } : one;
                    }
                }
            }
        }
    }
}
