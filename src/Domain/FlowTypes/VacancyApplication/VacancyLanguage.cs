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
    public static string Of(IReadOnlyList<VacancyLine> lines)
    {
        var words = lines.SelectMany(line => line.Words).Take(MostWords).Select(word => word.Key).ToList();
        return Phrasebook.Languages.MaxBy(language => words.Count(Common[language].Contains))!;
    }
}
