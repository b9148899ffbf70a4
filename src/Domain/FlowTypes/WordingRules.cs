using System.Globalization;
using System.Text.RegularExpressions;
using Flowgen.Domain.Flows;
using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes;

/// <summary>
/// What a wording must be to be said in a flow, whoever proposes it (ADR 27). It can be wrong in taste, but it can hold no markup, link or
/// placeholder, letter of another script, other figure or code, turned meaning of an answer, other language or other form of address.
/// </summary>
public static partial class WordingRules
{
    /// <summary>The longest question, in characters.</summary>
    public const int LongestQuestion = 300;

    /// <summary>The longest label of an answer, in characters: about what chat programs show on a button.</summary>
    public const int LongestLabel = 24;

    private const int ShortestQuestion = 8;
    private const int LongestCode = 6;
    private const string Punctuation = " \u00A0\u202F.,;:!?'’\"“”„«»()-–—/&%+€$£°…·";
    private const string Openings = "\"“„«(";

    // Not even where the recruiter's own words have it.
    private const string Markup = "<>{}[]`|\\";

    private static readonly Dictionary<string, HashSet<string>> Negations = Read(it => Set(it.Negations));

    // Of a thing: "no problem" is none, so it is not what a no says.
    private static readonly HashSet<string> Denials = [.. Read(it => Set(it.Denials)).Values.SelectMany(it => it)];

    // From two to twelve: beyond that, people write figures.
    private static readonly Dictionary<string, string[]> Numbers = Read(it => it.Numbers.Split(' ')[1..]);

    /// <summary>Whether a requirement in any of the languages has a negation.</summary>
    public static bool Negates(string requirement) =>
        Spelling.Words(Spelling.Fold(requirement)).Any(word => Negations.Values.Any(set => set.Contains(word)));

    /// <summary>
    /// Whether a requirement can be left to others. One that negates, such as "No criminal record", is easily turned round, and is
    /// quoted instead.
    /// </summary>
    public static bool IsOpen(string requirement)
    {
        var words = Spelling.Words(Spelling.Fold(requirement));
        return words.Any(word => word.Any(char.IsLetter))
            && !words.Any(word => Negations.Values.Any(set => set.Contains(word)));
    }

    /// <summary>Those that nothing is wrong with.</summary>
    /// <param name="brief">What was to be put into words.</param>
    /// <param name="wordings">By session field.</param>
    public static IReadOnlyDictionary<string, Wording> Accepted(
        WordingBrief brief,
        IReadOnlyDictionary<string, Wording> wordings
    ) =>
        brief
            .Items.Where(item =>
                wordings.TryGetValue(item.SessionField, out var wording) && Faults(brief, item, wording) is []
            )
            .ToDictionary(item => item.SessionField, item => wordings[item.SessionField], StringComparer.Ordinal);

    /// <summary>What is wrong with a wording, a sentence each, for its author.</summary>
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
        if (question.Length is < ShortestQuestion or > LongestQuestion)
        {
            yield return $"The question must have {ShortestQuestion} to {LongestQuestion} characters.";
        }

        if (end is not "" && !(brief.AllowsEmoji && Emoji.IsSimple(end.TrimStart(' '))))
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

        // So that no "yes" is on the button of a no, which "No problem" would be.
        if (!label.StartsWith(beginning, StringComparison.Ordinal) || label.AsSpan(beginning.Length) is [not ',', ..])
        {
            yield return $"The label {name} must begin with “{beginning}”, alone or before a comma.";
        }

        if (
            label.Length > LongestLabel
            || !label.All(it => (Spelling.IsKnown(it) && !char.IsDigit(it)) || " ,'’-".Contains(it))
        )
        {
            yield return $"The label {name} must be at most {LongestLabel} letters, spaces and commas.";
        }
    }

    private static bool IsPlain(string question, string requirement) =>
        question is [var first, ..]
        && (Spelling.IsKnown(first) || Openings.Contains(first))
        && !Spaces().Split(question).Contains("") // two together
        && Pieces(question)
            .Except(Pieces(requirement).Where(IsVisible)) // what the recruiter wrote may be said again
            .All(piece => piece.All(Spelling.IsKnown))
        && Links(question).IsSubsetOf(Links(requirement));

    private static string[] Pieces(string text) => text.Split([.. Punctuation]);

    private static bool IsVisible(string piece) =>
        piece.All(it => char.IsLetterOrDigit(it) || char.IsPunctuation(it) || char.IsSymbol(it))
        && !piece.Any(Markup.Contains);

    // Addresses, and what looks like one: "Node.js", of "Node.js-Kenntnisse" as well.
    private static HashSet<string> Links(string text) =>
        [
            .. Spaces()
                .Split(text)
                .Where(word => Link().IsMatch(word))
                .Select(word => Compound().Replace(word.Trim([.. Punctuation]), "")),
        ];

    private static bool Negates(string language, string text) =>
        Words(language, text).Any(word => Negations[language].Contains(Spelling.Fold(word)));

    // A figure may be written out: "five" for 5.
    private static bool HasCodes(string language, string requirement, string question)
    {
        var figures = Figures(question, Numbers[language]);
        return Codes(requirement).IsSubsetOf([.. Terms(question).Select(Key), .. figures])
            && Codes(question)
                .Concat(figures)
                .ToHashSet()
                .IsSubsetOf([
                    .. Terms(requirement).Select(Key),
                    .. Numbers.Values.SelectMany(numbers => Figures(requirement, numbers)),
                ]);
    }

    // "C1", "C#", "3", "VCA": what must not be another one. A single letter at the beginning may be a word.
    private static HashSet<string> Codes(string text) =>
        [
            .. Terms(text)
                .Where((term, i) => term.Any(char.IsDigit) || (IsCapital(term) && (i > 0 || term.Length > 1)))
                .Select(Key),
        ];

    private static IEnumerable<string> Figures(string text, string[] numbers) =>
        Terms(text)
            .Select(term => Array.IndexOf(numbers, Key(term)))
            .Where(at => at >= 0)
            .Select(at => (at + 2).ToString(CultureInfo.InvariantCulture));

    // "20kg" is two; a plus is no part of a figure, as it is of a name.
    private static IEnumerable<string> Terms(string text) => Term().Matches(text).Select(match => match.Value);

    private static string Key(string term) => Spelling.Fold(char.IsDigit(term[0]) ? term.TrimEnd('+') : term);

    private static bool IsCapital(string term) =>
        term is not "I" && term.Length <= LongestCode && term.TrimEnd('+', '#').All(char.IsUpper);

    // As the rules of a language see them: "t'" and "n'" are words of French, and neither the t of "a-t-il" nor the vous of "rendez-vous" is one.
    private static IReadOnlyList<string> Words(string language, string text) =>
        Spelling.Words(language is "fr" ? Joined().Replace(text, "").Replace('’', ' ').Replace('\'', ' ') : text);

    private static IEnumerable<string> Placeholders(string text) =>
        Placeholder().Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal);

    private static Dictionary<string, T> Read<T>(Func<RequirementWords, T> part) =>
        Phrasebook.Languages.ToDictionary(language => language, language => part(Lexicon.Of(language).Requirements));

    private static HashSet<string> Set(string words) => [.. words.Split(' ')];

    [GeneratedRegex(@"\{\{[^{}]{0,200}\}\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\d+(?=\p{Ll})|[\p{L}\d]+[+#]*")]
    private static partial Regex Term();

    [GeneratedRegex(@"(?<=\w)-t-(?=\w)|(?<=\brendez)-vous\b", RegexOptions.IgnoreCase)]
    private static partial Regex Joined();

    [GeneratedRegex(@"\s")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\w[.:]\w|&\w|//|:/|/\w+/")]
    private static partial Regex Link();

    [GeneratedRegex(@"-\p{L}+$")]
    private static partial Regex Compound();
}
