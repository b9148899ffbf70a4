using System.Runtime.CompilerServices;
using Flowgen.Domain.FlowTypes.Languages;
using static Flowgen.Domain.FlowTypes.Languages.LexiconText;

namespace Flowgen.Domain.FlowTypes.VacancyApplication.Requirements;

/// <summary>
/// The grammar of requirements in one language: its <see cref="RequirementWords"/>, as they are looked up. A <see cref="RequirementParser"/>
/// turns a requirement into a question by it. Words are compared by <see cref="Token.Key"/>, forms of verbs by <see cref="Token.Lower"/>.
/// </summary>
internal sealed class RequirementGrammar
{
    private const int MaxTokens = 40;
    private static readonly ConditionalWeakTable<Lexicon, RequirementGrammar> Made = [];

    private readonly HashSet<string> and;
    private readonly HashSet<string> or;
    private readonly HashSet<string> remarks;
    private readonly HashSet<string> otherFinite;
    private readonly RuleIndex rules;
    private readonly RuleIndex fieldRules;
    private readonly string[] genderMarks;
    private readonly string[][] harmless;

    private RequirementGrammar(RequirementWords words, IReadOnlyList<string> jobs, IReadOnlyList<string> fields)
    {
        Words = words;
        (and, or, remarks, otherFinite) = (Set(words.And), Set(words.Or), Set(words.Remarks), [.. Split(words.Finite)]);
        (AndWord, OrWord) = (Split(words.And)[0], Split(words.Or)[0]);
        Prefixes = Set(words.Prefixes);
        (Adverbs, Bounds, Small) = (Set(words.Adverbs), Set(words.Bounds), Set(words.Small));
        (Determiners, Indefinite, AlsoNouns) = (Set(words.Determiners), Set(words.Indefinite), Set(words.AlsoNouns));
        (Having, Being, Able, States) = (Set(words.Having), Set(words.Being), Set(words.Able), Set(words.States));
        (Participles, Numbers, Tools) = (Set(words.Participles), Set(words.Numbers), Set(words.Tools));
        (Subordinators, Elisions, Things) = (Set(words.Subordinators), Set(words.Elisions), Set(words.Things));
        (Openers, Asides) = (Set(words.Openers), Set(words.Asides));
        Qualities = Set(words.Qualities);
        (Attributes, Capitals, Grades) = (Set(words.Attributes), Set(words.Capitals), Set(words.Grades));
        (Obliging, Stresses, InfinitiveEndings) = (
            Set(words.Obliging),
            Set(words.Stresses),
            Split(words.InfinitiveEndings)
        );
        (Units, genderMarks) = (
            Set(words.Units),
            [.. Split(words.GenderMarks).Select(Spelling.Fold).OrderByDescending(it => it.Length)]
        );
        Negations = [.. Set(words.Negations).Except(Set(words.Without))];
        (Informal, Formal) = ([.. Split(words.Informal)], [.. Split(words.Formal)]);
        (AdjectiveEndings, ParticipleShapes) = (Split(words.AdjectiveEndings), Split(words.ParticipleShapes));
        (InflectedEndings, Traits, Degrees) = (
            Split(words.InflectedEndings),
            Keyed(words.Traits),
            Keyed(words.Degrees)
        );
        (Heads, Tails, Musts) = (Phrases(words.Heads), new(words.Tails), new(words.Musts));
        (WishLeads, Reasons, NotRequired) = (Phrases(words.WishLeads), Phrases(words.Reasons), new(words.NotRequired));
        (Welcomes, harmless) = (new(words.Welcomes), Phrases(words.Harmless));
        (Copulas, Verdicts, Demands) = (Set(words.Copulas), Set(words.Verdicts), Set(words.Demands));
        (Degree, Promises) = (Set(words.Degree), new(words.Promises));
        (But, Private) = (Set(words.But), [.. Set(words.Private)]);
        (Subjects, Relatives, Interrogatives) = (
            Phrases(words.Subjects),
            Phrases(words.Relatives),
            Phrases(words.Interrogatives)
        );
        (Adjectives, Feminine) = AdjectivesOf(words.Adjectives);
        (Infinitives, Finite) = VerbsOf(words.Verbs);
        Have = Split(words.Having) is [var have, ..] ? Infinitives.GetValueOrDefault(Key(have)) : null;
        (Nouns, NounEndings) = (NounsOf(words.Nouns), NounsOf(words.NounEndings));
        if (Split(words.JobNouns) is [var frame, .. var gender])
        {
            foreach (var job in jobs.Where(it => !it.Contains(' ')))
            {
                Nouns.TryAdd(Key(job), new(frame, gender is [var its] ? its : ""));
            }
        }

        foreach (var names in words.Tongues.Values.Select(Split))
        {
            foreach (var name in names)
            {
                Tongues.TryAdd(Spelling.Fold(name), names[0]);
            }
        }

        foreach (var names in words.Levels.Values)
        {
            Levels.UnionWith(Set(names));
        }

        Turns = words.Turns.ToDictionary(it => Spelling.Fold(it.Key), it => it.Value);
        Articles = words.Articles.ToDictionary(it => Key(it.Key), it => it.Value);
        Genders = words.Genders.ToDictionary(it => it.Key, it => new Gender(it.Value));
        Abbreviations = new(words.Abbreviations);
        (rules, fieldRules) = (new(words.Rules), new(fields));
    }

    /// <summary>The grammar of a language, made at its first use.</summary>
    public static RequirementGrammar Of(Lexicon lexicon) =>
        Made.GetValue(lexicon, static it => new(it.Requirements, it.Vacancy.Jobs, it.Fields.Questions));

    public RequirementWords Words { get; }

    /// <summary>The word that joins clauses.</summary>
    public string AndWord { get; }

    /// <summary>The word between alternatives.</summary>
    public string OrWord { get; }

    public HashSet<string> Prefixes { get; }
    public Abbreviations Abbreviations { get; }
    public HashSet<string> Adjectives { get; }
    public HashSet<string> Adverbs { get; }
    public HashSet<string> AlsoNouns { get; }
    public HashSet<string> Asides { get; }
    public HashSet<string> Attributes { get; }
    public HashSet<string> Capitals { get; }
    public HashSet<string> Grades { get; }
    public HashSet<string> Units { get; }
    public HashSet<string> Able { get; }
    public HashSet<string> Being { get; }
    public HashSet<string> Bounds { get; }
    public HashSet<string> Determiners { get; }
    public HashSet<string> Elisions { get; }
    public HashSet<string> Formal { get; }
    public HashSet<string> Having { get; }
    public HashSet<string> Indefinite { get; }
    public HashSet<string> Informal { get; }
    public HashSet<string> Negations { get; }
    public HashSet<string> Numbers { get; }
    public HashSet<string> Obliging { get; }
    public HashSet<string> Stresses { get; }
    public string[] InfinitiveEndings { get; }
    public HashSet<string> Openers { get; }
    public HashSet<string> Qualities { get; }
    public HashSet<string> Participles { get; }
    public HashSet<string> Small { get; }
    public HashSet<string> States { get; }
    public HashSet<string> Subordinators { get; }
    public HashSet<string> Things { get; }
    public HashSet<string> Tools { get; }
    public string[] AdjectiveEndings { get; }
    public string[] InflectedEndings { get; }
    public Dictionary<string, string> Traits { get; }
    public Dictionary<string, string> Degrees { get; }
    public string[] ParticipleShapes { get; }
    public string[][] Heads { get; }
    public string[][] Interrogatives { get; }
    public string[][] Relatives { get; }
    public string[][] Subjects { get; }
    public PhraseEnds Tails { get; }
    public PhraseEnds Musts { get; }
    public PhraseEnds Welcomes { get; }
    public PhraseEnds NotRequired { get; }
    public string[][] Reasons { get; }
    public string[][] WishLeads { get; }
    public HashSet<string> Copulas { get; }
    public HashSet<string> Verdicts { get; }
    public HashSet<string> Demands { get; }
    public HashSet<string> Degree { get; }
    public PhraseEnds Promises { get; }
    public HashSet<string> But { get; }
    public string[] Private { get; }
    public Dictionary<string, string> Articles { get; }

    /// <summary>The feminine of an adjective, by either of its forms.</summary>
    public Dictionary<string, string> Feminine { get; }

    public Dictionary<string, Gender> Genders { get; }
    public Dictionary<string, Noun> Nouns { get; }
    public Dictionary<string, Noun> NounEndings { get; }
    public Dictionary<string, string> Tongues { get; } = [];
    public HashSet<string> Levels { get; } = [];
    public Dictionary<string, string> Turns { get; }

    /// <summary>The verb that asks for what a noun names.</summary>
    public Verb? Have { get; }

    public Dictionary<string, Verb> Infinitives { get; }

    /// <summary>Verbs by their forms, in lower case.</summary>
    public Dictionary<string, Verb> Finite { get; }

    /// <summary>The question of a rule for the very words; null where there is none.</summary>
    public string? Ruled(Token[] tokens, Tone tone) =>
        tokens.Length is 0 or > MaxTokens ? null : new RequirementParser(this, tone).Rule(tokens);

    /// <summary>The question of the grammar, after <see cref="Ruled"/>, without its mark; null where it is not sure.</summary>
    public string? Question(Token[] tokens, Tone tone) =>
        tokens.Length is 0 or > MaxTokens ? null : new RequirementParser(this, tone).Unruled(tokens);

    /// <summary>The question for a field without a known name, such as "shoe size"; null where no rule knows it.</summary>
    public string? FieldQuestion(string field, Tone tone)
    {
        var tokens = Tokens(Abbreviations.Expanded(field));
        return tokens.Length is 0 or > MaxTokens ? null
            : new RequirementParser(this, tone).Rule(fieldRules.For(tokens), tokens) is { } question
                ? $"{char.ToUpperInvariant(question[0])}{question[1..]}{Words.BeforeMark}?"
            : null;
    }

    /// <summary>The rules that can match such words, in order.</summary>
    public List<RequirementRule> RulesFor(ReadOnlySpan<Token> tokens) => rules.For(tokens);

    public Token[] Tokens(string text) => Token.Of(text, Elisions, genderMarks);

    public bool Negates(ReadOnlySpan<Token> tokens)
    {
        foreach (var token in tokens)
        {
            if (Negations.Contains(token.Key))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether a plain yes or no to a question could be readErrors: "no more than" is harmless. In Dutch and German, "no" may agree.
    /// </summary>
    public bool IsNegative(string question)
    {
        ReadOnlySpan<Token> tokens = Tokens(question);
        for (var i = 0; i < tokens.Length; i++)
        {
            if (Negations.Contains(tokens[i].Key) && (Words.Compounds || tokens[i..].Longest(harmless) == 0))
            {
                return true;
            }
        }

        return false;
    }

    public bool IsRemark(Token token) => remarks.Contains(token.Key);

    public bool IsAnd(Token token) => and.Contains(token.Key) || token.Text is "+" or "&";

    /// <summary>Whether a word joins others in a list.</summary>
    public bool IsJoint(Token token) => IsAnd(token) || IsOr(token);

    public bool IsOr(Token token) => or.Contains(token.Key);

    public bool IsFinite(Token token) =>
        !token.IsName && (otherFinite.Contains(token.Lower) || Finite.ContainsKey(token.Lower));

    /// <summary>Whether a word makes a clause wherever it stands: "must".</summary>
    public bool IsAuxiliary(Token token) => otherFinite.Contains(token.Lower);

    /// <summary>Whether a text is a sentence about the candidate, as "you know what you want".</summary>
    public bool IsAddress(Token[] tokens) =>
        Words.StatementFallback is not ""
        && tokens.Length > 2
        && (Informal.Contains(tokens[0].Key) || Formal.Contains(tokens[0].Text) || Formal.Contains(tokens[0].Lower))
        && !tokens[1].Text.Contains(',')
        && (IsFinite(tokens[1]) || tokens.AsSpan(0, 1).Longest(Subjects) > 0);

    /// <summary>Whether a word goes on with a possessive before it: "your work", but not "occupy yourself in".</summary>
    public bool IsOwned(Token next) =>
        char.IsLetterOrDigit(next.Text[0])
        && next.Key != Words.InfinitiveMark
        && !Small.Contains(next.Key)
        && !Bounds.Contains(next.Key)
        && !Determiners.Contains(next.Key)
        && !Adverbs.Contains(next.Key)
        && !Adjectives.Contains(next.Key)
        && !(IsFinite(next) && !AlsoNouns.Contains(next.Key));

    /// <summary>Whether the candidate is addressed as the other tone would have it.</summary>
    public bool IsOther(Token token, Tone tone)
    {
        var (mine, other) = tone is Tone.Formal ? (Formal, Informal) : (Informal, Formal);
        return !(Elisions.Contains(token.Key) && char.IsLetter(token.Text[^1])) // "12 t" is no pronoun, "t’" is one.
            && (other.Contains(token.Text) || other.Contains(token.Key))
            && !(mine.Contains(token.Text) || mine.Contains(token.Key));
    }

    /// <summary>A word in the tone of the flow: a pronoun, for example; null where it is not known how.</summary>
    public string? Turned(string word, Tone tone) =>
        Turns.TryGetValue(Spelling.Fold(word), out var turn) && Toned(turn, tone) is { Length: > 0 } said ? said : null;

    /// <summary>A possessive in the tone of the flow whose form depends on the noun behind it: "votre rigueur", "ta rigueur"; null for other words.</summary>
    public string? Owned(string possessive, string noun, Tone tone)
    {
        var (key, next) = (Spelling.Fold(possessive), Key(noun.Trim(',', '.', '?', ')')));
        if (
            next is ""
            || !Turns.TryGetValue($"{key} m", out var masculine)
            || (
                Formal.Contains(key)
                && IsSubject(key)
                && !Infinitives.ContainsKey(next)
                && !InfinitiveEndings.Any(it => next.EndsWith(it, StringComparison.Ordinal))
            )
        )
        {
            return null;
        }

        var isFeminine =
            !Split(Words.Vowels).Any(it => next.StartsWith(it, StringComparison.Ordinal))
            && (
                Nouns.GetValueOrDefault(next)?.Gender is { } gender && gender is "f" or "la" or "m" or "le"
                    ? gender is "f" or "la"
                    : Split(Words.Feminines)
                        .Any(it => noun.Trim(',', '.', '?', ')').EndsWith(it, StringComparison.OrdinalIgnoreCase))
            );
        return Toned(isFeminine ? Turns[$"{key} f"] : masculine, tone);
    }

    // "à vous former", but not "vous aimez"
    private bool IsSubject(string pronoun) => Words.VerbAsks.Contains($"-{pronoun}]", StringComparison.Ordinal);

    /// <summary>How a verb asks in a tone: "do you have".</summary>
    public string Ask(Verb verb, Tone tone) =>
        Toned(Words.VerbAsks, tone)
            .Replace("{v}", tone is Tone.Formal ? verb.Formal : verb.Informal, StringComparison.Ordinal);

    /// <summary>A verb with its pronoun, in the tone of the flow, for one in the other tone; null for any other words.</summary>
    public string? Retoned(string verbWithPronoun, Tone tone)
    {
        var other = tone is Tone.Formal ? Tone.Informal : Tone.Formal;
        foreach (var verb in Infinitives.Values)
        {
            if (Ask(verb, other).Equals(verbWithPronoun, StringComparison.OrdinalIgnoreCase))
            {
                return Ask(verb, tone);
            }
        }

        return null;
    }

    /// <summary>A text with its prepositions and articles joined: "à Le Creusot", "au Creusot".</summary>
    public string Contracted(string text) =>
        Words.Contractions.Aggregate(text, (it, pair) => it.Replace(pair.Key, pair.Value, StringComparison.Ordinal));

    private static Dictionary<string, string> Keyed(IReadOnlyDictionary<string, string> words) =>
        words.ToDictionary(it => Key(it.Key), it => it.Value);

    private static (HashSet<string> Adjectives, Dictionary<string, string> Feminine) AdjectivesOf(string list)
    {
        var (adjectives, feminine) = (Set(list), new Dictionary<string, string>());
        foreach (var pair in Split(list).Where(it => it.Contains('/')))
        {
            var (masculine, other) = (pair[..pair.IndexOf('/')], pair[(pair.IndexOf('/') + 1)..]);
            (feminine[Spelling.Fold(masculine)], feminine[Spelling.Fold(other)]) = (other, other);
            adjectives.UnionWith([Spelling.Fold(masculine), Spelling.Fold(other)]);
        }

        return (adjectives, feminine);
    }

    private static (Dictionary<string, Verb> Infinitives, Dictionary<string, Verb> Finite) VerbsOf(
        IReadOnlyList<string> lines
    )
    {
        var (infinitives, finite) = (new Dictionary<string, Verb>(), new Dictionary<string, Verb>());
        foreach (var verb in lines.Select(line => new Verb(line.Split(' '))))
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

        return (infinitives, finite);
    }

    private static Dictionary<string, Noun> NounsOf(IReadOnlyDictionary<string, string> lists)
    {
        Dictionary<string, Noun> nouns = [];
        foreach (var (frameAndGender, list) in lists)
        {
            var (frame, gender) = frameAndGender.Split(' ') is [var name, var its] ? (name, its) : (frameAndGender, "");
            foreach (var noun in Split(list))
            {
                nouns.TryAdd(Key(noun), new(frame, gender));
            }
        }

        return nouns;
    }
}
