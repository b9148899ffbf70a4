using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes.VacancyApplication.Requirements;

/// <summary>A requirement as a question.</summary>
/// <param name="Text">The whole question, with its mark and emoji.</param>
/// <param name="Negates">Whether a plain yes or no could be readErrors.</param>
/// <param name="IsOpen">Whether it is answered in words, so that no answer decides.</param>
internal sealed record AskedRequirement(string Text, bool Negates = false, bool IsOpen = false);

/// <summary>
/// Turns a recruiter's words, such as "Has drivers license B", into a question where a rule is sure of their meaning or of
/// their grammar (ADR 24). A rule accounts for every word; where none is sure, a question is put around the words.
/// </summary>
internal static class Requirement
{
    private const int MaxTries = 4;

    /// <summary>The question that a rule makes of a requirement; null where none is sure.</summary>
    /// <param name="say">The language and tone of the question; the requirement is in any language.</param>
    /// <param name="requirement">On one line.</param>
    public static AskedRequirement? AsQuestion(Phrasebook say, string requirement) =>
        AsQuestion(say, requirement, isWhole: true);

    private static AskedRequirement? AsQuestion(Phrasebook say, string requirement, bool isWhole)
    {
        if (requirement.EndsWith('?') && RecruiterWords.IsQuestion(requirement))
        {
            var asked = new RequirementMeaning(say, requirement.TrimEnd('?', ' '));
            return (asked.Named() ?? asked.Meant()) is { } meant
                ? new(meant)
                : RecruiterQuestion.InTone(say, requirement);
        }

        var grammar = RequirementGrammar.Of(say.Lexicon);
        var text = RequirementText.Of(grammar, say.Tone, requirement);
        if (text.Tokens is [])
        {
            return null;
        }

        // A name of what is asked for, in any language; then what this language says of itself; then what figures and languages tell.
        var core = text.Core;
        var whole = new RequirementMeaning(say, text.Whole);
        if (whole.Named() is { } named)
        {
            return new(named);
        }

        var meaning = text.Notes is [] ? whole : new RequirementMeaning(say, core);
        if (text.Notes is not [] && meaning.Named() is { } noted)
        {
            return new(text.Noted(noted));
        }

        var isOfAnother = RequirementText.IsOfAnother(say, core);
        if (!isOfAnother && grammar.Ruled(text.Tokens, say.Tone) is { } ruled)
        {
            return Parsed(ruled);
        }

        return whole.Meant() is { } question ? new(question)
            : text.Notes is not [] && meaning.Meant() is { } part ? new(text.Noted(part))
            : isOfAnother ? null
            : grammar.Question(text.Tokens, say.Tone) is { } parsed ? Parsed(parsed)
            : isWhole && grammar.Words.InfinitiveFirst ? Explained(say, text)
            : null;

        AskedRequirement Parsed(string said) =>
            new(
                OneBracket(text.Noted(WithAside(grammar, text.Tokens, Marked(grammar, said)), grammar.Words.VerbLast)),
                grammar.IsNegative(LastSentence(said))
            );
    }

    // "Used to targets – calls, visits": what no rule joins to what is before it explains it, as a bracket does.
    private static AskedRequirement? Explained(Phrasebook say, RequirementText text)
    {
        var grammar = RequirementGrammar.Of(say.Lexicon);
        var tries = 0;
        foreach (var isDash in new[] { true, false })
        {
            for (var i = text.Tokens.Length - 2; i > 0 && tries < MaxTries; i--)
            {
                if (
                    !(isDash ? text.Tokens[i].Text is "–" or "-" or "—" : text.Tokens[i].Text is "," or ";")
                    || text.Tokens.Length - i < (isDash ? 2 : 3)
                )
                {
                    continue;
                }

                tries++;
                var aside = text.Aside(say, i + 1);
                if (
                    aside is not null
                    && !grammar.Negates(text.Tokens.AsSpan(..i))
                    && AsQuestion(say, TokenSpans.Text(text.Tokens.AsSpan(..i)), isWhole: false)
                        is { Negates: false, IsOpen: false } asked
                )
                {
                    return new(OneBracket(text.Noted(RequirementText.With(asked.Text, aside))));
                }
            }
        }

        return null;
    }

    // Two brackets in a row are one.
    private static string OneBracket(string said) => said.Replace(") (", ", ", StringComparison.Ordinal);

    // "Can you be on call, one week in six?": what tells a measure or a minimum stands in brackets.
    private static string WithAside(RequirementGrammar grammar, Token[] tokens, string question)
    {
        var comma = Array.FindIndex(tokens, it => it.Text is ",");
        if (
            comma < 0
            || Array.FindLastIndex(tokens, it => it.Text is ",") != comma
            || !tokens.AsSpan(comma..).Exists(it => grammar.Asides.Contains(it.Key))
        )
        {
            return question;
        }

        var aside = TokenSpans.Text(tokens.AsSpan((comma + 1)..));
        var (end, start) = (question.LastIndexOf(aside, StringComparison.Ordinal), $", {aside}");
        return
            end > 1
            && question.AsSpan(end - 2).StartsWith(start)
            && question[(end + aside.Length)..].Trim() is "?"
            && !RequirementText.IsMark(question[end - 3])
            ? RequirementText.With(question[..(end - 2)] + question[(end + aside.Length)..], aside)
            : question;
    }

    /// <summary>A question around a requirement that no rule turns into one.</summary>
    /// <param name="say">The language and tone of the question.</param>
    /// <param name="requirement">On one line.</param>
    /// <param name="turn">Which of the ways to ask: a higher one for each such question.</param>
    public static AskedRequirement Around(Phrasebook say, string requirement, int turn)
    {
        var grammar = RequirementGrammar.Of(say.Lexicon);
        var read = RequirementText.Of(grammar, say.Tone, requirement);
        var text = read.Noted(TokenSpans.Text(read.Tokens));
        text = RequirementText
            .Unquoted(text is "" ? requirement : text)
            .Replace("?", "", StringComparison.Ordinal)
            .Trim(' ', '.', '\u202F', '\u00A0');
        text = RecruiterQuestion.Toned(say, text is "" ? requirement : text);
        var negates = WordingRules.Negates(string.Join(' ', grammar.Tokens(text).Select(it => it.Key)));
        var frames = negates ? grammar.Words.NegativeFallbacks : grammar.Words.Fallbacks;
        var frame = LexiconText.Toned(
            grammar.IsAddress(grammar.Tokens(text)) ? grammar.Words.StatementFallback : frames[turn % frames.Count],
            say.Tone
        );
        return new(frame.Replace("{x}", char.ToUpperInvariant(text[0]) + text[1..], StringComparison.Ordinal), negates);
    }

    // "No experience is needed. Does that suit you": the question itself negates nothing.
    private static string LastSentence(string said) =>
        said[(said.LastIndexOf(". ", StringComparison.Ordinal) is >= 0 and var end ? end + 2 : 0)..];

    private static string Marked(RequirementGrammar grammar, string question)
    {
        question = question.TrimEnd(' ', ',', '.');
        question = grammar.Contracted($"{char.ToUpperInvariant(question[0])}{question[1..]}");
        return $"{question}{grammar.Words.BeforeMark}?";
    }
}
