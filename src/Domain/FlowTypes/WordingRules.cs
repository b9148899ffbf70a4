using System.Globalization;
using System.Text.RegularExpressions;
using Flowgen.Domain.Flows;
using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes;

/// <summary>
/// The rules for each wording of a flow, from any author (ADR 27). A valid wording can be in bad style. But it has no markup, link or
/// placeholder, no letter of another script, no changed number or code, no reversed answer, and no other language or form of address.
/// </summary>
public static partial class WordingRules
{
    /// <summary>The maximum length of a question, in characters.</summary>
    public const int MaxQuestionLength = 300;

    /// <summary>The maximum length of a label, in characters: about the size of a button in chat programs.</summary>
    public const int MaxLabelLength = 20;

    private const int MaxReasonLength = 80;
    private const int ShortestQuestion = 8;
    private const int MaxCodeLength = 6;
    private const string Punctuation = " \u00A0\u202F.,;:!?'’\"“”„«»()-–—/&%+€$£°…·";
    private const string Openings = "\"“„«(";

    // Forbidden even if the recruiter's words contain it.
    private const string Markup = "<>{}[]`|\\";

    private static readonly Dictionary<string, HashSet<string>> Negations = Read(it => Set(it.Negations));

    // Words that deny a thing: "no problem" is positive, so a label for "no" must not begin with such a word.
    private static readonly HashSet<string> Denials = [.. Read(it => Set(it.Denials)).Values.SelectMany(it => it)];

    // Numerals from two to twelve: people write larger numbers in digits.
    private static readonly Dictionary<string, string[]> Numbers = Read(it =>
        it.Numbers.Split(' ')[1..].Select(Spelling.Fold).ToArray()
    );

    /// <summary>Whether a requirement in any of the languages has a negation.</summary>
    public static bool Negates(string requirement) =>
        Spelling.Words(Spelling.Fold(requirement)).Any(word => Negations.Values.Any(set => set.Contains(word)));

    // Phrases such as "no problem with heights": a negation with a positive meaning.
    private static readonly string[] Harmless =
    [
        .. Read(it => LexiconText.Split(it.Harmless))
            .Values.SelectMany(it => it)
            .Select(it => $" {Spelling.Fold(it).Replace('_', ' ')} "),
    ];

    // Abbreviations that are not codes, such as "z. B." and "H/F".
    private static readonly string[] Sayings =
    [
        .. Read(it => LexiconText.Split(it.Sayings))
            .Values.SelectMany(it => it)
            .Select(it => it.Replace('_', ' '))
            .OrderByDescending(it => it.Length),
    ];

    private static readonly Dictionary<string, Guards> Guarded = Read(it => new Guards(it));

    // Languages by any of their names.
    private static readonly (string Name, string Tongue)[] Tongues =
    [
        .. Read(it =>
            it.Tongues.SelectMany(tongue => Set(tongue.Value).Select(name => (Spelling.Fold(name), tongue.Key)))
                .Concat(LexiconText.Split(it.OtherTongues).Select(name => (Spelling.Fold(name), name)))
                .ToList()
        )
            .Values.SelectMany(it => it),
    ];

    /// <summary>
    /// Whether another author can word a requirement. A negated requirement, such as "No criminal record", is easily reversed, so the
    /// composer words it. Text in brackets and set phrases such as "no problem" do not count as negations.
    /// </summary>
    public static bool IsOpen(string requirement)
    {
        var words = Spelling.Words(Harmlessly(Spelling.Fold(Bracket().Replace(requirement, " "))));
        return words.Any(word => word.Any(char.IsLetter))
            && !words.Any(word => Negations.Values.Any(set => set.Contains(word)));
    }

    /// <summary>The wordings without errors.</summary>
    /// <param name="brief">The brief of the author.</param>
    /// <param name="wordings">The wordings by session field.</param>
    public static IReadOnlyDictionary<string, Wording> Accepted(
        WordingBrief brief,
        IReadOnlyDictionary<string, Wording> wordings
    ) =>
        brief
            .Items.Where(item =>
                wordings.TryGetValue(item.SessionField, out var wording) && Faults(brief, item, wording) is []
            )
            .ToDictionary(item => item.SessionField, item => wordings[item.SessionField], StringComparer.Ordinal);

    /// <summary>The errors of a wording, one sentence each, for its author.</summary>
    public static IReadOnlyList<string> Faults(WordingBrief brief, WordingItem item, Wording wording) =>
        [
            .. QuestionFaults(brief, item.Requirement, wording.Question),
            .. LabelFaults("yes", wording.Yes, brief.Yes),
            .. LabelFaults("no", wording.No, brief.No),
            .. wording.Yes is { } yes && Negates(brief.Language, yes)
                ? ["The label yes must not negate."]
                : Array.Empty<string>(),
            .. wording.No is { } no
            && Words(brief.Language, no)
                .Skip(1)
                .Select(Spelling.Fold)
                .Any(word => word == Spelling.Fold(brief.Yes) || Denials.Contains(word))
                ? ["The label no must not say yes, nor deny a thing, as in “no problem”."]
                : Array.Empty<string>(),
        ];

    private static IEnumerable<string> QuestionFaults(WordingBrief brief, string requirement, string question)
    {
        var (language, tone) = (brief.Language, brief.Tone);
        var words = Words(language, question);
        var (text, end) = question.IndexOf('?') is >= 0 and var mark
            ? (question[..(mark + 1)], question[(mark + 1)..])
            : ("", question);
        if (question.Length is < ShortestQuestion or > MaxQuestionLength)
        {
            yield return $"The question must have {ShortestQuestion} to {MaxQuestionLength} characters.";
        }

        if (end is not "" && !(brief.AllowsEmoji && Emoji.IsSimple(end.TrimStart(' '))) && !IsReason(end, requirement))
        {
            yield return brief.AllowsEmoji
                ? "The question must end in its only question mark, or in one simple emoji after it."
                : "The question must end in its only question mark.";
        }

        if (!Placeholders(question).SequenceEqual(Placeholders(requirement)))
        {
            yield return "The question must have the placeholders of the requirement, and no others.";
        }

        if (!IsPlain(Placeholder().Replace(text, "x"), requirement))
        {
            yield return "The question must be plain words: no markup, symbols, addresses or line breaks, nor two spaces together.";
        }

        if (
            !Address.IsIn(words, language, tone)
            || Address.IsOtherIn(words, language, tone)
            || Address.IsOfAnother(
                words.Except(Words(language, requirement), StringComparer.OrdinalIgnoreCase),
                language
            )
        )
        {
            yield return $"The question must be in the language {language}, and address the candidate in the {(tone is Tone.Formal ? "formal" : "informal")} way alone.";
        }

        foreach (var fault in MeaningFaults(language, requirement, question))
        {
            yield return fault;
        }

        if (Negates(language, question))
        {
            yield return "The question must not negate: a yes has to mean that the requirement is met.";
        }

        if (!HasCodes(language, requirement, question))
        {
            yield return "The question must have the figures, categories and abbreviations of the requirement as they are written there, and no others.";
        }
    }

    private static IEnumerable<string> LabelFaults(string name, string? label, string beginning)
    {
        if (label is null)
        {
            yield break;
        }

        // Otherwise the button for "no" could mean yes, as "No problem" would.
        if (!label.StartsWith(beginning, StringComparison.Ordinal) || label.AsSpan(beginning.Length) is [not ',', ..])
        {
            yield return $"The label {name} must begin with “{beginning}”, alone or before a comma.";
        }

        if (
            label.Length > MaxLabelLength
            || !label.All(it => (Spelling.IsKnown(it) && !char.IsDigit(it)) || " ,'’-".Contains(it))
        )
        {
            yield return $"The label {name} must be at most {MaxLabelLength} letters, spaces and commas.";
        }
    }

    // Finds a language, town or fact that the requirement does not have, and a reversed meaning.
    private static IEnumerable<string> MeaningFaults(string language, string requirement, string question)
    {
        var guards = Guarded[language];
        var (asked, wanted) = (Folded(question), Folded(requirement));
        if (!TonguesIn(asked).SetEquals(TonguesIn(wanted)) && TonguesIn(asked).Count > 0)
        {
            yield return "The question must name the languages of the requirement, and no others.";
        }

        if (
            TonguesIn(asked).Count > 0
            && asked.Any(guards.Basic.Contains)
            && !wanted.Any(it => Guarded.Values.Any(any => any.Basic.Contains(it)))
        )
        {
            yield return "The question must ask for the level of the requirement.";
        }

        // All German nouns have a capital, so a town is recognised only if the requirement is about a place to live.
        var names = Names(question);
        var living = Guarded
            .Values.SelectMany(it => it.Living)
            .FirstOrDefault(it => requirement.StartsWith(it + " ", StringComparison.OrdinalIgnoreCase));
        if (
            (
                !guards.CapitalNouns
                && names.Any(it => !wanted.Contains(it) && !guards.Capitals.Contains(it) && TonguesIn([it]).Count == 0)
            ) || (living is not null && !Names("x " + requirement[living.Length..]).IsSubsetOf(asked))
        )
        {
            yield return "The question must name the places and names of the requirement, and no others.";
        }

        if (guards.IsPrivate(asked) && !Guarded.Values.Any(it => it.IsPrivate(wanted)))
        {
            yield return "The question must not ask about health, pregnancy, family, religion or the like.";
        }

        var said = $" {string.Join(' ', asked)} ";
        var meant = $" {string.Join(' ', wanted)} ";
        if (
            guards.Reversals.Any(it =>
                said.Contains(it, StringComparison.Ordinal) && !meant.Contains(it, StringComparison.Ordinal)
            )
            || guards.Kept.Any(it => wanted.Contains(it) && !asked.Contains(it))
            || guards.Opposites.Any(set => set.Overlaps(wanted) && set.Overlaps(asked.Except(wanted)))
        )
        {
            yield return "The question must not turn the requirement round.";
        }
    }

    // "Our insurance asks for it."
    private static bool IsReason(string end, string requirement) =>
        end.Length <= MaxReasonLength
        && end[0] == ' '
        && end.EndsWith('.')
        && end.IndexOfAny(['?', '!']) < 0
        && IsPlain(end[1..], requirement);

    private static List<string> Folded(string text) =>
        [.. Spelling.Words(Spelling.Fold(text.Replace('’', ' ').Replace('\'', ' ')))];

    private static HashSet<string> TonguesIn(IEnumerable<string> words) =>
        [
            .. words
                .Select(word =>
                    Tongues
                        .FirstOrDefault(it =>
                            word == it.Name
                            || (it.Name.Length > 4 && word.StartsWith(it.Name, StringComparison.Ordinal))
                        )
                        .Tongue
                )
                .Where(it => it is not null),
        ];

    // Words with a capital that do not begin a sentence.
    private static HashSet<string> Names(string text)
    {
        HashSet<string> names = [];
        var pieces = text.Split(' ');
        for (var i = 1; i < pieces.Length; i++)
        {
            var piece = pieces[i].Trim([.. Punctuation]);
            if (
                piece is [var first, _, ..]
                && char.IsUpper(first)
                && piece.Skip(1).All(char.IsLower)
                && !pieces[i - 1].EndsWith('.')
                && !pieces[i - 1].EndsWith('?')
            )
            {
                names.Add(Spelling.Fold(piece));
            }
        }

        return names;
    }

    private static string Harmlessly(string folded)
    {
        var text = $" {folded.Replace('\'', '’')} ";
        return Harmless.Aggregate(text, (it, phrase) => it.Replace(phrase, " ", StringComparison.Ordinal));
    }

    private static string Uncoded(string text)
    {
        foreach (var saying in Sayings)
        {
            for (var at = 0; (at = text.IndexOf(saying, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
            {
                var end = at + saying.Length;
                if (
                    (at == 0 || !char.IsLetterOrDigit(text[at - 1]))
                    && (end == text.Length || !char.IsLetterOrDigit(text[end]))
                )
                {
                    text = text.Remove(at, saying.Length).Insert(at, " ");
                }
            }
        }

        return text;
    }

    private static bool IsPlain(string question, string requirement) =>
        question is [var first, ..]
        && (Spelling.IsKnown(first) || Openings.Contains(first))
        && !Spaces().Split(question).Contains("") // no two adjacent spaces
        && Pieces(question)
            .Except(Pieces(requirement).Where(IsVisible)) // the recruiter's words may be repeated
            .All(piece => piece.All(Spelling.IsKnown))
        && Links(question).IsSubsetOf(Links(requirement));

    private static string[] Pieces(string text) => text.Split([.. Punctuation]);

    private static bool IsVisible(string piece) =>
        piece.All(it => char.IsLetterOrDigit(it) || char.IsPunctuation(it) || char.IsSymbol(it))
        && !piece.Any(Markup.Contains);

    // Web addresses and similar words: "Node.js", also in "Node.js-Kenntnisse".
    private static HashSet<string> Links(string text) =>
        [
            .. Spaces()
                .Split(text)
                .Where(word => Link().IsMatch(word))
                .Select(word => Compound().Replace(word.Trim([.. Punctuation]), "")),
        ];

    private static bool Negates(string language, string text) =>
        Words(language, Harmlessly(Spelling.Fold(text))).Any(word => Negations[language].Contains(Spelling.Fold(word)));

    // A number may be spelled out: "five" for 5, and "a" for 1.
    private static bool HasCodes(string language, string requirement, string question)
    {
        (requirement, question) = (Uncoded(requirement), Uncoded(question));
        var figures = Figures(language, question, Numbers[language]);
        HashSet<string> said = [.. Terms(question).Select(Key), .. figures];
        if (Terms(question).Any(it => Guarded[language].Ones.Contains(Key(it))))
        {
            said.Add("1");
        }

        return Codes(requirement).IsSubsetOf(said)
            && Codes(question)
                .Concat(figures)
                .ToHashSet()
                .IsSubsetOf([
                    .. Terms(requirement).Select(Key),
                    .. Numbers.SelectMany(numbers => Figures(numbers.Key, requirement, numbers.Value)),
                ]);
    }

    // The codes that must not change: "C1", "C#", "3", "VCA". A single letter at the beginning can be a word.
    private static HashSet<string> Codes(string text) =>
        [
            .. Terms(text)
                .Where(
                    (term, i) =>
                        term.Any(char.IsDigit)
                        || (IsCapital(term) && (i > 0 || term.Length > 1) && text.Any(char.IsLower))
                )
                .Select(Key),
        ];

    // "neuf" means new, except in "neuf ans".
    private static List<string> Figures(string language, string text, string[] numbers)
    {
        var (terms, guards) = (Terms(text).Select(Key).ToList(), Guarded[language]);
        return
        [
            .. terms
                .Where(
                    (it, i) =>
                        !guards.NotNumbers.Contains(it) || (i + 1 < terms.Count && guards.Units.Contains(terms[i + 1]))
                )
                .Select(term => Array.IndexOf(numbers, term))
                .Where(at => at >= 0)
                .Select(at => (at + 2).ToString(CultureInfo.InvariantCulture)),
        ];
    }

    // "20kg" has two terms. A plus is not part of a number, but it is part of a name.
    private static IEnumerable<string> Terms(string text) => Term().Matches(text).Select(match => match.Value);

    private static string Key(string term) => Spelling.Fold(char.IsDigit(term[0]) ? term.TrimEnd('+') : term);

    private static bool IsCapital(string term) =>
        term is not "I" && term.Length <= MaxCodeLength && term.TrimEnd('+', '#').All(char.IsUpper);

    // Splits words by the rules of the language. In French "t'" and "n'" are words, but not the t of "a-t-il" or the vous of "rendez-vous".
    // In Dutch the u of "28 u" is an hour.
    private static IReadOnlyList<string> Words(string language, string text) =>
        Spelling.Words(
            language switch
            {
                "fr" => Joined().Replace(text, "").Replace('’', ' ').Replace('\'', ' '),
                "nl" => Hour().Replace(text, " "),
                _ => text,
            }
        );

    private static IEnumerable<string> Placeholders(string text) =>
        Placeholder().Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal);

    private static Dictionary<string, T> Read<T>(Func<RequirementWords, T> part) =>
        Phrasebook.Languages.ToDictionary(language => language, language => part(Lexicon.Of(language).Requirements));

    private static HashSet<string> Set(string words) => [.. words.Split(' ')];

    [GeneratedRegex(@"\{\{[^{}]{0,200}\}\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\d+(?=\p{Ll})|[\p{L}\d]+[+#]*")]
    private static partial Regex Term();

    [GeneratedRegex(@"(?<=\w)-t-(?=\w)|(?<=\brendez)-vous\b|\bt(?=-\w)", RegexOptions.IgnoreCase)]
    private static partial Regex Joined();

    [GeneratedRegex(@"(?<=\d)\s?u\b")]
    private static partial Regex Hour();

    [GeneratedRegex(@"\([^()]{0,200}\)")]
    private static partial Regex Bracket();

    [GeneratedRegex(@"\s")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"[\p{L}_][.:]\w|\w[.:][\p{L}_]|&\w|//|:/|/\w+/")]
    private static partial Regex Link();

    [GeneratedRegex(@"-\p{L}+$")]
    private static partial Regex Compound();

    // The facts that a wording must not contain unless the requirement contains them.
    private sealed class Guards(RequirementWords words)
    {
        private const int ShortestStem = 5;

        private readonly string[] secrets = [.. LexiconText.Set(words.Private)];

        public HashSet<string> Basic { get; } = LexiconText.Set(words.Levels.GetValueOrDefault("Basic", ""));

        public string[] Living { get; } = [.. LexiconText.Split(words.Living).Select(it => it.Replace('_', ' '))];

        public bool CapitalNouns { get; } = words.CapitalNouns;

        public HashSet<string> Capitals { get; } = LexiconText.Set(words.Capitals);

        public string[] Reversals { get; } =
        [.. LexiconText.Split(words.Reversals).Select(it => $" {Spelling.Fold(it).Replace('_', ' ')} ")];

        public HashSet<string> Kept { get; } = LexiconText.Set(words.Kept);

        public HashSet<string>[] Opposites { get; } = [.. words.Opposites.Split(';').Select(LexiconText.Set)];

        public HashSet<string> Ones { get; } = LexiconText.Set(words.Numbers.Split(' ')[0] + " " + words.Indefinite);

        public HashSet<string> NotNumbers { get; } = LexiconText.Set(words.NotNumbers);

        public HashSet<string> Units { get; } = LexiconText.Set(words.Units);

        // Short entries are whole words. Longer entries are beginnings of words: "pregnan".
        public bool IsPrivate(List<string> text) =>
            text.Exists(word =>
                Array.Exists(
                    secrets,
                    it => word == it || (it.Length >= ShortestStem && word.StartsWith(it, StringComparison.Ordinal))
                )
            );
    }
}
