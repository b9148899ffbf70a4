using System.Runtime.CompilerServices;
using System.Text;
using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>
/// The grammar of requirements in one language, made of the data of its <see cref="RequirementWords"/>. It turns words into a question
/// where it accounts for each of them, and gives up otherwise: at a second verb, at a negation, or at a word that it must know.
/// </summary>
internal sealed class RequirementGrammar
{
    private const int MaxTokens = 40;
    private const int MaxClauses = 3;
    private static readonly ConditionalWeakTable<Lexicon, RequirementGrammar> Made = [];

    private readonly Dictionary<string, Verb> finite = [];
    private readonly Dictionary<string, Verb> infinitives = [];
    private readonly Dictionary<string, NounClass> nouns = [];
    private readonly Dictionary<string, NounClass> nounEndings = [];
    private readonly Dictionary<string, string> feminine = [];
    private readonly Dictionary<string, string> tongues = [];
    private readonly Dictionary<string, string> turns = [];
    private readonly Dictionary<string, string> articles = [];
    private readonly Dictionary<string, Gender> genders = [];
    private readonly Dictionary<string, List<(int Order, RequirementRule Rule)>> rules = [];
    private readonly HashSet<string> adjectives;
    private readonly HashSet<string> adverbs;
    private readonly HashSet<string> bounds;
    private readonly HashSet<string> determiners;
    private readonly HashSet<string> indefinite;
    private readonly HashSet<string> negations;
    private readonly HashSet<string> second;
    private readonly HashSet<string> having;
    private readonly HashSet<string> being;
    private readonly HashSet<string> able;
    private readonly HashSet<string> states;
    private readonly HashSet<string> participles;
    private readonly HashSet<string> and;
    private readonly HashSet<string> or;
    private readonly HashSet<string> numbers;
    private readonly HashSet<string> tools;
    private readonly HashSet<string> small;
    private readonly HashSet<string> remarks;
    private readonly string have;
    private readonly HashSet<string> alsoNouns;
    private readonly HashSet<string> without;
    private readonly HashSet<string> subordinators;
    private readonly HashSet<string> informal;
    private readonly HashSet<string> formal;
    private readonly string[] adjectiveEndings;
    private readonly string[] participleShapes;
    private readonly string[][] subjects;
    private readonly string[][] relatives;
    private readonly string[][] tails;
    private readonly (string, string)[] spacedAbbreviations;
    private readonly string[][] examples;

    private RequirementGrammar(RequirementWords words)
    {
        Words = words;
        (adjectives, adverbs, bounds) = (Set(words.Adjectives), Set(words.Adverbs), Set(words.Bounds));
        (determiners, indefinite) = (Set(words.Determiners), Set(words.Indefinite));
        (negations, second, remarks) = (Set(words.Negations), [.. Split(words.Finite)], Set(words.Remarks));
        (having, being, able, states) = (Set(words.Having), Set(words.Being), Set(words.Able), Set(words.States));
        (participles, and, or) = (Set(words.Participles), Set(words.And), Set(words.Or));
        (numbers, tools, small) = (Set(words.Numbers), Set(words.Tools), Set(words.Small));
        spacedAbbreviations =
        [
            .. words.Abbreviations.Where(it => it.Key.Contains(' ')).Select(it => (it.Key, it.Value)),
        ];
        (Heads, tails, examples) = (Phrases(words.Heads), Phrases(words.Tails), Phrases(words.Examples));
        TailsByEnd = tails.GroupBy(it => it[^1]).ToDictionary(it => it.Key, it => it.ToArray());
        (subjects, relatives) = (Phrases(words.Subjects), Phrases(words.Relatives));
        (alsoNouns, without, subordinators) = (Set(words.AlsoNouns), Set(words.Without), Set(words.Subordinators));
        negations.ExceptWith(without);
        have = Split(words.Having) is [var possession, ..] ? Key(possession) : "";
        (informal, formal) = ([.. Split(words.Informal)], [.. Split(words.Formal)]);
        (adjectiveEndings, participleShapes) = (Split(words.AdjectiveEndings), Split(words.ParticipleShapes));
        Elisions = Set(words.Elisions);
        foreach (var pair in Split(words.Adjectives).Where(it => it.Contains('/')))
        {
            var (masculine, other) = (pair[..pair.IndexOf('/')], pair[(pair.IndexOf('/') + 1)..]);
            (feminine[Spelling.Fold(masculine)], feminine[Spelling.Fold(other)]) = (other, other);
            adjectives.UnionWith([Spelling.Fold(masculine), Spelling.Fold(other)]);
        }

        foreach (var names in words.Tongues.Values.Select(Split))
        {
            foreach (var name in names)
            {
                tongues.TryAdd(Spelling.Fold(name), names[0]);
            }
        }

        foreach (var verb in words.Verbs.Select(line => new Verb(line.Split(' '))))
        {
            infinitives.TryAdd(Spelling.Fold(verb.Infinitive), verb);
            foreach (var form in new[] { verb.Third, verb.Formal, verb.Informal }.Where(it => it != verb.Infinitive))
            {
                finite.TryAdd(form.ToLowerInvariant(), verb);
            }
        }

        // "arbeiten" is an infinitive, though "zusammenarbeiten" has it as a form.
        foreach (var verb in infinitives.Values)
        {
            finite.Remove(verb.Infinitive.ToLowerInvariant());
        }

        foreach (var (turned, turn) in words.Turns)
        {
            turns[Spelling.Fold(turned)] = turn;
        }

        foreach (var (joined, article) in words.Articles)
        {
            articles[Key(joined)] = article;
        }

        foreach (var (name, line) in words.Genders)
        {
            genders[name] = new(line);
        }

        Read(words.Nouns, nouns);
        Read(words.NounEndings, nounEndings);
        foreach (var (order, rule) in words.Rules.Select((line, i) => (i, new RequirementRule(line))))
        {
            foreach (var first in rule.Firsts)
            {
                (rules.TryGetValue(first, out var list) ? list : rules[first] = []).Add((order, rule));
            }
        }
    }

    public static RequirementGrammar Of(Lexicon lexicon) => Made.GetValue(lexicon, static it => new(it.Requirements));

    public RequirementWords Words { get; }

    public HashSet<string> Elisions { get; }

    /// <summary>The question of a rule for the very words; null where there is none.</summary>
    public string? Ruled(IReadOnlyList<Token> tokens, Tone tone) =>
        tokens.Count is 0 or > MaxTokens ? null : new Reading(this, tone).Rule([.. tokens]);

    /// <summary>The question of the grammar, after <see cref="Ruled"/>, without its mark; null where it is not sure.</summary>
    public string? Question(IReadOnlyList<Token> tokens, Tone tone) =>
        tokens.Count is 0 or > MaxTokens ? null : new Reading(this, tone).Sentence([.. tokens], 1, isRuled: true);

    public IReadOnlyList<Token> Tokens(string text) => Token.Of(text, Elisions);

    public bool Negates(IEnumerable<Token> tokens) => tokens.Any(it => negations.Contains(it.Key));

    public bool IsRemark(Token token) => remarks.Contains(token.Key);

    public bool IsAnd(Token token) => and.Contains(token.Key) || token.Text is "+" or "&";

    public bool IsOr(Token token) => or.Contains(token.Key);

    public bool IsFinite(Token token) => second.Contains(token.Lower) || finite.ContainsKey(token.Lower);

    /// <summary>Whether the candidate is addressed as the other tone would have it.</summary>
    public bool IsOther(Token token, Tone tone)
    {
        var (mine, other) = tone is Tone.Formal ? (formal, informal) : (informal, formal);
        return (other.Contains(token.Text) || other.Contains(token.Key))
            && !(mine.Contains(token.Text) || mine.Contains(token.Key));
    }

    /// <summary>A verb with its pronoun, in the tone of the flow, for one in the other tone; null for any other words.</summary>
    public string? Retoned(string verbWithPronoun, Tone tone)
    {
        foreach (var verb in infinitives.Values)
        {
            var other = Toned(Words.VerbAsks, tone is Tone.Formal ? Tone.Informal : Tone.Formal);
            var form = tone is Tone.Formal ? verb.Informal : verb.Formal;
            if (
                other
                    .Replace("{v}", form, StringComparison.Ordinal)
                    .Equals(verbWithPronoun, StringComparison.OrdinalIgnoreCase)
            )
            {
                return Ask(verb, tone);
            }
        }

        return null;
    }

    /// <summary>A text with its abbreviations written out.</summary>
    public string Expanded(string text)
    {
        if (Words.Abbreviations.Count == 0)
        {
            return text;
        }

        foreach (var (phrase, whole) in spacedAbbreviations)
        {
            text = text.Replace(phrase, whole, StringComparison.Ordinal);
        }

        var pieces = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < pieces.Length; i++)
        {
            var (from, to) = (0, pieces[i].Length);
            while (from < to && pieces[i][from] == '(')
            {
                from++;
            }

            while (to > from && pieces[i][to - 1] is ')' or ',' or ';')
            {
                to--;
            }

            var core = pieces[i][from..to];
            if (
                Words.Abbreviations.TryGetValue(core, out var whole)
                || Words.Abbreviations.TryGetValue(core.ToLowerInvariant(), out whole)
            )
            {
                pieces[i] = pieces[i][..from] + whole + pieces[i][to..];
            }
            else if (
                core.LastIndexOf('/') is > 0 and var slash
                && Words.Abbreviations.TryGetValue("*" + core[slash..].ToLowerInvariant(), out whole)
            )
            {
                pieces[i] = pieces[i][..(from + slash)] + whole + pieces[i][to..];
            }
        }

        return string.Join(' ', pieces);
    }

    /// <summary>Whether words in brackets are a remark, which a question goes without.</summary>
    public bool IsAside(IReadOnlyList<Token> note) =>
        note.Count == 0
        || Negates(note)
        || note.Any(IsFinite)
        || IsRemark(note[0])
        || tails.Any(tail =>
            tail.Length <= note.Count
            && tail.Zip(note.Skip(note.Count - tail.Length)).All(it => it.First == it.Second.Key)
        )
        || !(
            note.Any(it => it.Text.Any(char.IsDigit) || IsAnd(it) || IsOr(it) || it.Text == ",")
            || Longest(examples, note) > 0
            || (note.Count <= 2 && note.All(it => it.Text.Length <= 4 && it.Text.All(char.IsUpper)))
        );

    /// <summary>Words in brackets as they follow a question: as an example where they are a list.</summary>
    public string Example(string note)
    {
        var tokens = Tokens(note);
        var opening = Longest(examples, tokens);
        var said = string.Concat(tokens.Skip(opening).Select((it, i) => (i > 0 && it.IsSpaced ? " " : "") + it.Text))
            .TrimEnd('.', ' ');
        return said is "" ? ""
            : opening > 0
            || (
                tokens.Any(it => IsOr(it) || IsAnd(it) || it.Text == ",") && !IsOr(tokens[0]) && !said.Any(char.IsDigit)
            )
                ? $"{Words.Example} {said}"
            : $", {said}";
    }

    /// <summary>A text with its prepositions and articles joined: "à Le Creusot", "au Creusot".</summary>
    public string Contracted(string text) =>
        Words.Contractions.Aggregate(text, (it, pair) => it.Replace(pair.Key, pair.Value, StringComparison.Ordinal));

    public bool IsSmall(string word) => small.Contains(word);

    public string[][] Heads { get; }

    /// <summary>Ends of requirements, by their last word.</summary>
    public Dictionary<string, string[][]> TailsByEnd { get; }

    private static int Longest(string[][] phrases, IReadOnlyList<Token> tokens) =>
        phrases
            .FirstOrDefault(it =>
                it.Length <= tokens.Count && it.Zip(tokens).All(pair => pair.First == pair.Second.Key)
            )
            ?.Length
        ?? 0;

    /// <summary>A word in the tone of the flow: a pronoun, for example; null where it is not known how.</summary>
    public string? Turned(string word, Tone tone) =>
        turns.TryGetValue(Spelling.Fold(word), out var turn) && Toned(turn, tone) is { Length: > 0 } said ? said : null;

    /// <summary>A text with its <c>[informal|formal]</c> parts.</summary>
    public static string Toned(string text, Tone tone)
    {
        if (!text.Contains('['))
        {
            return text;
        }

        var toned = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '[')
            {
                toned.Append(text[i]);
                continue;
            }

            var (bar, end) = (text.IndexOf('|', i), text.IndexOf(']', i));
            toned.Append(tone is Tone.Formal ? text[(bar + 1)..end] : text[(i + 1)..bar]);
            i = end;
        }

        return toned.ToString();
    }

    public static string[] Split(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public static HashSet<string> Set(string words) => [.. Split(words).Select(Key)];

    /// <summary>Phrases as keys of their words, the longest first.</summary>
    public static string[][] Phrases(string words) =>
        [.. Split(words).Select(it => it.Split('_').Select(Key).ToArray()).OrderByDescending(it => it.Length)];

    private static string Key(string word) =>
        Spelling.Fold(word).Replace("’", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal);

    private string Ask(Verb verb, Tone tone) =>
        Toned(Words.VerbAsks, tone)
            .Replace("{v}", tone is Tone.Formal ? verb.Formal : verb.Informal, StringComparison.Ordinal);

    private static void Read(IReadOnlyDictionary<string, string> lists, Dictionary<string, NounClass> classes)
    {
        foreach (var (name, list) in lists)
        {
            var kind = new NounClass(name.Split(' ')[0], name.Split(' ').ElementAtOrDefault(1) ?? "");
            foreach (var noun in Split(list))
            {
                classes.TryAdd(Key(noun), kind);
            }
        }
    }

    private sealed record Verb(string Infinitive, string Informal, string Formal, string Third)
    {
        public Verb(string[] forms)
            : this(forms[0], forms.Length > 2 ? forms[1] : forms[0], forms.Length > 2 ? forms[2] : forms[0], forms[^1])
        { }
    }

    private sealed record NounClass(string Frame, string Gender);

    private sealed record Phrase(string Frame, string Text);

    // "einen er>en": the article, then endings of adjectives.
    private sealed class Gender
    {
        private readonly (string From, string To)[] endings;

        public Gender(string line)
        {
            NeedsAdjective = line.StartsWith('?');
            var parts = Split(line.TrimStart('?'));
            Article = string.Join(' ', parts.Where(it => !it.Contains('>'))).Replace('_', ' ');
            endings =
            [
                .. parts
                    .Where(it => it.Contains('>'))
                    .Select(it => (it[..it.IndexOf('>')], it[(it.IndexOf('>') + 1)..])),
            ];
        }

        public string Article { get; }

        public bool NeedsAdjective { get; }

        public string Inflected(string adjective)
        {
            foreach (var (from, to) in endings)
            {
                if (adjective.EndsWith(from, StringComparison.Ordinal))
                {
                    return adjective[..^from.Length] + to;
                }
            }

            return adjective;
        }
    }

    // One requirement in one tone.
    private sealed class Reading(RequirementGrammar grammar, Tone tone)
    {
        // No text, however odd, takes longer than this many phrases.
        private const int MaxPhrases = 600;

        private readonly RequirementWords words = grammar.Words;
        private int phrases;

        public string? Sentence(ReadOnlySpan<Token> tokens, int clauses, bool isRuled = false)
        {
            if (tokens.Length == 0)
            {
                return null;
            }

            return ++phrases > MaxPhrases
                ? null
                : (isRuled ? null : Rule(tokens))
                    ?? Clause(tokens)
                    ?? Adjectives(tokens)
                    ?? Infinitive(tokens)
                    ?? Nouns(tokens)
                    ?? Clauses(tokens, clauses);
        }

        // ---------------------------------------------------------------- rules
        public string? Rule(ReadOnlySpan<Token> tokens)
        {
            var (first, any) = (grammar.rules.GetValueOrDefault(tokens[0].Key), grammar.rules.GetValueOrDefault(""));
            var (i, j) = (0, 0);
            while (i < (first?.Count ?? 0) || j < (any?.Count ?? 0))
            {
                var rule =
                    j >= (any?.Count ?? 0) || (i < (first?.Count ?? 0) && first![i].Order <= any![j].Order)
                        ? first![i++].Rule
                        : any![j++].Rule;
                if (Match(rule, tokens) is { } question)
                {
                    return question;
                }
            }

            return null;
        }

        private string? Match(RequirementRule rule, ReadOnlySpan<Token> tokens)
        {
            var said = new string?[rule.Elements.Length];
            if (!Match(rule, tokens, 0, 0, said))
            {
                return null;
            }

            var question = Toned(rule.Frame, tone);
            for (var i = 0; i < said.Length; i++)
            {
                if (rule.Elements[i].Slot is { } slot)
                {
                    question = question.Replace($"{{{slot}}}", said[i] ?? "", StringComparison.Ordinal);
                }
            }

            return question
                .Replace("  ", " ", StringComparison.Ordinal)
                .Replace(" ,", ",", StringComparison.Ordinal)
                .TrimEnd();
        }

        private bool Match(RequirementRule rule, ReadOnlySpan<Token> tokens, int at, int element, string?[] said)
        {
            if (element == rule.Elements.Length)
            {
                return at == tokens.Length;
            }

            var it = rule.Elements[element];
            if (it.Slot is null)
            {
                foreach (var words in it.Words)
                {
                    if (StartsWith(tokens, at, words) && Match(rule, tokens, at + words.Length, element + 1, said))
                    {
                        return true;
                    }
                }
            }
            else
            {
                var last = element == rule.Elements.Length - 1;
                for (var end = last ? tokens.Length : at + 1; end <= tokens.Length && end > at; end++)
                {
                    // Cheap first: what follows, then what the slot holds.
                    if (
                        (last || CanFollow(rule, element + 1, tokens, end))
                        && Slot(it.Kind, tokens[at..end]) is { } text
                        && Match(rule, tokens, end, element + 1, said)
                    )
                    {
                        said[element] = text;
                        return true;
                    }
                }
            }

            return it.IsOptional && Match(rule, tokens, at, element + 1, said);
        }

        private static bool CanFollow(RequirementRule rule, int element, ReadOnlySpan<Token> tokens, int at)
        {
            var it = rule.Elements[element];
            if (it.Slot is not null || it.IsOptional)
            {
                return true;
            }

            foreach (var words in it.Words)
            {
                if (StartsWith(tokens, at, words))
                {
                    return true;
                }
            }

            return false;
        }

        private string? Slot(string kind, ReadOnlySpan<Token> tokens) =>
            kind switch
            {
                "np" => Having(tokens),
                "npx" => NounPhrase(tokens)?.Text,
                "a" => AdjectivePhrase(tokens),
                "n" => Number(tokens),
                "w" => tokens.Length == 1 && Fits(tokens) ? Said(tokens, lower: true) : null,
                "part" => tokens.Length == 1 && grammar.participles.Contains(tokens[0].Key)
                    ? Said(tokens, lower: true)
                    : null,
                "ing" => tokens.Length == 1 && tokens[0].Key.EndsWith(words.Gerund, StringComparison.Ordinal)
                    ? Said(tokens, lower: true)
                    : null,
                "v" => InfinitivePhrase(tokens),
                "inf" => tokens.Length == 1 && grammar.infinitives.ContainsKey(tokens[0].Key) ? tokens[0].Lower : null,
                "s" => Sentence(tokens, MaxClauses),
                "l" => Tongues(tokens),
                "de" => WithoutPreposition(tokens),
                "raw" => string.Join(
                    "",
                    tokens.ToArray().Select((it, i) => i > 0 && it.IsSpaced ? " " + it.Text : it.Text)
                ),
                _ => Fits(tokens) && !(words.NounFirst && HasInfinitive(tokens)) ? Said(tokens, lower: true) : null,
            };

        // ---------------------------------------------------------------- sentences
        private string? Clause(ReadOnlySpan<Token> tokens)
        {
            var subject = Longest(grammar.subjects, tokens);
            if (subject == tokens.Length)
            {
                return null;
            }

            var relative = subject > 0 ? Longest(grammar.relatives, tokens[subject..]) : 0;
            var at = subject + relative;
            if (at == tokens.Length)
            {
                return null;
            }

            if (relative > 0 && words.VerbLast)
            {
                return
                    grammar.finite.TryGetValue(tokens[^1].Lower, out var closing)
                    && Predicate(closing, tokens[at..^1]) is { } turned
                    ? turned
                    : null;
            }

            var token = tokens[at];
            var verb =
                grammar.finite.TryGetValue(token.Lower, out var found) && (subject > 0 || !IsNoun(token)) ? found
                : subject > 0
                || (words.InfinitiveFirst && !IsNoun(token) && !grammar.turns.ContainsKey("^" + token.Key))
                    ? grammar.infinitives.GetValueOrDefault(token.Key)
                : null;
            return verb is null
                ? null
                : Predicate(verb, tokens[(at + 1)..], isInfinitive: subject == 0 && found is null);
        }

        private string? Predicate(Verb verb, ReadOnlySpan<Token> rest, bool isInfinitive = false)
        {
            var key = Spelling.Fold(verb.Infinitive);
            if (grammar.having.Contains(key))
            {
                return rest.Length > 0 && !HasInfinitive(rest) && Having(rest) is { } had
                    ? $"{grammar.Ask(grammar.infinitives[grammar.have], tone)} {had}"
                    : null;
            }

            if (grammar.being.Contains(key))
            {
                return rest.Length == 0 || HasInfinitive(rest) ? null
                    : Adjectives(rest) is { } adjectives ? adjectives
                    : Nouns(rest, "be") is { } person ? person
                    : words.InfinitiveFirst && words.NounFirst && !grammar.bounds.Contains(rest[0].Key) ? null
                    : Fits(rest) ? Toned(words.AdjectiveAsks, tone).Replace("{x}", Said(rest), StringComparison.Ordinal)
                    : null;
            }

            if (grammar.able.Contains(key))
            {
                var without =
                    words.VerbLast && rest.Length > 1 && grammar.infinitives.ContainsKey(rest[^1].Key) ? rest : rest;
                return rest.Length > 0 && Fits(without) ? $"{grammar.Ask(verb, tone)} {Said(without)}" : null;
            }

            if (rest.Length == 0 ? words.NounFirst && !isInfinitive : !Fits(rest))
            {
                return null;
            }

            var said = rest.Length > 0 ? " " + Said(rest) : "";
            return isInfinitive && !grammar.states.Contains(key)
                ? Toned(words.CanAsks, tone).Replace("{v}", verb.Infinitive + said, StringComparison.Ordinal)
                : grammar.Ask(verb, tone) + said;
        }

        // "être patient et aimer": a second clause, where an infinitive opens its phrase.
        private bool HasInfinitive(ReadOnlySpan<Token> tokens)
        {
            for (var i = 0; words.InfinitiveFirst && i < tokens.Length - 1; i++)
            {
                if (
                    IsSeparator(tokens[i])
                    && grammar.infinitives.ContainsKey(tokens[i + 1].Key)
                    && !grammar.nouns.ContainsKey(tokens[i + 1].Key)
                    && !grammar.alsoNouns.Contains(tokens[i + 1].Key)
                )
                {
                    return true;
                }
            }

            return false;
        }

        private string? Infinitive(ReadOnlySpan<Token> tokens) =>
            words.InfinitiveFirst || InfinitivePhrase(tokens) is not { } phrase
                ? null
                : Toned(words.CanAsks, tone).Replace("{v}", phrase, StringComparison.Ordinal);

        // "zelfstandig kunnen werken" -> "zelfstandig werken"
        private string? InfinitivePhrase(ReadOnlySpan<Token> tokens)
        {
            if (words.InfinitiveFirst)
            {
                return grammar.infinitives.ContainsKey(tokens[0].Key) && (tokens.Length == 1 || Fits(tokens[1..]))
                    ? Said(tokens, lower: true)
                    : null;
            }

            List<Token> kept = [];
            foreach (var token in tokens)
            {
                if (!grammar.able.Contains(token.Key))
                {
                    kept.Add(token);
                }
            }

            var found = kept.Count < tokens.Length;
            var last = kept.FindLastIndex(it =>
                grammar.infinitives.ContainsKey(it.Key)
                && (!words.CapitalNouns || char.IsLower(it.Text[0]) || kept.Count == 1)
            );
            return
                last >= 0
                && (
                    last == kept.Count - 1
                    || (found && (grammar.bounds.Contains(kept[last + 1].Key) || kept[last + 1].Text == ","))
                )
                && Fits([.. kept])
                ? Said([.. kept], lower: true)
                : null;
        }

        private string? Clauses(ReadOnlySpan<Token> tokens, int clauses)
        {
            if (clauses >= MaxClauses)
            {
                return null;
            }

            for (var i = 1; i < tokens.Length - 1; i++)
            {
                if (!(grammar.IsAnd(tokens[i]) || tokens[i].Text is "," or ";"))
                {
                    continue;
                }

                var next = i + (tokens[i].Text is "," or ";" && grammar.IsAnd(tokens[i + 1]) ? 2 : 1);
                if (
                    next < tokens.Length
                    && Sentence(tokens[..i], MaxClauses) is { } left
                    && Sentence(tokens[next..], clauses + 1) is { } right
                )
                {
                    return $"{left}, {Split(words.And)[0]} {right}";
                }
            }

            return null;
        }

        // ---------------------------------------------------------------- adjectives
        private string? Adjectives(ReadOnlySpan<Token> tokens) =>
            AdjectivePhrase(tokens) is { } phrase
                ? Toned(words.AdjectiveAsks, tone).Replace("{x}", phrase, StringComparison.Ordinal)
                : null;

        private string? AdjectivePhrase(ReadOnlySpan<Token> tokens)
        {
            var (i, known) = (0, false);
            var gendered = false;
            for (; i < tokens.Length; i++)
            {
                var token = tokens[i];
                if (IsAdjective(token, first: i == 0))
                {
                    known = true;
                    gendered |=
                        grammar.feminine.TryGetValue(token.Key, out var other) && Spelling.Fold(other) != token.Key
                        || grammar.feminine.ContainsKey(token.Key);
                }
                else if (grammar.adverbs.Contains(token.Key))
                {
                    continue;
                }
                else if (
                    known
                    && i + 1 < tokens.Length
                    && (token.Text == "," || grammar.IsAnd(token) || grammar.IsOr(token))
                )
                {
                    if (
                        !IsAdjective(tokens[i + 1], false)
                        && !grammar.adverbs.Contains(tokens[i + 1].Key)
                        && !grammar.IsAnd(tokens[i + 1])
                    )
                    {
                        break;
                    }
                }
                else
                {
                    break;
                }
            }

            if (!known)
            {
                return null;
            }

            var rest = tokens[i..];
            if (
                rest.Length > 0
                && !(
                    (
                        grammar.bounds.Contains(rest[0].Key)
                        || rest[0].Text == ","
                        || (words.Gerund is not "" && rest[0].Key.EndsWith(words.Gerund, StringComparison.Ordinal))
                    )
                    && rest.Length > 1
                    && Fits(rest)
                )
            )
            {
                return null;
            }

            var said = new StringBuilder();
            for (var j = 0; j < i; j++)
            {
                var text =
                    gendered && grammar.feminine.TryGetValue(tokens[j].Key, out var other) ? other
                    : grammar.IsAnd(tokens[j]) ? Split(words.And)[0]
                    : Lowered(tokens[j], j + 1 < tokens.Length ? tokens[j + 1] : null, j == 0);
                said.Append(j > 0 && tokens[j].IsSpaced ? " " : "").Append(text);
            }

            if (rest.Length > 0)
            {
                said.Append(rest[0].IsSpaced ? " " : "").Append(Said(rest));
            }

            return gendered ? words.Person.Replace("{x}", said.ToString(), StringComparison.Ordinal) : said.ToString();
        }

        private bool IsAdjective(Token token, bool first)
        {
            if (words.CapitalNouns && !first && char.IsUpper(token.Text[0]))
            {
                return false;
            }

            if (grammar.adjectives.Contains(token.Key))
            {
                return !words.NounFirst || token.Lower[^1] is 'é' || !grammar.nouns.ContainsKey(token.Key);
            }

            foreach (var ending in grammar.adjectiveEndings)
            {
                if (token.Key.Length > ending.Length + 2 && token.Key.EndsWith(ending, StringComparison.Ordinal))
                {
                    return !IsNoun(token);
                }
            }

            return false;
        }

        // ---------------------------------------------------------------- nouns
        // After "have": as a list of noun phrases, or as it is where the recruiter wrote a sentence.
        private string? Having(ReadOnlySpan<Token> tokens) =>
            Listed(tokens) is { } list && list.All(it => it.Said.Frame != "be")
                ? string.Concat(list.Select(it => it.Separator + it.Said.Text))
            : Fits(tokens) ? Said(tokens, lower: !words.CapitalNouns)
            : null;

        private string? Nouns(ReadOnlySpan<Token> tokens, string? only = null)
        {
            if (Listed(tokens) is not { } list || (only is not null && list.Any(it => it.Said.Frame != only)))
            {
                return Tools(tokens);
            }

            if (
                words.Absorbing is not ""
                && list.All(it => it.Said.Frame is "have" || it.Said.Frame == words.Absorbing)
                && list.Exists(it => it.Said.Frame == words.Absorbing)
            )
            {
                list = [.. list.Select(it => it with { Said = it.Said with { Frame = words.Absorbing } })];
            }

            var (question, at) = ("", 0);
            while (at < list.Count)
            {
                var frame = list[at].Said.Frame;
                var end = at + 1;
                while (end < list.Count && list[end].Said.Frame == frame)
                {
                    end++;
                }

                var text = string.Concat(list[at..end].Select((it, i) => (i > 0 ? it.Separator : "") + it.Said.Text));
                var clause = Toned(words.Frames[frame], tone).Replace("{x}", text, StringComparison.Ordinal);
                if (at > 0 && list[at].IsOr)
                {
                    return null;
                }

                question += at > 0 ? $", {Split(words.And)[0]} {clause}" : clause;
                at = end;
            }

            return question;
        }

        private List<(string Separator, bool IsOr, Phrase Said)>? Listed(ReadOnlySpan<Token> tokens)
        {
            List<(string Separator, bool IsOr, Phrase Said)> list = [];
            var (start, separator, isOr) = (0, "", false);
            while (start < tokens.Length)
            {
                // The longest run that is one phrase, but no longer than to the next known phrase.
                var (best, bestEnd) = ((Phrase?)null, 0);
                for (var end = start + 1; end <= tokens.Length; end++)
                {
                    if (end < tokens.Length && !IsSeparator(tokens[end]))
                    {
                        continue;
                    }

                    if (best is not null && NounPhrase(Segment(tokens, bestEnd, end)) is not null)
                    {
                        break;
                    }

                    if (NounPhrase(tokens[start..end]) is { } phrase)
                    {
                        (best, bestEnd) = (phrase, end);
                    }
                }

                if (best is null)
                {
                    return null;
                }

                list.Add((separator, isOr, best));
                if (bestEnd == tokens.Length)
                {
                    return list;
                }

                start = bestEnd + 1;
                isOr = grammar.IsOr(tokens[bestEnd]);
                separator =
                    tokens[bestEnd].Text is "," or ";" ? ", "
                    : isOr ? $" {tokens[bestEnd].Text} "
                    : $" {Split(words.And)[0]} ";
                if (
                    start < tokens.Length
                    && separator == ", "
                    && (grammar.IsAnd(tokens[start]) || grammar.IsOr(tokens[start]))
                )
                {
                    isOr = grammar.IsOr(tokens[start]);
                    separator = $", {tokens[start].Text} ";
                    start++;
                }
            }

            return null;
        }

        private ReadOnlySpan<Token> Segment(ReadOnlySpan<Token> tokens, int from, int end)
        {
            while (from < end && IsSeparator(tokens[from]))
            {
                from++;
            }

            return tokens[from..end];
        }

        private bool IsSeparator(Token token) =>
            token.Text is "," or ";" || grammar.IsAnd(token) || grammar.IsOr(token);

        private Phrase? NounPhrase(ReadOnlySpan<Token> tokens)
        {
            if (tokens.Length == 0 || ++phrases > MaxPhrases)
            {
                return null;
            }

            var start = 0;
            var (article, given) = ((string?)null, "");
            if (grammar.turns.TryGetValue("^" + tokens[0].Key, out var own))
            {
                (article, start) = (Toned(own, tone), 1);
            }
            else if (grammar.determiners.Contains(tokens[0].Key) && tokens.Length > 1)
            {
                given = tokens[0].Text.ToLowerInvariant();
                (article, start) = (grammar.indefinite.Contains(tokens[0].Key) ? null : given, 1);
            }

            var end = start;
            while (
                end < tokens.Length && !(IsBound(tokens[end]) && !(end > start && tokens[end - 1].Text.EndsWith('-')))
            )
            {
                end++;
            }

            var (head, kind) = Head(tokens, start, end);
            if (kind is null)
            {
                return null;
            }

            var before = tokens[start..head];
            var after = tokens[(head + 1)..];
            if ((after.Length > 0 && (!Fits(after) || IsParticiple(after[^1]))) || !IsBefore(before))
            {
                return null;
            }

            var counted = IsCounted(before);
            var gender = grammar.genders.GetValueOrDefault(kind.Gender);
            var said = new StringBuilder();
            for (var i = 0; i < before.Length; i++)
            {
                var text = Lowered(before[i], before.Length > i + 1 ? before[i + 1] : tokens[head], start + i == 0);
                said.Append(i == 0 || before[i].IsSpaced ? " " : "")
                    .Append(
                        gender is null || counted || grammar.small.Contains(before[i].Key)
                            ? text
                            : gender.Inflected(text)
                    );
            }

            said.Append(head == start || tokens[head].IsSpaced ? " " : "")
                .Append(Lowered(tokens[head], after.Length > 0 ? after[0] : null, head == 0));
            if (after.Length > 0)
            {
                said.Append(after[0].IsSpaced ? " " : "").Append(Said(after));
            }

            var text_ = said.ToString().TrimStart();
            article ??=
                gender is null || gender.Article is "" ? given
                : counted || (gender.NeedsAdjective && before.Length == 0 && given is "") ? ""
                : Chosen(gender.Article, text_);
            return new(
                kind.Frame,
                article is "" ? text_
                    : article.EndsWith('’') ? article + text_
                    : $"{article} {text_}"
            );
        }

        private (int At, NounClass? Kind) Head(ReadOnlySpan<Token> tokens, int start, int end)
        {
            var (at, kind) = (-1, (NounClass?)null);
            for (var i = start; i < end; i++)
            {
                if (Noun(tokens[i], i == start) is { } found)
                {
                    (at, kind) = (i, found);
                    if (words.NounFirst || words.Compounds)
                    {
                        break;
                    }
                }
            }

            if (kind is not null || end == start)
            {
                return (at, kind);
            }

            at = words.NounFirst ? FirstNoun(tokens, start, end) : end - 1;
            var last = tokens[at];
            if (words.CapitalNouns && !char.IsUpper(last.Text[0]))
            {
                return (at, null);
            }

            foreach (var (ending, it) in grammar.nounEndings)
            {
                if (last.Key.Length > ending.Length + 1 && last.Key.EndsWith(ending, StringComparison.Ordinal))
                {
                    return (at, it);
                }
            }

            // "Gepflegtes Auftreten": the adjective tells the gender.
            return at > start && words.Inferred.Count > 0 && Inferred(tokens[at - 1]) is { } gender
                ? (at, new("have", gender))
                : (at, null);
        }

        private int FirstNoun(ReadOnlySpan<Token> tokens, int start, int end)
        {
            for (var i = start; i < end; i++)
            {
                if (!IsAdjective(tokens[i], i == start))
                {
                    return i;
                }
            }

            return start;
        }

        private string? Inferred(Token adjective)
        {
            foreach (var (ending, gender) in words.Inferred)
            {
                if (
                    adjective.Key.EndsWith(ending, StringComparison.Ordinal) && !grammar.adverbs.Contains(adjective.Key)
                )
                {
                    return gender;
                }
            }

            return null;
        }

        private NounClass? Noun(Token token, bool first)
        {
            if (words.CapitalNouns && !char.IsUpper(token.Text[0]))
            {
                return null;
            }

            var key = token.Key;
            if (grammar.nouns.TryGetValue(key, out var kind))
            {
                return kind;
            }

            if (!words.Compounds || (!first && false))
            {
                return null;
            }

            for (var from = 2; from <= key.Length - 4; from++)
            {
                if (grammar.nouns.TryGetValue(key[from..], out kind))
                {
                    return kind;
                }
            }

            return null;
        }

        private bool IsNoun(Token token) => Noun(token, true) is not null;

        private bool IsBound(Token token) =>
            grammar.bounds.Contains(token.Key) || token.Text is "," or ";" or "(" or "–" or "-";

        // "gegroeid": what is left of a clause.
        private bool IsParticiple(Token token)
        {
            if (token.Key.Length < 6 || (words.CapitalNouns && char.IsUpper(token.Text[0])) || IsNoun(token))
            {
                return false;
            }

            foreach (var shape in grammar.participleShapes)
            {
                var star = shape.IndexOf('*');
                if (
                    token.Key.StartsWith(shape[..star], StringComparison.Ordinal)
                    && token.Key.EndsWith(shape[(star + 1)..], StringComparison.Ordinal)
                )
                {
                    return true;
                }
            }

            return false;
        }

        // What stands between an article and its noun: adjectives, numbers and parts of the noun.
        private bool IsBefore(ReadOnlySpan<Token> tokens)
        {
            foreach (var token in tokens)
            {
                if (grammar.IsFinite(token) || grammar.negations.Contains(token.Key))
                {
                    return false;
                }

                if (
                    words.CapitalNouns
                    && token != tokens[0]
                    && char.IsLower(token.Text[0])
                    && !IsAdjective(token, false)
                    && !grammar.adverbs.Contains(token.Key)
                    && !grammar.small.Contains(token.Key)
                    && Number([token]) is null
                    && !"ermnse".Contains(token.Key[^1])
                )
                {
                    return false;
                }

                if (
                    words.NounFirst
                    && !IsAdjective(token, true)
                    && !grammar.adverbs.Contains(token.Key)
                    && Number([token]) is null
                )
                {
                    return false;
                }
            }

            return true;
        }

        // "minimaal 2 jaar", but no "HGV Class 1".
        private bool IsCounted(ReadOnlySpan<Token> tokens)
        {
            foreach (var token in tokens)
            {
                if (char.IsDigit(token.Text[0]) || grammar.numbers.Contains(token.Key))
                {
                    return !token.Text.Contains('-') || char.IsDigit(token.Text[^1]);
                }

                if (!grammar.adverbs.Contains(token.Key))
                {
                    return false;
                }
            }

            return false;
        }

        // "a|an", and "de|d’".
        private string Chosen(string article, string next)
        {
            if (!article.Contains('|'))
            {
                return article;
            }

            var word = next.Split(' ', '-')[0];
            var vowel =
                word.Length > 1 && word.All(char.IsUpper)
                    ? words.VowelLetters.Contains(word[0])
                    : "aeiouéèêàâîïôœh".Contains(char.ToLowerInvariant(word[0]))
                        && !words
                            .Consonants.Split(' ')
                            .Any(it => it.Length > 0 && Spelling.Fold(word).StartsWith(it, StringComparison.Ordinal));
            return article.Split('|')[vowel ? 1 : 0];
        }

        private string? Tools(ReadOnlySpan<Token> tokens)
        {
            var known = false;
            foreach (var token in tokens)
            {
                var isTool = grammar.tools.Contains(token.Key) || IsCamel(token.Text);
                known |= isTool;
                if (!isTool && !IsSeparator(token))
                {
                    return null;
                }
            }

            return known && words.ToolAsks.Count > 0
                ? Toned(words.ToolAsks[tokens[0].Text.Length % words.ToolAsks.Count], tone)
                    .Replace("{x}", Said(tokens), StringComparison.Ordinal)
                : null;
        }

        private static bool IsCamel(string text) =>
            text.Length > 3
            && char.IsUpper(text[0])
            && text.All(char.IsLetter)
            && text.Skip(1).Any(char.IsUpper)
            && text.Any(char.IsLower);

        // ---------------------------------------------------------------- words
        private string? Tongues(ReadOnlySpan<Token> tokens)
        {
            var said = new StringBuilder();
            for (var i = 0; i < tokens.Length; i++)
            {
                var text =
                    grammar.tongues.TryGetValue(tokens[i].Key, out var name) ? name
                    : i > 0 && i < tokens.Length - 1 && IsSeparator(tokens[i]) ? tokens[i].Text
                    : null;
                if (text is null)
                {
                    return null;
                }

                if (name is not null && grammar.genders.TryGetValue("tongue", out var gender))
                {
                    var article = Chosen(gender.Article, text);
                    text = article.EndsWith('’') ? article + text : $"{article} {text}";
                }

                said.Append(i > 0 && tokens[i].IsSpaced ? " " : "").Append(text);
            }

            return said.ToString();
        }

        private string? Number(ReadOnlySpan<Token> tokens)
        {
            foreach (var token in tokens)
            {
                if (
                    !char.IsDigit(token.Text[0])
                    && !grammar.numbers.Contains(token.Key)
                    && !(tokens.Length > 2 && IsRange(token))
                )
                {
                    return null;
                }
            }

            return tokens.Length is 0 or > 3 ? null
                : tokens.Length == 1
                && tokens[0].Text.IndexOfAny(['-', '–']) is > 0 and var dash
                && tokens[0].Text.All(it => char.IsDigit(it) || it is '-' or '–' or ',' or '.')
                    ? $"{tokens[0].Text[..dash]} {Split(words.To)[0]} {tokens[0].Text[(dash + 1)..]}"
                : Said(tokens, lower: true);
        }

        private bool IsRange(Token token) =>
            token.Text is "-" or "–" || grammar.IsOr(token) || words.To.Split(' ').Contains(token.Key);

        // "du secteur et de la paie" -> "le secteur et la paie"
        private string? WithoutPreposition(ReadOnlySpan<Token> tokens)
        {
            if (!Fits(tokens))
            {
                return null;
            }

            var said = new StringBuilder();
            var found = false;
            for (var i = 0; i < tokens.Length; i++)
            {
                var (text, skip) = (Turn(tokens[i]), 0);
                if ((i == 0 || IsSeparator(tokens[i - 1])) && !IsSeparator(tokens[i]))
                {
                    var two = i + 1 < tokens.Length ? $"{tokens[i].Key}_{tokens[i + 1].Key}" : "";
                    if (grammar.articles.TryGetValue(two, out var article))
                    {
                        (text, skip, found) = (article, 1, true);
                    }
                    else if (grammar.articles.TryGetValue(tokens[i].Key, out article) && i + 1 < tokens.Length)
                    {
                        if (article is "" && !char.IsUpper(tokens[i + 1].Text[0]))
                        {
                            return null;
                        }

                        (text, found) = (article, true);
                    }
                    else if (i == 0)
                    {
                        return null;
                    }
                }

                i += skip;
                var spaced =
                    said.Length > 0
                    && said[^1] is not ('’' or ' ')
                    && (tokens[i].IsSpaced || skip > 0)
                    && text is not "";
                said.Append(spaced ? " " : "").Append(text);
                if (text is "" && said.Length > 0)
                {
                    said.Append(' ');
                }
            }

            return found ? said.ToString().Trim().Replace("  ", " ", StringComparison.Ordinal) : null;
        }

        /// <summary>Whether words fit behind a verb: no second verb, no negation, no sign that begins something new.</summary>
        private bool Fits(ReadOnlySpan<Token> tokens)
        {
            if (++phrases > MaxPhrases)
            {
                return false;
            }

            for (var i = 0; i < tokens.Length; i++)
            {
                var token = tokens[i];
                if (
                    i < tokens.Length - 1
                    && grammar.subordinators.Contains(token.Key)
                    && (!words.VerbLast || grammar.IsFinite(tokens[^1]))
                    && (
                        !words.VerbLast
                        || grammar.small.Contains(tokens[i + 1].Key)
                        || Longest(grammar.subjects, tokens[(i + 1)..]) > 0
                    )
                    && !grammar.Negates(tokens[i..].ToArray())
                )
                {
                    foreach (var it in tokens[i..])
                    {
                        if (Turn(it) is null || it.Text is ":" or ";" or "!" or "?" or "(" or ")")
                        {
                            return false;
                        }
                    }

                    return true;
                }

                if (i < tokens.Length - 1 && (IsSeparator(token)) && Longest(grammar.subjects, tokens[(i + 1)..]) > 0)
                {
                    return false;
                }

                if (
                    token.Text is ":" or ";" or "!" or "?" or "(" or ")" or "." or "–"
                    || token.Text.Any(it =>
                        it is '"' or '“' or '”' or '„' or '«' or '»' or '(' or ')' or ':'
                        && !char.IsDigit(token.Text[0])
                    )
                    || grammar.negations.Contains(token.Key)
                    || (
                        grammar.IsFinite(token)
                        && !IsArticled(tokens, i)
                        && !(words.CapitalNouns && char.IsUpper(token.Text[0]))
                    )
                )
                {
                    return false;
                }

                if (Turn(token) is null)
                {
                    return false;
                }
            }

            return true;
        }

        private bool IsArticled(ReadOnlySpan<Token> tokens, int at) =>
            grammar.alsoNouns.Contains(tokens[at].Key)
            || (
                at > 0
                && grammar.determiners.Contains(tokens[at - 1].Key)
                && !grammar.informal.Contains(tokens[at - 1].Key)
                && !grammar.formal.Contains(tokens[at - 1].Key)
            );

        // A word as it is said to the candidate; null where it would be in the other tone.
        private string? Turn(Token token) =>
            grammar.turns.TryGetValue(token.Key, out var turn)
                ? Toned(turn, tone) is { Length: > 0 } said
                    ? said
                    : null
                : grammar.IsOther(token, tone)
                    ? null
                    : token.Text;

        private string Said(ReadOnlySpan<Token> tokens, bool lower = false)
        {
            var said = new StringBuilder();
            for (var i = 0; i < tokens.Length; i++)
            {
                var token = tokens[i];
                var text =
                    grammar.turns.ContainsKey(token.Key) ? Turn(token)
                    : token.Text is "+" or "&" ? Split(words.And)[0]
                    : i == 0 && lower ? Lowered(token, tokens.Length > 1 ? tokens[1] : null, true)
                    : token.Text;
                said.Append(i > 0 && token.IsSpaced && said[^1] is not '’' ? " " : "").Append(text);
            }

            return said.ToString();
        }

        private string Lowered(Token token, Token? next, bool first)
        {
            var text = token.Text;
            if (
                !first
                || !char.IsUpper(text[0])
                || text.Skip(1).Any(it => char.IsUpper(it) || char.IsDigit(it))
                || ((text.Length == 1 || text[1] is '-') && !grammar.small.Contains(token.Key))
            )
            {
                return text;
            }

            if (grammar.tongues.TryGetValue(token.Key, out var name))
            {
                return char.IsLower(name[0]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
            }

            if (grammar.tools.Contains(token.Key))
            {
                return text;
            }

            var known =
                grammar.adjectives.Contains(token.Key)
                || grammar.adverbs.Contains(token.Key)
                || grammar.small.Contains(token.Key)
                || grammar.bounds.Contains(token.Key)
                || grammar.determiners.Contains(token.Key)
                || grammar.numbers.Contains(token.Key);
            var lower = words.CapitalNouns
                ? known
                    || (
                        !IsNoun(token)
                        && (
                            IsAdjective(token, true)
                            || (next is not null && char.IsUpper(next.Text[0]) && "ermnse".Contains(token.Key[^1]))
                            || grammar.infinitives.ContainsKey(token.Key) && next is null
                        )
                    )
                : known || IsNoun(token) || IsAdjective(token, true) || next is null || !char.IsUpper(next.Text[0]);
            return lower ? char.ToLowerInvariant(text[0]) + text[1..] : text;
        }

        private static int Longest(string[][] phrases, ReadOnlySpan<Token> tokens)
        {
            foreach (var phrase in phrases)
            {
                if (StartsWith(tokens, 0, phrase))
                {
                    return phrase.Length;
                }
            }

            return 0;
        }

        private static bool StartsWith(ReadOnlySpan<Token> tokens, int at, string[] keys)
        {
            if (at + keys.Length > tokens.Length)
            {
                return false;
            }

            for (var i = 0; i < keys.Length; i++)
            {
                if (tokens[at + i].Key != keys[i])
                {
                    return false;
                }
            }

            return true;
        }
    }
}

/// <summary>A word or a sign of a requirement.</summary>
/// <param name="Text">As it is written.</param>
/// <param name="Key">As it is looked up.</param>
/// <param name="IsSpaced">Whether a space is before it.</param>
internal sealed record Token(string Text, string Key, bool IsSpaced)
{
    private const string Signs = ",;:!?()";

    /// <summary>In lower case, with its accents: "parlé" is no "parle".</summary>
    public string Lower { get; } = Text.ToLowerInvariant();

    /// <summary>The words of a line. What is glued to a word by a sign, such as "06:00" and "e-bike", is part of it.</summary>
    /// <param name="text">On one line.</param>
    /// <param name="elisions">Letters before an apostrophe that are words of their own.</param>
    public static IReadOnlyList<Token> Of(string text, HashSet<string> elisions)
    {
        List<Token> tokens = [];
        foreach (var piece in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var (start, end) = (0, piece.Length);
            var spaced = true;
            for (; start < end && Signs.Contains(piece[start]); start++)
            {
                Add(piece[start..(start + 1)]);
            }

            while (end > start && Signs.Contains(piece[end - 1]))
            {
                end--;
            }

            var apostrophe = piece.AsSpan(start, end - start).IndexOfAny('\'', '’');
            if (
                apostrophe > 0
                && apostrophe < end - start - 1
                && elisions.Contains(Spelling.Fold(piece[start..(start + apostrophe)]))
            )
            {
                Add(piece[start..(start + apostrophe)] + "’");
                start += apostrophe + 1;
            }

            if (end > start)
            {
                Add(piece[start..end]);
            }

            for (; end < piece.Length; end++)
            {
                Add(piece[end..(end + 1)]);
            }

            void Add(string part)
            {
                tokens.Add(new(part, string.Concat(Spelling.Fold(part).Where(it => it is not ('\'' or '’'))), spaced));
                spaced = false;
            }
        }

        return tokens;
    }
}

/// <summary>A pattern of whole requirements, and the question they become.</summary>
internal sealed class RequirementRule
{
    /// <param name="line">"a|b c? {slot:kind} => question {slot}".</param>
    public RequirementRule(string line)
    {
        var (pattern, frame) = (
            line[..line.IndexOf("=>", StringComparison.Ordinal)],
            line[(line.IndexOf("=>", StringComparison.Ordinal) + 2)..]
        );
        Elements = [.. RequirementGrammar.Split(pattern).Select(it => new Element(it))];
        Frame = frame.Trim();
    }

    public Element[] Elements { get; }

    public string Frame { get; }

    /// <summary>Keys of the words that can be the first one; the empty one where that can be any.</summary>
    public IEnumerable<string> Firsts
    {
        get
        {
            HashSet<string> firsts = [];
            foreach (var element in Elements)
            {
                if (element.Slot is not null)
                {
                    return [""];
                }

                firsts.UnionWith(element.Words.Select(it => it[0]));
                if (!element.IsOptional)
                {
                    return firsts;
                }
            }

            return [""];
        }
    }

    internal sealed class Element
    {
        public Element(string text)
        {
            IsOptional = text.EndsWith('?') || text.EndsWith("?}", StringComparison.Ordinal);
            text = text.Replace("?", "", StringComparison.Ordinal);
            if (text[0] == '{')
            {
                var parts = text.Trim('{', '}').Split(':');
                (Slot, Kind) = (parts[0], parts.ElementAtOrDefault(1) ?? "");
            }
            else
            {
                Words =
                [
                    .. text.Split('|')
                        .Select(it =>
                            it.Split('_')
                                .Select(word => string.Concat(Spelling.Fold(word).Where(c => c is not ('\'' or '’'))))
                                .ToArray()
                        ),
                ];
            }
        }

        public string? Slot { get; }

        public string Kind { get; } = "";

        public string[][] Words { get; } = [];

        public bool IsOptional { get; }
    }
}
