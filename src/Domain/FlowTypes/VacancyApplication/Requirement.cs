using System.Globalization;
using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>A requirement as a question.</summary>
/// <param name="Text">The whole question, with its mark and emoji.</param>
/// <param name="Negates">Whether a plain yes or no could be misread.</param>
/// <param name="IsOpen">Whether it is answered in words, so that no answer decides.</param>
internal sealed record AskedRequirement(string Text, bool Negates = false, bool IsOpen = false);

/// <summary>
/// Turns a recruiter's words, such as "Has drivers license B", into a question where a rule is sure of their meaning or of
/// their grammar (ADR 24). A rule accounts for every word; where none is sure, a question is put around the words.
/// </summary>
internal static class Requirement
{
    private const string Quotes = "\"“”„«»";
    private static readonly HashSet<string> Categories = [.. "AM A1 A2 A B BE C1 C1E C CE D1 D1E D DE T".Split(' ')];
    private static readonly HashSet<string> LevelCodes = [.. "A1 A2 B1 B2 C1 C2".Split(' ')];

    private static readonly Meanings All = new();

    /// <summary>The question that a rule makes of a requirement; null where none is sure.</summary>
    /// <param name="say">The language and tone of the question; the requirement is in any language.</param>
    /// <param name="requirement">On one line.</param>
    public static AskedRequirement? AsQuestion(Phrasebook say, string requirement)
    {
        var grammar = RequirementGrammar.Of(say.Lexicon);
        if (requirement.EndsWith('?') && RecruiterWords.IsQuestion(requirement))
        {
            return (Named(say, requirement.TrimEnd('?', ' ')) ?? Meant(say, requirement.TrimEnd('?', ' '))) is { } meant
                ? new(meant)
                : Whole(say, grammar, requirement);
        }

        var text = Cleaned(grammar, requirement);
        if (text is "")
        {
            return null;
        }

        var (core, note) = WithoutNote(grammar, text);
        core = WithoutTail(grammar, core);
        if (core is "")
        {
            return null;
        }

        // A name of what is asked for, in any language; then what this language says of itself; then what figures and languages tell.
        var whole = note is "" ? core : $"{core} {note}";
        if (Named(say, whole) is { } named)
        {
            return new(named);
        }

        var tokens = grammar.Tokens(core);
        var isOfAnother = IsOfAnother(say, core);
        if (!isOfAnother && grammar.Ruled(tokens, say.Tone) is { } ruled)
        {
            return new(Marked(grammar, ruled + Note(grammar, note)), grammar.Negates(grammar.Tokens(ruled)));
        }

        if (Meant(say, whole) is { } question)
        {
            return new(question);
        }

        return !isOfAnother && grammar.Question(tokens, say.Tone) is { } asked
            ? new(Marked(grammar, asked + Note(grammar, note)), grammar.Negates(grammar.Tokens(asked)))
            : null;
    }

    /// <summary>A question around a requirement that no rule turns into one.</summary>
    /// <param name="say">The language and tone of the question.</param>
    /// <param name="requirement">On one line.</param>
    /// <param name="turn">Which of the ways to ask: a higher one for each such question.</param>
    public static AskedRequirement Around(Phrasebook say, string requirement, int turn)
    {
        var grammar = RequirementGrammar.Of(say.Lexicon);
        var (core, note) = WithoutNote(grammar, Cleaned(grammar, requirement));
        var text = WithoutTail(grammar, core) + Note(grammar, note);
        text = string.Concat((text is "" ? requirement : text).Where(it => it is not '?' && !Quotes.Contains(it)))
            .Trim(' ', '.', '\u202F', '\u00A0');
        text = text is "" ? requirement : text;
        var negates = WordingRules.Negates(text);
        var frames = negates ? grammar.Words.NegativeFallbacks : grammar.Words.Fallbacks;
        var frame = RequirementGrammar.Toned(frames[turn % frames.Count], say.Tone);
        return new(frame.Replace("{x}", char.ToUpperInvariant(text[0]) + text[1..], StringComparison.Ordinal), negates);
    }

    // ---------------------------------------------------------------- a question that the recruiter put
    private static AskedRequirement? Whole(Phrasebook say, RequirementGrammar grammar, string question)
    {
        var open =
            RequirementGrammar.Phrases(grammar.Words.Interrogatives) is var interrogatives
            && grammar.Tokens(question) is var asked
            && interrogatives.Any(it =>
                it.Length <= asked.Count && it.Zip(asked).All(pair => pair.First == pair.Second.Key)
            );
        if (
            IsOfAnother(say, question)
            || !grammar.Tokens(question).Any(it => grammar.IsOther(it, say.Tone)) && !question.Contains('-')
        )
        {
            return new(question, IsOpen: open);
        }

        var words = question.Split(' ');
        for (var i = 0; i < words.Length; i++)
        {
            var pair = i + 1 < words.Length ? $"{words[i]} {words[i + 1]}" : "";
            if (grammar.Retoned(pair.TrimEnd('?', ','), say.Tone) is { } retoned)
            {
                (words[i], words[i + 1]) = (Cased(retoned, words[i]), pair[pair.TrimEnd('?', ',').Length..]);
                words[i] += words[i + 1];
                words[i + 1] = "";
            }
            else if (grammar.Retoned(words[i], say.Tone) is { } joined)
            {
                words[i] = Cased(joined, words[i]);
            }
            else if (grammar.Turned(words[i].TrimEnd('?', ','), say.Tone) is { } turned)
            {
                words[i] = Cased(turned, words[i]) + words[i][words[i].TrimEnd('?', ',').Length..];
            }
        }

        return new(string.Join(' ', words.Where(it => it is not "")), IsOpen: open);

        static string Cased(string text, string like) =>
            char.IsUpper(like[0]) ? char.ToUpperInvariant(text[0]) + text[1..] : text;
    }

    // ---------------------------------------------------------------- what is around a requirement
    private static string Cleaned(RequirementGrammar grammar, string requirement)
    {
        var text = requirement
            .Trim()
            .TrimStart('-', '–', '•', '*', '·', '>', '✓', ' ')
            .TrimEnd('.', ';', ',', '!', ' ', '*');
        if (text.Contains('…') || text.Length > 300)
        {
            return text.Trim('…', ' ');
        }

        if (IsShouted(text))
        {
            text = text[..1] + text[1..].ToLowerInvariant();
        }

        return grammar.Expanded(string.Concat(text.Where(it => !Quotes.Contains(it))));
    }

    // "MUST HAVE OWN TOOLS" has no codes.
    private static bool IsShouted(string text) =>
        !text.Any(char.IsLower) && !text.Any(char.IsDigit) && Spelling.Words(text).Count >= 3;

    private static string WithoutTail(RequirementGrammar grammar, string text)
    {
        var tokens = grammar.Tokens(text).ToList();
        var start = Starting(grammar.Heads, tokens);
        while (tokens.Count > 0)
        {
            var end = tokens.Count;
            foreach (var tails in All.Tails.Prepend(grammar.TailsByEnd))
            {
                if (Ending(tails, tokens) is > 0 and var length && length < tokens.Count - start)
                {
                    tokens.RemoveRange(tokens.Count - length, length);
                    break;
                }
            }

            while (tokens.Count > start + 1 && tokens[^1].Text is "," or ":" or "-" or "–" or ";" or "!")
            {
                tokens.RemoveAt(tokens.Count - 1);
            }

            if (end == tokens.Count)
            {
                break;
            }
        }

        if (grammar.Negates(tokens))
        {
            return text; // "No licence required": without its end, it would be another requirement.
        }

        // A remark of why.
        for (var i = start + 1; i < tokens.Count - 1; i++)
        {
            if (
                tokens[i].Text == ","
                && grammar.IsRemark(tokens[i + 1])
                && !tokens.Skip(i).Any(it => it.Text.Any(char.IsDigit))
            )
            {
                tokens.RemoveRange(i, tokens.Count - i);
                break;
            }
        }

        return string.Concat(tokens.Skip(start).Select((it, i) => i > 0 && it.IsSpaced ? " " + it.Text : it.Text));

        static int Starting(string[][] phrases, List<Token> tokens) =>
            phrases
                .FirstOrDefault(it =>
                    it.Length < tokens.Count && it.Select((key, i) => tokens[i].Key == key).All(same => same)
                )
                ?.Length
            ?? 0;

        static int Ending(Dictionary<string, string[][]> tails, List<Token> tokens) =>
            tails.TryGetValue(tokens[^1].Key, out var phrases)
                ? phrases
                    .FirstOrDefault(it =>
                        it.Length < tokens.Count
                        && it.Select((key, i) => tokens[tokens.Count - it.Length + i].Key == key).All(same => same)
                    )
                    ?.Length
                    ?? 0
                : 0;
    }

    private static (string Core, string Note) WithoutNote(RequirementGrammar grammar, string text)
    {
        var (open, close) = (text.IndexOf('(', StringComparison.Ordinal), text.LastIndexOf(')'));
        if (open <= 0 || close < open || text.IndexOf('(', open + 1) >= 0 || text[open - 1] is not ' ')
        {
            return (text, "");
        }

        var (note, after) = (text[(open + 1)..close].Trim(), text[(close + 1)..].Trim());
        var core =
            text[..open].Trim()
            + (
                after is "" ? ""
                : after[0] is ',' or ';' ? after
                : " " + after
            );
        var tokens = grammar.Tokens(note);
        return (core, grammar.IsAside(tokens) ? "" : note);
    }

    private static string Note(RequirementGrammar grammar, string note) => note is "" ? "" : grammar.Example(note);

    private static string Marked(RequirementGrammar grammar, string question)
    {
        question = question.TrimEnd(' ', ',', '.');
        question = grammar.Contracted($"{char.ToUpperInvariant(question[0])}{question[1..]}");
        return $"{question}{grammar.Words.BeforeMark}?";
    }

    // By more small words of other languages than of its own.
    private static bool IsOfAnother(Phrasebook say, string text)
    {
        var grammar = RequirementGrammar.Of(say.Lexicon);
        var (mine, others) = (0, 0);
        foreach (var word in Spelling.Words(text.Replace('’', ' ').Replace('\'', ' ')))
        {
            if (grammar.IsSmall(Spelling.Fold(word)))
            {
                mine++;
            }
            else if (All.Small.Contains(word.ToLowerInvariant()))
            {
                others++;
            }
        }

        return others > mine;
    }

    // ---------------------------------------------------------------- meanings, in any language
    private static string? Named(Phrasebook say, string requirement)
    {
        var words = requirement.Length > 100 ? [] : Spelling.Words(requirement);
        return words.Count == 0 ? null : Meaning(say, words, [.. words.Select(Spelling.Fold)]);
    }

    private static string? Meant(Phrasebook say, string requirement)
    {
        var words = requirement.Length > 100 ? [] : Spelling.Words(requirement);
        IReadOnlyList<string> folded = [.. words.Select(Spelling.Fold)];
        return words.Count == 0 ? null : Speaks(say, words, folded) ?? Figure(say, folded) ?? Lives(say, requirement);
    }

    private static string? Meaning(Phrasebook say, IReadOnlyList<string> words, IReadOnlyList<string> folded)
    {
        var category = Enumerable.Range(0, words.Count).Where(IsCategory).ToList();
        var meant = Rest(folded.Where((_, i) => !category.Contains(i)), "any");
        if (All.Names.TryGetValue(meant, out var license) && license is "Ask.License" && category.Count <= 1)
        {
            return category is [var place]
                ? say.Say("Ask.License.Category", ("category", words[place].ToUpperInvariant()))
                : say.Say(license);
        }

        var meaning =
            All.Names.GetValueOrDefault(Rest(folded, "any"))
            ?? All.Names.GetValueOrDefault(Rest(folded, "any", "time"));
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
            .Where(it => !All.IsFiller("any", it) && !All.IsFiller("speak", it))
            .ToList();
        var levels = rest.Select(it => All.Levels.GetValueOrDefault(it))
            .Where(it => it is not null)
            .Distinct()
            .ToList();
        var named = rest.Where(it => !All.Levels.ContainsKey(it)).ToList();
        if (named is not [var name] || !All.Tongues.TryGetValue(name, out var tongue) || levels.Count + codes.Count > 1)
        {
            return null;
        }

        // A bare "Dutch" may be another thing, such as a nationality or a subject.
        if (
            levels.Count + codes.Count == 0
            && !folded.Any(it => All.IsFiller("speak", it))
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
        if (folded.Any(All.Experience.Contains))
        {
            return Number(Rest(folded.Where(it => !All.Experience.Contains(it)), "any", "experience")) switch
            {
                1 => say.Say("Ask.Experience.One"),
                > 1 and <= 40 and var years => say.Say("Ask.Experience.Many", ("count", $"{years}")),
                _ => null,
            };
        }

        return folded.Any(All.Years.Contains) && Number(Rest(folded, "any", "age")) is >= 15 and <= 70 and var age
            ? say.Say("Ask.Age", ("count", $"{age}"))
            : null;

        static int? Number(string text) =>
            int.TryParse(text.TrimEnd('+'), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
    }

    // A place has the same name in every language, or is known by it.
    private static string? Lives(Phrasebook say, string requirement) =>
        All.Living.FirstOrDefault(it => requirement.StartsWith(it + " ", StringComparison.OrdinalIgnoreCase))
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
        foreach (var phrase in without.SelectMany(kind => All.FillerPhrases.GetValueOrDefault(kind) ?? []))
        {
            text = text.Replace($" {phrase} ", " ", StringComparison.Ordinal);
        }

        return string.Join(
            ' ',
            RequirementGrammar.Split(text).Where(word => !without.Any(kind => All.IsFiller(kind, word)))
        );
    }

    // What all languages know together.
    private sealed class Meanings
    {
        private readonly Dictionary<string, HashSet<string>> fillers = [];
        private readonly Dictionary<string, Dictionary<string, string[][]>> tails = [];

        public Meanings()
        {
            foreach (var language in Phrasebook.Languages)
            {
                var words = Lexicon.Of(language).Requirements;
                foreach (var (kind, list) in words.Fillers)
                {
                    var set = fillers.TryGetValue(kind, out var known) ? known : fillers[kind] = [];
                    set.UnionWith(RequirementGrammar.Set(list).Where(it => !it.Contains('_')));
                    var phrases = FillerPhrases.TryGetValue(kind, out var some) ? some : FillerPhrases[kind] = [];
                    phrases.AddRange(
                        RequirementGrammar.Set(list).Where(it => it.Contains('_')).Select(it => it.Replace('_', ' '))
                    );
                }

                foreach (var (meaning, list) in words.Meanings)
                {
                    foreach (var name in RequirementGrammar.Split(list))
                    {
                        Names.TryAdd(Spelling.Fold(name).Replace('_', ' '), meaning);
                    }
                }

                foreach (var (tongue, list) in words.Tongues)
                {
                    foreach (var name in RequirementGrammar.Split(list))
                    {
                        Tongues.TryAdd(Spelling.Fold(name), tongue);
                        Tongues.TryAdd(Spelling.Fold(name) + "kenntnisse", tongue);
                    }
                }

                foreach (var (level, list) in words.Levels)
                {
                    foreach (var name in RequirementGrammar.Set(list))
                    {
                        Levels.TryAdd(name, level);
                    }
                }

                Experience.UnionWith(RequirementGrammar.Set(words.Experience));
                Years.UnionWith(RequirementGrammar.Set(words.Years));
                Living.AddRange(RequirementGrammar.Split(words.Living).Select(it => it.Replace('_', ' ')));
                Small.UnionWith(RequirementGrammar.Split(words.Small));
                tails[language] = RequirementGrammar
                    .Phrases(words.Tails)
                    .GroupBy(it => it[^1])
                    .ToDictionary(it => it.Key, it => it.ToArray());
            }
        }

        public Dictionary<string, List<string>> FillerPhrases { get; } = [];
        public Dictionary<string, string> Names { get; } = [];
        public Dictionary<string, string> Tongues { get; } = [];
        public Dictionary<string, string> Levels { get; } = [];
        public HashSet<string> Experience { get; } = [];
        public HashSet<string> Years { get; } = [];
        public List<string> Living { get; } = [];
        public HashSet<string> Small { get; } = [];

        public bool IsFiller(string kind, string word) => fillers[kind].Contains(word);

        public IEnumerable<Dictionary<string, string[][]>> Tails => tails.Values;
    }
}
