using System.Buffers;
using System.Text;
using static Flowgen.Domain.FlowTypes.Languages.LexiconText;

namespace Flowgen.Domain.FlowTypes.VacancyApplication.Requirements;

// Words as they are said to the candidate, and whether they can be.
internal sealed partial class RequirementParser
{
    private static readonly SearchValues<char> QuotesAndBrackets = SearchValues.Create("\"“”„«»()");

    // "Schweißerschein innerhalb von 6 Monaten nachholbar": what ends with an adjective of things says something of the noun.
    private bool IsPredicate(ReadOnlySpan<Token> tokens) =>
        words.Compounds && tokens.Length > 1 && grammar.Attributes.Contains(tokens[^1].Key);

    /// <summary>Whether words fit behind a verb: no second verb, no negation, no sign that begins something new.</summary>
    private bool Fits(ReadOnlySpan<Token> tokens)
    {
        if (++phrases > MaxPhrases || Opens(tokens) || IsPredicate(tokens))
        {
            return false;
        }

        for (var i = 0; i < tokens.Length; i++)
        {
            var token = tokens[i];
            if (
                i < tokens.Length - 1
                && grammar.Subordinators.Contains(token.Key)
                && (!words.VerbLast || grammar.IsFinite(tokens[^1]))
                && (
                    !words.VerbLast
                    || grammar.Small.Contains(tokens[i + 1].Key)
                    || grammar.Determiners.Contains(tokens[i + 1].Key)
                    || tokens[(i + 1)..].Longest(grammar.Subjects) > 0
                )
                && !grammar.Negates(tokens[i..])
            )
            {
                for (var j = i; j < tokens.Length; j++)
                {
                    if (Turn(tokens, j) is null || tokens[j].Text is ":" or ";" or "!" or "?" or "(" or ")")
                    {
                        return false;
                    }
                }

                return true;
            }

            if (
                i < tokens.Length - 1
                && IsSeparator(token)
                && (
                    tokens[(i + 1)..].Longest(grammar.Subjects) > 0
                    || IsSecondPredicate(tokens, i + 1)
                    || IsSecondNoun(tokens, i + 1)
                )
            )
            {
                return false;
            }

            if (
                token.Text is ":" or ";" or "!" or "?" or "(" or ")" or "." or "–"
                || (token.Text is "-" && words.InfinitiveFirst)
                || (token.Key.AsSpan().ContainsAny(QuotesAndBrackets) && !IsPrefixed(token))
                || token.Text.EndsWith(':')
                || grammar.Negations.Contains(token.Key)
                || (
                    grammar.IsFinite(token)
                    && !IsArticled(tokens, i)
                    && !(words.CapitalNouns && char.IsUpper(token.Text[0]))
                )
            )
            {
                return false;
            }

            if (Turn(tokens, i) is null || IsOwnThing(tokens, i))
            {
                return false;
            }
        }

        return true;
    }

    // "(semi-)overheid"
    private static bool IsPrefixed(Token token) =>
        token.Key is ['(', ..]
        && token.Key.IndexOf("-)", StringComparison.Ordinal) is > 1 and var end
        && end + 2 < token.Key.Length;

    // What fits though a noun in it looks like a verb: "with overnight stays".
    private bool IsFree(ReadOnlySpan<Token> tokens)
    {
        for (var i = 0; i < tokens.Length; i++)
        {
            var token = tokens[i];
            if (
                token.Text is ":" or ";" or "!" or "?" or "(" or ")" or "." or "–"
                || token.Key.AsSpan().ContainsAny(QuotesAndBrackets)
                || grammar.Negations.Contains(token.Key)
                || Turn(tokens, i) is null
                || IsOwnThing(tokens, i)
                || (grammar.IsAuxiliary(token) && !grammar.AlsoNouns.Contains(token.Key))
                || (i > 0 && IsSeparator(tokens[i - 1]) && (grammar.IsFinite(token) || StartsClause(tokens[i..])))
            )
            {
                return false;
            }
        }

        return !grammar.IsJoint(tokens[^1]);
    }

    // "rigueur et autonomie"
    private bool IsAlike(Token one, Token other) =>
        NounOf(one) is { Frame: not "have" } noun && noun.Frame == NounOf(other)?.Frame;

    // "willing to relocate, own car"
    private bool IsOwnThing(ReadOnlySpan<Token> tokens, int at) =>
        words.InfinitiveFirst
        && at > 0
        && IsSeparator(tokens[at - 1])
        && grammar.Turns.ContainsKey("^" + tokens[at].Key);

    // "le sens de l’accueil et bonne présentation": a noun without an article, behind an adjective.
    private bool IsSecondNoun(ReadOnlySpan<Token> tokens, int at) =>
        words.NounFirst
        && at + 1 < tokens.Length
        && IsAdjective(tokens[at], true)
        && NounOf(tokens[at + 1]) is { Frame: not "be" };

    // "in the UK and eligible to work": what the adjective says is asked of the candidate.
    private bool IsSecondPredicate(ReadOnlySpan<Token> tokens, int at)
    {
        if (!words.InfinitiveFirst || !IsAdjective(tokens[at], false) || grammar.Attributes.Contains(tokens[at].Key))
        {
            return false;
        }

        return at + 2 < tokens.Length
            && to.Contains(tokens[at + 1].Key)
            && !tokens[..at].Exists(it => IsAdjective(it, false));
    }

    private bool StartsClause(ReadOnlySpan<Token> tokens) => tokens.Longest(grammar.Subjects) > 0;

    // "lecture de plans et maîtrise de": the second half is a phrase of another kind, which goes on with no word of the first.
    private bool Opens(ReadOnlySpan<Token> tokens)
    {
        if (grammar.Openers.Count == 0)
        {
            return false;
        }

        for (var i = 0; i < tokens.Length - 1; i++)
        {
            if (!IsSeparator(tokens[i]) || grammar.IsOr(tokens[i]))
            {
                continue;
            }

            var next = tokens[i + 1];
            if (
                (
                    (grammar.Openers.Contains(next.Key) || NounOf(next) is { Frame: "show" })
                    && !(i > 0 && IsAlike(tokens[i - 1], next))
                )
                || (
                    grammar.Infinitives.ContainsKey(next.Key)
                    && !grammar.Nouns.ContainsKey(next.Key)
                    && !(i > 0 && grammar.Infinitives.ContainsKey(tokens[0].Key))
                )
                || (
                    i > 0
                    && IsAdjective(next, false)
                    // "et bonne connexion" is a noun with its adjective.
                    && (
                        i + 2 == tokens.Length
                        || IsBound(tokens[i + 2])
                        || IsSeparator(tokens[i + 2])
                        || grammar.Determiners.Contains(tokens[i + 2].Key)
                    )
                    && !IsAdjective(tokens[i - 1], i == 1)
                    && !tokens[..i].Exists(it => it.Text is "," || grammar.IsAnd(it))
                )
            )
            {
                return true;
            }
        }

        return false;
    }

    private bool IsArticled(ReadOnlySpan<Token> tokens, int at) =>
        grammar.AlsoNouns.Contains(tokens[at].Key)
        || (words.InfinitiveFirst && at > 0 && to.Contains(tokens[at - 1].Key))
        || (words.InfinitiveMark is not "" && at > 0 && tokens[at - 1].Key == words.InfinitiveMark)
        || (
            at > 0
            && grammar.Determiners.Contains(tokens[at - 1].Key)
            && !grammar.Informal.Contains(tokens[at - 1].Key)
            && !grammar.Formal.Contains(tokens[at - 1].Key)
        );

    // A word as it is said to the candidate; null where it would be in the other tone.
    private string? Turn(Token token) =>
        grammar.Turns.TryGetValue(token.Key, out var turn) && !IsUnit(token)
            ? Toned(turn, tone) is { Length: > 0 } said
                ? said
                : null
            : grammar.IsOther(token, tone)
                ? null
                : token.Text;

    // "12 t" is no "t’".
    private bool IsUnit(Token token) => token.Text.Length == 1 && grammar.Elisions.Contains(token.Key);

    // "Uk & Puk"
    private static bool IsName(ReadOnlySpan<Token> tokens, int at) =>
        at > 0
        && at + 1 < tokens.Length
        && char.IsUpper(tokens[at - 1].Text[0])
        && char.IsUpper(tokens[at + 1].Text[0]);

    // "je" is a possessive before a noun, and an object elsewhere.
    private string? Turn(ReadOnlySpan<Token> tokens, int at) =>
        Turn(tokens[at])
        ?? (at + 1 < tokens.Length ? grammar.Owned(tokens[at].Text, tokens[at + 1].Text, tone) : null)
        ?? (
            grammar.Words.QuestionTurns.TryGetValue("^" + tokens[at].Key, out var possessive)
                ? Toned(
                    at + 1 < tokens.Length && grammar.IsOwned(tokens[at + 1])
                        ? possessive
                        : grammar.Words.QuestionTurns[tokens[at].Key],
                    tone
                )
                : null
        );

    private string Said(ReadOnlySpan<Token> tokens, bool lower = false)
    {
        var said = new StringBuilder();
        for (var i = 0; i < tokens.Length; i++)
        {
            var token = tokens[i];
            var text =
                (grammar.Turns.ContainsKey(token.Key) && !IsUnit(token)) || grammar.IsOther(token, tone)
                    ? Turn(tokens, i)
                : IsOwn(tokens, i) ? Toned(grammar.Turns["^" + token.Key], tone)
                : token.Text is "+" || (token.Text is "&" && !(words.Compounds && IsName(tokens, i))) ? grammar.AndWord
                : i > 0 && grammar.IsOr(token) ? token.Lower
                : i == 0 && lower ? Lowered(token, tokens.Length > 1 ? tokens[1] : null, true)
                : token.Text;
            // "de t’investir", "de vous investir"
            var isSpaced = token.IsSpaced || (i > 0 && tokens[i - 1].Text[^1] is '’' && grammar.Elisions.Count > 0);
            said.Append(i > 0 && isSpaced && !(said[^1] is '’' && grammar.Elisions.Count > 0) ? " " : "").Append(text);
        }

        return said.ToString();
    }

    // "on own initiative", but not "your own".
    private bool IsOwn(ReadOnlySpan<Token> tokens, int at) =>
        grammar.Turns.ContainsKey("^" + tokens[at].Key)
        && at > 0
        && !grammar.Determiners.Contains(tokens[at - 1].Key)
        && !grammar.Turns.ContainsKey(tokens[at - 1].Key);

    private bool IsPartOfName(Token token, Token next) =>
        (
            grammar.Qualities.Count == 0
                ? grammar.Attributes.Contains(token.Key)
                : !grammar.Qualities.Contains(token.Key) && !grammar.Small.Contains(token.Key)
        )
        && !grammar.Tongues.ContainsKey(next.Key)
        && !grammar.Tools.Contains(next.Key)
        && !grammar.Capitals.Contains(next.Key);

    // "flexibl" -> "flexibel"
    private string Stem(string inflected)
    {
        foreach (var (without, with) in words.Elided)
        {
            if (inflected.EndsWith(without, StringComparison.Ordinal))
            {
                return inflected[..^without.Length] + with;
            }
        }

        return inflected;
    }

    // "Selbstständige": an adjective with an ending.
    private bool IsInflected(Token token)
    {
        foreach (var ending in grammar.InflectedEndings)
        {
            if (
                token.Key.EndsWith(ending, StringComparison.Ordinal)
                && Stem(token.Key[..^ending.Length]) is var stem
                && (
                    grammar.Adjectives.Contains(stem)
                    || grammar.AdjectiveEndings.Any(it =>
                        stem.Length > it.Length + 2 && stem.EndsWith(it, StringComparison.Ordinal)
                    )
                )
            )
            {
                return true;
            }
        }

        return false;
    }

    // "Abgeschlossene kaufmännische": two adjectives with one ending.
    private bool IsAgreeing(Token token, Token next) =>
        char.IsLetter(next.Text[0])
        && token.Key.Length > 3
        && next.Key.Length > 3
        && token.Key[^1] == next.Key[^1]
        && !grammar.Small.Contains(next.Key)
        && !grammar.Bounds.Contains(next.Key)
        && !grammar.IsFinite(next);

    private string Lowered(Token token, Token? next, bool first)
    {
        var text = token.Text;
        if (
            !first
            || !char.IsUpper(text[0])
            || text.Skip(1).Any(it => char.IsUpper(it) || char.IsDigit(it))
            || ((text.Length == 1 || text[1] is '-') && !grammar.Small.Contains(token.Key))
        )
        {
            return text;
        }

        // "Bestuurskunde" may be a name where it does not begin the text.
        if (
            words.Compounds
            && !words.CapitalNouns
            && token.IsName
            && !grammar.Nouns.ContainsKey(token.Key)
            && !IsAdjective(token, true)
            && !grammar.Small.Contains(token.Key)
            && !grammar.Adverbs.Contains(token.Key)
            && !grammar.Attributes.Contains(token.Key)
            && !(next is not null && token.Key[^1] is 'e')
        )
        {
            return text;
        }

        // "Deutsche Staatsangehörigkeit"
        if (
            words.CapitalNouns
            && next is { Text: [var capital, ..] }
            && char.IsUpper(capital)
            && grammar.Tongues.ContainsKey(token.Key)
            && words.Inflections.Contains(token.Key[^1])
        )
        {
            return char.ToLowerInvariant(text[0]) + text[1..];
        }

        // "Hobart or Winterhalter equipment": a word with a capital within a line that is no common one.
        if (words.InfinitiveFirst && token.IsName && !IsNoun(token) && !IsAdjective(token, true) && !IsKnown(token))
        {
            return text;
        }

        if (grammar.Tongues.TryGetValue(token.Key, out var name))
        {
            return char.IsLower(name[0]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
        }

        if (grammar.Tools.Contains(token.Key) || grammar.Capitals.Contains(token.Key.Split('-')[0]))
        {
            return text;
        }

        // "Personal Licence Holder" is a name.
        if (
            next is { Text: [var initial, var second, ..] }
            && char.IsUpper(initial)
            && char.IsLower(second)
            && IsPartOfName(token, next)
        )
        {
            return text;
        }

        if (
            next is not null
            && grammar.Grades.Contains(token.Key)
            && (next.Text.Length == 1 || char.IsDigit(next.Text[0]))
        )
        {
            return text;
        }

        var known = IsKnown(token);
        var lower = words.CapitalNouns
            ? known
                || (
                    !IsNoun(token)
                    && (
                        IsAdjective(token, true)
                        || IsInflected(token)
                        || (
                            next is not null
                            && words.Inflections.Contains(token.Key[^1])
                            && (char.IsUpper(next.Text[0]) || IsAgreeing(token, next))
                        )
                        || grammar.Infinitives.ContainsKey(token.Key) && next is null
                    )
                )
            : known || IsNoun(token) || IsAdjective(token, true) || next is null || !char.IsUpper(next.Text[0]);
        return lower ? char.ToLowerInvariant(text[0]) + text[1..] : text;
    }

    private bool IsKnown(Token token) =>
        grammar.Adjectives.Contains(token.Key)
        || grammar.Adverbs.Contains(token.Key)
        || grammar.Small.Contains(token.Key)
        || grammar.Bounds.Contains(token.Key)
        || grammar.Determiners.Contains(token.Key)
        || grammar.Attributes.Contains(token.Key)
        || grammar.Numbers.Contains(token.Key);
}
