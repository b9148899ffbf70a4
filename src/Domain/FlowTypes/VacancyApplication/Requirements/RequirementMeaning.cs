using System.Globalization;
using System.Text;
using static Flowgen.Domain.FlowTypes.Languages.LexiconText;

namespace Flowgen.Domain.FlowTypes.VacancyApplication.Requirements;

/// <summary>Questions of requirements that mean the same in any language: a licence, a level of a language, years of experience.</summary>
internal sealed class RequirementMeaning
{
    private const int MaxLength = 100;
    private static readonly SharedWords Shared = SharedWords.All;
    private static readonly HashSet<string> Categories = [.. "AM A1 A2 A B BE C1 C1E C CE D1 D1E D DE T".Split(' ')];
    private static readonly HashSet<string> Times =
    [
        "Ask.Saturdays",
        "Ask.Sundays",
        "Ask.Weekends",
        "Ask.Nights",
        "Ask.Shifts",
        "Ask.FullTime",
        "Ask.PartTime",
    ];
    private static readonly HashSet<string> LevelCodes = [.. "A1 A2 B1 B2 C1 C2".Split(' ')];

    private readonly Phrasebook say;
    private readonly string requirement;
    private readonly IReadOnlyList<string> words;
    private readonly string[] folded;

    public RequirementMeaning(Phrasebook say, string requirement)
    {
        (this.say, this.requirement) = (say, requirement);
        words = requirement.Length > MaxLength ? [] : Spelling.Words(requirement);
        folded = [.. words.Select(Spelling.Fold)];
    }

    /// <summary>The question of a requirement that is a name, such as a licence or a trait; null for anything else.</summary>
    public string? Named()
    {
        if (words.Count == 0)
        {
            return null;
        }

        var category = Enumerable.Range(0, words.Count).Where(IsCategory).ToList();
        var all = Rest(folded, "any");
        var meant = category is [] ? all : Rest(folded.Where((_, i) => !category.Contains(i)), "any");
        if (Shared.Names.TryGetValue(meant, out var license) && license is "Ask.License" && category.Count <= 1)
        {
            return category is [var place]
                ? say.Say("Ask.License.Category", ("category", words[place].ToUpperInvariant()))
                : say.Say(license);
        }

        var meaning =
            Shared.Names.GetValueOrDefault(all)
            ?? (
                Shared.Names.GetValueOrDefault(Rest(folded, "any", "time")) is { } time && Times.Contains(time)
                    ? time
                    : null
            );
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

    /// <summary>The question of a requirement by its figures, levels and places; null for anything else.</summary>
    public string? Meant() => words.Count == 0 ? null : Speaks() ?? Figure() ?? Lives();

    private string? Speaks()
    {
        if (!folded.Any(Shared.Tongues.ContainsKey))
        {
            return null;
        }

        var codes = words.Where(LevelCodes.Contains).ToList();
        var rest = folded
            .Where((_, i) => !LevelCodes.Contains(words[i]))
            .Where(it => !Shared.IsFiller("any", it) && !Shared.IsFiller("speak", it))
            .ToList();
        var levels = rest.Select(it => Shared.Levels.GetValueOrDefault(it))
            .Where(it => it is not null)
            .Distinct()
            .ToList();
        var named = rest.Where(it => !Shared.Levels.ContainsKey(it)).ToList();
        if (
            named is not [var name]
            || !Shared.Tongues.TryGetValue(name, out var tongue)
            || levels.Count + codes.Count > 1
        )
        {
            return null;
        }

        // A bare "Dutch" may be another thing, such as a nationality or a subject.
        if (
            levels.Count + codes.Count == 0
            && !folded.Any(it => Shared.IsFiller("speak", it))
            && !Shared.KnowledgeOfTongues.Contains(name)
        )
        {
            return null;
        }

        var said = ("tongue", say.Say($"Tongue.{tongue}"));
        return codes is [var code] ? say.Say("Ask.Speaks.Level", said, ("level", code))
            : levels is [var level] ? say.Say($"Ask.Speaks.{level}", said)
            : say.Say("Ask.Speaks", said);
    }

    private string? Figure()
    {
        if (folded.Any(Shared.Experience.Contains))
        {
            return Number(Rest(folded.Where(it => !Shared.Experience.Contains(it)), "any", "experience")) switch
            {
                1 => say.Say("Ask.Experience.One"),
                > 1 and <= 40 and var years => say.Say("Ask.Experience.Many", ("count", $"{years}")),
                _ => null,
            };
        }

        return folded.Any(Shared.Years.Contains) && Number(Rest(folded, "any", "age")) is >= 15 and <= 70 and var age
            ? say.Say("Ask.Age", ("count", $"{age}"))
            : null;

        static int? Number(string text) =>
            int.TryParse(text.TrimEnd('+'), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
    }

    // A place has the same name in every language, or is known by it.
    private string? Lives() =>
        Shared.Living.FirstOrDefault(it => requirement.StartsWith(it, StringComparison.OrdinalIgnoreCase))
            is { } opening
        && requirement[opening.Length..].Trim() is var place
        && Spelling.Words(place) is { Count: <= 3 and > 0 } names
        && names.All(name => char.IsUpper(name[0]))
        && place.All(it => char.IsLetter(it) || it is ' ' or '-' or '\'' or '’')
            ? RequirementGrammar.Of(say.Lexicon).Contracted(say.Say("Ask.Lives", ("place", place)))
            : null;

    // The words without those that are said around a meaning.
    private static string Rest(IEnumerable<string> words, params ReadOnlySpan<string> kinds)
    {
        foreach (var kind in kinds)
        {
            if (Shared.FillerPhrases.GetValueOrDefault(kind) is { Count: > 0 } phrases)
            {
                var text = $" {string.Join(' ', words)} ";
                words = Split(
                    phrases.Aggregate(text, (it, phrase) => it.Replace(phrase, " ", StringComparison.Ordinal))
                );
            }
        }

        var rest = new StringBuilder();
        foreach (var word in words)
        {
            if (!IsFiller(word, kinds))
            {
                rest.Append(rest.Length > 0 ? " " : "").Append(word);
            }
        }

        return rest.ToString();
    }

    private static bool IsFiller(string word, ReadOnlySpan<string> kinds)
    {
        foreach (var kind in kinds)
        {
            if (Shared.IsFiller(kind, word))
            {
                return true;
            }
        }

        return false;
    }
}
