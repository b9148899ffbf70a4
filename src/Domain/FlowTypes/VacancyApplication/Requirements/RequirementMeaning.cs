using System.Globalization;
using static Flowgen.Domain.FlowTypes.Languages.LexiconText;

namespace Flowgen.Domain.FlowTypes.VacancyApplication.Requirements;

/// <summary>Questions of requirements that mean the same in any language: a licence, a level of a language, years of experience.</summary>
internal static class RequirementMeaning
{
    private static readonly HashSet<string> Categories = [.. "AM A1 A2 A B BE C1 C1E C CE D1 D1E D DE T".Split(' ')];
    private static readonly HashSet<string> LevelCodes = [.. "A1 A2 B1 B2 C1 C2".Split(' ')];

    /// <summary>What a requirement is a name of, such as a licence or a trait; null for anything else.</summary>
    public static string? Named(Phrasebook say, string requirement)
    {
        var words = requirement.Length > 100 ? [] : Spelling.Words(requirement);
        return words.Count == 0 ? null : Meaning(say, words, [.. words.Select(Spelling.Fold)]);
    }

    /// <summary>What a requirement says by figures, levels and places; null for anything else.</summary>
    public static string? Meant(Phrasebook say, string requirement)
    {
        var words = requirement.Length > 100 ? [] : Spelling.Words(requirement);
        IReadOnlyList<string> folded = [.. words.Select(Spelling.Fold)];
        return words.Count == 0 ? null : Speaks(say, words, folded) ?? Figure(say, folded) ?? Lives(say, requirement);
    }

    private static string? Meaning(Phrasebook say, IReadOnlyList<string> words, IReadOnlyList<string> folded)
    {
        var category = Enumerable.Range(0, words.Count).Where(IsCategory).ToList();
        var meant = Rest(folded.Where((_, i) => !category.Contains(i)), "any");
        if (
            SharedWords.All.Names.TryGetValue(meant, out var license)
            && license is "Ask.License"
            && category.Count <= 1
        )
        {
            return category is [var place]
                ? say.Say("Ask.License.Category", ("category", words[place].ToUpperInvariant()))
                : say.Say(license);
        }

        var meaning =
            SharedWords.All.Names.GetValueOrDefault(Rest(folded, "any"))
            ?? SharedWords.All.Names.GetValueOrDefault(Rest(folded, "any", "time"));
        return meaning switch
        {
            null or "Ask.License" => null,
            _ when meaning.StartsWith("Trait.", StringComparison.Ordinal) => say.Say(
                "Ask.Trait",
                ("trait", say.Say(meaning))
            ),
            _ => say.Say(meaning),
        };

        // "A" may be a word, and so may "de" and "am"; a category in lower case comes last.
        bool IsCategory(int i) =>
            (Categories.Contains(words[i]) && !(i == 0 && words[i] is "A"))
            || (i == words.Count - 1 && i > 0 && folded[i] is "b" or "be" or "c" or "ce");
    }

    private static string? Speaks(Phrasebook say, IReadOnlyList<string> words, IReadOnlyList<string> folded)
    {
        var codes = words.Where(LevelCodes.Contains).ToList();
        var rest = folded
            .Where((_, i) => !LevelCodes.Contains(words[i]))
            .Where(it => !SharedWords.All.IsFiller("any", it) && !SharedWords.All.IsFiller("speak", it))
            .ToList();
        var levels = rest.Select(it => SharedWords.All.Levels.GetValueOrDefault(it))
            .Where(it => it is not null)
            .Distinct()
            .ToList();
        var named = rest.Where(it => !SharedWords.All.Levels.ContainsKey(it)).ToList();
        if (
            named is not [var name]
            || !SharedWords.All.Tongues.TryGetValue(name, out var tongue)
            || levels.Count + codes.Count > 1
        )
        {
            return null;
        }

        // A bare "Dutch" may be another thing, such as a nationality or a subject.
        if (
            levels.Count + codes.Count == 0
            && !folded.Any(it => SharedWords.All.IsFiller("speak", it))
            && !name.EndsWith("kenntnisse", StringComparison.Ordinal)
        )
        {
            return null;
        }

        var said = ("tongue", say.Say($"Tongue.{tongue}"));
        return codes is [var code] ? say.Say("Ask.Speaks.Level", said, ("level", code))
            : levels is [var level] ? say.Say($"Ask.Speaks.{level}", said)
            : say.Say("Ask.Speaks", said);
    }

    private static string? Figure(Phrasebook say, IReadOnlyList<string> folded)
    {
        if (folded.Any(SharedWords.All.Experience.Contains))
        {
            return Number(
                Rest(folded.Where(it => !SharedWords.All.Experience.Contains(it)), "any", "experience")
            ) switch
            {
                1 => say.Say("Ask.Experience.One"),
                > 1 and <= 40 and var years => say.Say("Ask.Experience.Many", ("count", $"{years}")),
                _ => null,
            };
        }

        return
            folded.Any(SharedWords.All.Years.Contains)
            && Number(Rest(folded, "any", "age")) is >= 15 and <= 70 and var age
            ? say.Say("Ask.Age", ("count", $"{age}"))
            : null;

        static int? Number(string text) =>
            int.TryParse(text.TrimEnd('+'), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
    }

    // A place has the same name in every language, or is known by it.
    private static string? Lives(Phrasebook say, string requirement) =>
        SharedWords.All.Living.FirstOrDefault(it =>
            requirement.StartsWith(it + " ", StringComparison.OrdinalIgnoreCase)
        )
            is { } opening
        && requirement[opening.Length..].Trim() is var place
        && Spelling.Words(place) is { Count: <= 3 and > 0 } names
        && names.All(name => char.IsUpper(name[0]))
        && place.All(it => char.IsLetter(it) || it is ' ' or '-' or '\'' or '’')
            ? RequirementGrammar.Of(say.Lexicon).Contracted(say.Say("Ask.Lives", ("place", place)))
            : null;

    private static string Rest(IEnumerable<string> words, params string[] without)
    {
        var text = $" {string.Join(' ', words)} ";
        foreach (var phrase in without.SelectMany(kind => SharedWords.All.FillerPhrases.GetValueOrDefault(kind) ?? []))
        {
            text = text.Replace($" {phrase} ", " ", StringComparison.Ordinal);
        }

        return string.Join(' ', Split(text).Where(word => !without.Any(kind => SharedWords.All.IsFiller(kind, word))));
    }
}
