using System.Collections.Frozen;

namespace Flowgen.Domain.FlowTypes.Languages;

/// <summary>
/// The section <c>vacancy</c>: the words by which facts are found in the text of a vacancy. What each list holds is said beside it in
/// <c>en.json</c>.
/// </summary>
internal sealed record VacancyWords(
    IReadOnlyList<string> Relatives,
    IReadOnlyList<string> Besides,
    IReadOnlyList<string> Institutions,
    IReadOnlyList<string> Joiners,
    IReadOnlyList<string> Common,
    IReadOnlyList<string> TitleLabels,
    IReadOnlyList<string> OrganisationLabels,
    IReadOnlyList<string> PlaceLabels,
    IReadOnlyList<string> SiteLabels,
    IReadOnlyList<string> HoursLabels,
    IReadOnlyList<string> SalaryLabels,
    IReadOnlyList<string> OtherLabels,
    IReadOnlyList<string> LabelFillers,
    IReadOnlyList<string> Jobs,
    IReadOnlyList<string> JobEndings,
    IReadOnlyList<string> JobForms,
    IReadOnlyList<string> AccusativeArticles,
    IReadOnlyDictionary<string, string> Accusatives,
    bool NounsAreCapital,
    IReadOnlyList<string> Genders,
    IReadOnlyList<string> BeforeWords,
    IReadOnlyList<string> BehindWords,
    IReadOnlyList<string> Terms,
    IReadOnlyList<string> Persons,
    IReadOnlyList<string> Parts,
    IReadOnlyList<string> PartBeginnings,
    IReadOnlyList<string> Furniture,
    IReadOnlyList<string> Seeking,
    IReadOnlyList<string> SeekingPhrases,
    IReadOnlyList<string> Articles,
    IReadOnlyList<string> Definite,
    IReadOnlyList<string> Endings,
    IReadOnlyList<string> Praise,
    IReadOnlyList<string> Vague,
    IReadOnlyList<string> LegalForms,
    IReadOnlyList<string> OrganisationNouns,
    IReadOnlyList<string> AtWords,
    IReadOnlyList<string> SubjectVerbs,
    IReadOnlyList<string> SubjectNouns,
    IReadOnlyList<string> NoNames,
    IReadOnlyList<string> AsWords,
    IReadOnlyList<string> AsAfter,
    IReadOnlyList<string> Sites,
    IReadOnlyList<string> PlaceVerbs,
    IReadOnlyList<string> InWords,
    IReadOnlyList<string> NoPlaces,
    IReadOnlyList<string> Towns,
    IReadOnlyList<string> TownJoints,
    IReadOnlyList<string> PlaceEnds,
    IReadOnlyList<string> TownEndings,
    IReadOnlyList<string> TownBeginnings,
    IReadOnlyList<string> NameJoints,
    IReadOnlyList<string> HourWords,
    IReadOnlyList<string> Weekly,
    IReadOnlyList<string> Daily,
    IReadOnlyList<string> ContractWords,
    IReadOnlyList<string> AtLeast,
    IReadOnlyList<string> AtMost,
    IReadOnlyList<string> OpenEnd,
    IReadOnlyList<string> About,
    IReadOnlyList<string> Between,
    IReadOnlyList<string> Ranges,
    IReadOnlyList<string> RangesBetween,
    IReadOnlyList<string> Basis,
    IReadOnlyList<string> PayWords,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Currencies,
    IReadOnlyList<string> Gross,
    IReadOnlyList<string> Net,
    IReadOnlyList<string> PerHour,
    IReadOnlyList<string> PerMonth,
    IReadOnlyList<string> PerYear,
    IReadOnlyList<string> PerOther,
    IReadOnlyList<string> PayPerHour,
    IReadOnlyList<string> PayPerMonth,
    IReadOnlyList<string> PayPerYear,
    IReadOnlyList<string> OtherMoney,
    IReadOnlyList<string> ProRata,
    IReadOnlyList<string> Steps,
    IReadOnlyList<string> SmallWords,
    IReadOnlyList<string> Regions,
    ProfileWords Profile
);

/// <summary>The words by which requirements are found in the text of a vacancy. What each list holds is said beside it in <c>en.json</c>.</summary>
internal sealed record ProfileWords(
    IReadOnlyList<string> Headings,
    IReadOnlyList<string> PreferredHeadings,
    IReadOnlyList<string> OtherHeadings,
    IReadOnlyList<string> Required,
    IReadOnlyList<string> Needed,
    IReadOnlyList<string> Preferred,
    IReadOnlyList<string> Permissions,
    IReadOnlyList<string> Without,
    IReadOnlyList<string> Obliged,
    IReadOnlyList<string> Candidates,
    IReadOnlyList<string> Others,
    IReadOnlyList<string> Ours,
    IReadOnlyList<string> Leads,
    IReadOnlyList<string> And,
    IReadOnlyList<string> TongueEndings,
    IReadOnlyList<string> Employer,
    IReadOnlyList<string> Offers,
    IReadOnlyList<string> Applying,
    IReadOnlyList<string> Abbreviations,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Kinds
);

/// <summary>
/// Words of all languages, since a vacancy is read whatever language its flow speaks. They are looked up in lower case, and without
/// accents where that makes no other short word: "A" is no "à".
/// </summary>
internal sealed class VacancyTerms
{
    private const int ShortestFolded = 4;

    // Longer ones are no words.
    private const int LongestWord = 40;

    private readonly FrozenSet<string> terms;
    private readonly FrozenSet<string> firstWords;
    private readonly FrozenSet<string> lastWords;

    public VacancyTerms(IEnumerable<string> words)
    {
        var said = words.Select(Lower).ToList();
        terms = said.Concat(said.Where(word => word.Length >= ShortestFolded).Select(Spelling.Fold)).ToFrozenSet();
        firstWords = terms.Select(term => term.Split(' ')[0]).ToFrozenSet();
        lastWords = terms.Select(term => term.Split(' ')[^1]).ToFrozenSet();
        MaxWords = terms.Select(term => term.Count(it => it is ' ') + 1).DefaultIfEmpty().Max();
    }

    /// <summary>The most words of one of these.</summary>
    public int MaxWords { get; }

    /// <summary>The terms of a list of the section <c>vacancy</c>, in every language.</summary>
    public static VacancyTerms Of(Func<VacancyWords, IEnumerable<string>> list) =>
        new(Phrasebook.Languages.SelectMany(language => list(Lexicon.Of(language).Vacancy)));

    /// <summary>Whether a word or phrase in lower case is one of these.</summary>
    public bool Has(string lower) => terms.Contains(lower);

    /// <summary>Whether one of these begins with a word.</summary>
    public bool Begin(string lower) => firstWords.Contains(lower);

    /// <summary>Whether one of these ends with a word.</summary>
    public bool End(string lower) => lastWords.Contains(lower);

    /// <summary>Whether a word ends in one of these and is longer: "vrachtwagenchauffeur".</summary>
    public bool EndsWord(string lower, int shortest = 4)
    {
        var lookup = terms.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var at = 1; lower.Length <= LongestWord && at <= lower.Length - shortest; at++)
        {
            if (lookup.Contains(lower.AsSpan(at)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a word begins with one of these.</summary>
    public bool BeginsWord(string lower, int shortest = 4)
    {
        var lookup = terms.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var end = lower.Length; lower.Length <= LongestWord && end >= shortest; end--)
        {
            if (lookup.Contains(lower.AsSpan(0, end)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>In lower case, with one kind of apostrophe.</summary>
    public static string Lower(string text) => text.ToLowerInvariant().Replace('\'', '’');
}
