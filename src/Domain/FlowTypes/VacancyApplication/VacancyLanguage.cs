using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>Detects the language of a vacancy by its words.</summary>
internal static class VacancyLanguage
{
    private const int MaxWords = 2_000;

    // A function word is better evidence than a noun, which may be borrowed: "Teamleader".
    private const double OfSmallWord = 2;
    private const double OfWord = 1;

    // The weight of a word for each language. A word of two languages has half of its weight in each.
    private static readonly Dictionary<string, double[]> Weights = Weighed();

    /// <summary>The language with the highest weight; if several are equal, the first of <see cref="Phrasebook.Languages"/>.</summary>
    public static string Of(IReadOnlyList<VacancyLine> lines) => Known(lines) ?? Phrasebook.Languages[0];

    /// <summary>The language with the highest weight; null if the text has no known word.</summary>
    public static string? Known(IReadOnlyList<VacancyLine> lines)
    {
        var sums = new double[Phrasebook.Languages.Count];
        foreach (var word in lines.SelectMany(line => line.Words).Take(MaxWords))
        {
            if (Weights.TryGetValue(word.Key, out var weights))
            {
                for (var language = 0; language < sums.Length; language++)
                {
                    sums[language] += weights[language];
                }
            }
        }

        return sums.Max() is > 0 and var most ? Phrasebook.Languages[Array.IndexOf(sums, most)] : null;
    }

    private static Dictionary<string, double[]> Weighed()
    {
        var weights = new Dictionary<string, double[]>();
        foreach (var (at, language) in Phrasebook.Languages.Index())
        {
            var words = Lexicon.Of(language).Vacancy;
            Add(at, OfSmallWord, words.Common);
            Add(
                at,
                OfWord,
                [
                    .. words.Jobs,
                    .. words.Seeking,
                    .. words.BehindWords,
                    .. words.Praise,
                    .. words.HoursLabels,
                    .. words.SalaryLabels,
                    .. words.PlaceLabels,
                    .. words.OtherLabels,
                    .. words.Persons,
                    .. words.Endings,
                    .. words.Profile.Headings,
                    .. words.Profile.PreferredHeadings,
                    .. words.Profile.OtherHeadings,
                    .. words.Profile.Required,
                    .. words.Profile.Needed,
                    .. words.Profile.Preferred,
                    .. words.Profile.Kinds.Values.SelectMany(kind => kind).Select(word => word.TrimStart('*')),
                ]
            );
        }

        foreach (var sums in weights.Values)
        {
            var languages = sums.Count(it => it > 0);
            for (var language = 0; language < sums.Length; language++)
            {
                sums[language] /= languages;
            }
        }

        return weights;

        void Add(int language, double weight, IReadOnlyList<string> phrases)
        {
            foreach (var word in phrases.SelectMany(phrase => VacancyTerms.Lower(phrase).Split(' ')))
            {
                weights.TryAdd(word, new double[Phrasebook.Languages.Count]);
                weights[word][language] = Math.Max(weights[word][language], weight);
            }
        }
    }
}
