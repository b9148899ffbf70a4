using static Flowgen.Domain.FlowTypes.Languages.LexiconText;

namespace Flowgen.Domain.FlowTypes.VacancyApplication.Requirements;

// Sentences with a verb, and infinitives: "You work in shifts", "in ploegen werken".
internal sealed partial class RequirementParser
{
    private string? Clause(ReadOnlySpan<Token> tokens)
    {
        var subject = tokens.Longest(grammar.Subjects);
        if (subject == tokens.Length)
        {
            return null;
        }

        var relative = subject > 0 ? tokens[subject..].Longest(grammar.Relatives) : 0;
        var at = subject + relative;
        if (at == tokens.Length)
        {
            return null;
        }

        // "Idealerweise hast du": without its first word, the verb comes before its subject.
        if (
            subject == 0
            && words.VerbLast
            && tokens.Length > 2
            && !tokens[0].IsName
            && grammar.Finite.TryGetValue(tokens[0].Lower, out var inverted)
            && (grammar.Informal.Contains(tokens[1].Key) || grammar.Formal.Contains(tokens[1].Text))
            && tokens[1..].Longest(grammar.Subjects) == 1
        )
        {
            return Predicate(inverted, tokens[2..]);
        }

        if (relative > 0 && words.VerbLast)
        {
            return
                grammar.Finite.TryGetValue(tokens[^1].Lower, out var closing)
                && Predicate(closing, tokens[at..^1]) is { } turned
                ? turned
                : null;
        }

        // "Bewerber müssen zwingend Deutsch sprechen": as if only the rest were there.
        if (grammar.Obliging.Contains(tokens[at].Key) && at + 1 < tokens.Length)
        {
            while (at + 2 < tokens.Length && grammar.Stresses.Contains(tokens[at + 1].Key))
            {
                at++;
            }

            return grammar.Negates(tokens) ? null : Sentence(tokens[(at + 1)..], MaxClauses);
        }

        var token = tokens[at];
        if (
            subject == 0
            && words.InfinitiveFirst
            && grammar.AlsoNouns.Contains(token.Key)
            && at + 1 < tokens.Length
            && tokens[at + 1].Key is "of"
        )
        {
            return null; // "Use of a van"
        }

        var found = token.IsName ? null : grammar.Finite.GetValueOrDefault(token.Lower);
        var verb =
            token.IsName ? null
            : found is not null && (subject > 0 || (!IsNoun(token) && !IsSecond(found, token))) ? found
            : subject > 0
            || (
                words.InfinitiveFirst
                && !IsNoun(token)
                && !IsDescribing(token, first: true)
                && !grammar.Turns.ContainsKey("^" + token.Key)
            )
            || IsPlural(token)
                ? grammar.Infinitives.GetValueOrDefault(token.Key)
            : null;
        return verb is null || (subject == 0 && found is null && IsThing(verb, tokens))
            ? null
            : Predicate(verb, tokens[(at + 1)..], isInfinitive: subject == 0 && found is null && !IsPlural(token));
    }

    // "comptes rendus": without a subject, a form of the second person alone is a noun.
    private bool IsSecond(Verb verb, Token token) =>
        words.NounFirst
        && (
            grammar.AlsoNouns.Contains(token.Key)
            || (
                !token.Lower.Equals(verb.Third, StringComparison.OrdinalIgnoreCase)
                && token.Lower.Equals(verb.Informal, StringComparison.OrdinalIgnoreCase)
            )
        );

    private bool IsInfinitive(Token token)
    {
        if (grammar.Infinitives.ContainsKey(token.Key))
        {
            return true;
        }

        foreach (var ending in grammar.InfinitiveEndings)
        {
            if (token.Key.Length > ending.Length + 3 && token.Key.EndsWith(ending, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    // "design skills", but not "design and build websites".
    private bool IsThing(Verb verb, ReadOnlySpan<Token> tokens)
    {
        var key = Spelling.Fold(verb.Infinitive);
        if (grammar.Having.Contains(key) || grammar.Being.Contains(key))
        {
            return false;
        }

        var end = 0;
        while (end < tokens.Length && !IsBound(tokens[end]))
        {
            if (grammar.Determiners.Contains(tokens[end].Key))
            {
                return false;
            }

            end++;
        }

        return end > 0 && grammar.Things.Contains(tokens[end - 1].Key);
    }

    // Where nouns have capitals, an infinitive that opens a clause is the form of a plural.
    private bool IsPlural(Token token) =>
        words.CapitalNouns && char.IsLower(token.Text[0]) && grammar.Infinitives.ContainsKey(token.Key);

    private string? Predicate(Verb verb, ReadOnlySpan<Token> rest, bool isInfinitive = false)
    {
        var key = Spelling.Fold(verb.Infinitive);
        if (grammar.Have is { } have && grammar.Having.Contains(key))
        {
            return rest.Length > 0 && !HasInfinitive(rest) && Having(rest) is { } had
                ? $"{grammar.Ask(have, tone)} {had}"
                : null;
        }

        if (grammar.Being.Contains(key))
        {
            for (var i = 1; i < rest.Length; i++)
            {
                if (grammar.IsAnd(rest[i - 1]) && IsPlural(rest[i]))
                {
                    return null; // "Sie sind belastbar und arbeiten sorgfältig" has two verbs.
                }
            }

            return rest.Length == 0 || HasInfinitive(rest) ? null
                : Adjectives(rest) is { } adjectives ? adjectives
                : Nouns(rest, "be") is { } person ? person
                : words.InfinitiveFirst && words.NounFirst && !grammar.Bounds.Contains(rest[0].Key) ? null
                : Fits(rest) ? Toned(words.AdjectiveAsks, tone).Replace("{x}", Said(rest), StringComparison.Ordinal)
                : null;
        }

        if (grammar.Able.Contains(key))
        {
            return rest.Length > 0 && Fits(rest) ? $"{grammar.Ask(verb, tone)} {Said(rest)}" : null;
        }

        if (rest.Length == 0 ? words.NounFirst && !isInfinitive : !Fits(rest))
        {
            return null;
        }

        var said = rest.Length > 0 ? " " + Said(rest) : "";
        return isInfinitive && !grammar.States.Contains(key)
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
                && grammar.Infinitives.ContainsKey(tokens[i + 1].Key)
                && !grammar.Nouns.ContainsKey(tokens[i + 1].Key)
                && !grammar.AlsoNouns.Contains(tokens[i + 1].Key)
            )
            {
                return true;
            }
        }

        return false;
    }

    // "Störungen beheben können": what "can" closes is an infinitive, though it may not be known.
    private bool IsLikeInfinitive(Token token) =>
        token.Key.Length > 4
        && token.Text.All(char.IsLower)
        && token.Key.EndsWith("en", StringComparison.Ordinal)
        && !grammar.Small.Contains(token.Key)
        && !grammar.Adverbs.Contains(token.Key);

    private string? Infinitive(ReadOnlySpan<Token> tokens) =>
        words.InfinitiveFirst || InfinitivePhrase(tokens) is not { } phrase
            ? null
            : Toned(words.CanAsks, tone).Replace("{v}", phrase, StringComparison.Ordinal);

    // "zelfstandig kunnen werken" -> "zelfstandig werken"
    private string? InfinitivePhrase(ReadOnlySpan<Token> tokens)
    {
        if (words.InfinitiveFirst)
        {
            return grammar.Infinitives.ContainsKey(tokens[0].Key) && (tokens.Length == 1 || Fits(tokens[1..]))
                ? Said(tokens, lower: true)
                : null;
        }

        List<Token> kept = [];
        foreach (var token in tokens)
        {
            if (!grammar.Able.Contains(token.Key))
            {
                kept.Add(token);
            }
        }

        var found = kept.Count < tokens.Length;
        var last = kept.FindLastIndex(it =>
            (grammar.Infinitives.ContainsKey(it.Key) || (found && it == kept[^1] && IsLikeInfinitive(it)))
            && (!words.CapitalNouns || char.IsLower(it.Text[0]) || kept.Count == 1)
        );
        return
            last >= 0
            // "bereit sein", "einen Hund haben": no abilities.
            && !grammar.Being.Contains(kept[last].Key)
            && !grammar.Having.Contains(kept[last].Key)
            // "kennis van lassen", "ervaring met en kennis van lassen", "een pas of bereid die te halen"
            && !(
                last > 0
                && IsNoun(kept[0])
                && (grammar.Bounds.Contains(kept[1].Key) || grammar.Bounds.Contains(kept[last - 1].Key))
            )
            && !(last > 0 && kept[last - 1].Key == words.InfinitiveMark)
            && (
                last == kept.Count - 1
                || (found && (grammar.Bounds.Contains(kept[last + 1].Key) || kept[last + 1].Text == ","))
            )
            && Fits([.. kept])
            ? Said([.. kept], lower: true)
            : null;
    }
}
