using System.Text;
using System.Text.RegularExpressions;
using Flowgen.Domain.Flows;

namespace Flowgen.Domain.FlowTypes;

/// <summary>
/// What a wording must be to be said in a flow, whoever proposes it (ADR 27). It can be wrong in taste, but it can hold no markup, link or
/// placeholder, other figure or code, turned meaning of an answer, other language or other form of address.
/// </summary>
public static partial class WordingRules
{
    /// <summary>The longest question, in characters.</summary>
    public const int LongestQuestion = 300;

    /// <summary>The longest label of an answer, in characters: about what chat programs show on a button.</summary>
    public const int LongestLabel = 24;

    private const int ShortestQuestion = 8;
    private const int LongestCode = 6;
    private const string Punctuation = " \u00A0\u202F.,;:!?'’\"“”„«»()-–—/&%+€$£°…";

    // Not even where the recruiter's own words have it.
    private const string Markup = "<>{}[]`|\\";

    private static readonly Dictionary<string, HashSet<string>> Negations = new()
    {
        ["nl"] = Set("geen niet niets nooit zonder nergens niemand"),
        ["en"] = Set("no not never without none nobody cannot cant dont doesnt didnt isnt arent havent hasnt wont"),
        ["de"] = Set("kein keine keinen keiner keinem keines nicht nichts nie niemals ohne niemand"),
        ["fr"] = Set("ne non pas sans jamais aucun aucune rien personne"),
    };

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
            .. wording.Yes is { } yes && Negates(brief, yes)
                ? ["The label yes must not negate."]
                : Array.Empty<string>(),
        ];

    private static IEnumerable<string> QuestionFaults(WordingBrief brief, string requirement, string question)
    {
        var words = Folded(question);
        if (question.Length is < ShortestQuestion or > LongestQuestion)
        {
            yield return $"The question must have {ShortestQuestion} to {LongestQuestion} characters.";
        }

        if (question.Count(it => it is '?') != 1 || !Emoji.Strip(question).TrimEnd().EndsWith('?'))
        {
            yield return "The question must end in a question mark, and have no other.";
        }

        if (Emoji.Count(question) > (brief.AllowsEmoji ? 1 : 0))
        {
            yield return brief.AllowsEmoji ? "The question may have one emoji." : "The question must have no emoji.";
        }

        if (!Placeholders(question).SetEquals(Placeholders(requirement)))
        {
            yield return "The question must have the placeholders of the requirement, and no others.";
        }

        if (!IsPlain(Placeholder().Replace(question, ""), requirement))
        {
            yield return "The question must be plain words: no markup, symbols, addresses or line breaks.";
        }

        if (!Address.IsIn(words, brief.Language, brief.Tone) || Address.IsOtherIn(words, brief.Language, brief.Tone))
        {
            yield return $"The question must be in the language {brief.Language}, and address the candidate in the {(brief.Tone is Tone.Formal ? "formal" : "informal")} way alone.";
        }

        if (Negates(brief, question))
        {
            yield return "The question must not negate: a yes has to mean that the requirement is met.";
        }

        if (!Codes(requirement).IsSubsetOf(words) || !Codes(question).IsSubsetOf(Folded(requirement)))
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

        // So that no "yes" is on the button of a no.
        if (
            !label.StartsWith(beginning, StringComparison.Ordinal)
            || label.AsSpan(beginning.Length) is [var next, ..] && next is not (',' or ' ')
        )
        {
            yield return $"The label {name} must begin with “{beginning}”, alone or before a comma.";
        }

        if (label.Length > LongestLabel || !label.All(it => char.IsLetter(it) || " ,'’-".Contains(it)))
        {
            yield return $"The label {name} must be at most {LongestLabel} letters, spaces and commas.";
        }
    }

    // What the recruiter wrote may be said again.
    private static bool IsPlain(string question, string requirement) =>
        Emoji.Strip(question).EnumerateRunes().All(rune => IsPlain(rune, requirement))
        && !Spaces()
            .Split(question)
            .Any(word => Dotted().IsMatch(word) && !requirement.Contains(word.Trim('.', ',', '?', '(', ')')));

    private static bool IsPlain(Rune rune, string requirement) =>
        Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark
        || (rune.IsBmp && Punctuation.Contains((char)rune.Value))
        || (
            rune.IsBmp
            && !Markup.Contains((char)rune.Value)
            && (Rune.IsPunctuation(rune) || Rune.IsSymbol(rune))
            && requirement.Contains((char)rune.Value)
        );

    private static bool Negates(WordingBrief brief, string text) =>
        Spelling.Words(Spelling.Fold(text)).Any(Negations[brief.Language].Contains);

    // "C1", "3", "VCA": what must not be another one. A single letter at the beginning may be a word.
    private static HashSet<string> Codes(string text) =>
        [
            .. Spelling
                .Words(text)
                .Where((word, i) => word.Any(char.IsDigit) || (IsCapital(word) && (i > 0 || word.Length > 1)))
                .Select(word => Spelling.Fold(word.TrimEnd('+'))),
        ];

    private static bool IsCapital(string word) => word.Length <= LongestCode && word.All(char.IsUpper);

    private static HashSet<string> Folded(string text) =>
        [.. Spelling.Words(Spelling.Fold(text)).Select(word => word.TrimEnd('+'))];

    private static HashSet<string> Placeholders(string text) =>
        [.. Placeholder().Matches(text).Select(match => match.Value)];

    private static HashSet<string> Set(string words) => [.. words.Split(' ')];

    [GeneratedRegex(@"\{\{[^{}]{0,200}\}\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\s")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\w\.\w|:/|/\w+/")]
    private static partial Regex Dotted();
}
