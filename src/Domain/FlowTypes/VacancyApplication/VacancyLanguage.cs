using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>Tells the language of a vacancy by its small words.</summary>
internal static class VacancyLanguage
{
    private const int MostWords = 2_000;

    private static readonly Dictionary<string, HashSet<string>> Common = Phrasebook.Languages.ToDictionary(
        language => language,
        language => Lexicon.Of(language).Vacancy.Common.ToHashSet()
    );

    /// <summary>The language with most of its small words; of equals, the first of <see cref="Phrasebook.Languages"/>.</summary>
    public static string Of(IReadOnlyList<VacancyLine> lines) => Known(lines) ?? Phrasebook.Languages[0];

    /// <summary>The same; null for a text without a small word of any.</summary>
    public static string? Known(IReadOnlyList<VacancyLine> lines)
    {
        var words = lines.SelectMany(line => line.Words).Take(MostWords).Select(word => word.Key).ToList();
        var (most, count) = Phrasebook
            .Languages.Select(language => (language, words.Count(Common[language].Contains)))
            .MaxBy(it => it.Item2);
        return count > 0 ? most : null;
    }
}
