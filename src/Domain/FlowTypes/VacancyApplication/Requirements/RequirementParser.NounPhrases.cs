using System.Text;
using static Flowgen.Domain.FlowTypes.Languages.LexiconText;

namespace Flowgen.Domain.FlowTypes.VacancyApplication.Requirements;

// One noun phrase: its article, what stands before its noun, the noun, and what follows.
internal sealed partial class RequirementParser
{
    private Phrase? NounPhrase(ReadOnlySpan<Token> tokens)
    {
        if (tokens.Length == 0 || ++phrases > MaxPhrases)
        {
            return null;
        }

        var start = 0;
        var (article, given) = ((string?)null, "");
        if (grammar.Turns.TryGetValue("^" + tokens[0].Key, out var own))
        {
            (article, start) = (Toned(own, tone), 1);
        }
        else if (grammar.Determiners.Contains(tokens[0].Key) && tokens.Length > 1)
        {
            if (Turn(tokens, 0) is not { } turned)
            {
                return null;
            }

            given = grammar.Turns.ContainsKey(tokens[0].Key) ? turned : turned.ToLowerInvariant();
            (article, start) = (grammar.Indefinite.Contains(tokens[0].Key) ? null : given, 1);
        }

        var end = start;
        while (
            end < tokens.Length
            && !(
                IsBound(tokens[end])
                && !(end > start && tokens[end - 1].Text.EndsWith('-'))
                && !IsBetweenAdjectives(tokens, start, end)
            )
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
        if (
            (
                after.Length > 0
                && (
                    !Fits(after)
                    || IsParticiple(after[^1])
                    || HasAdjectives(after)
                    || IsVerbal(kind, after)
                    || IsLoose(after)
                    || IsUnfinished(after)
                )
            )
            || !IsBefore(before)
            || HasParticiple(before)
        )
        {
            return null;
        }

        // "Nurse PIN" is no nurse, where the last noun tells what a phrase is.
        if (
            kind.Frame is "be"
            && !words.NounFirst
            && !words.Compounds
            && after is [var next, ..]
            && !IsBound(next)
            && !IsSeparator(next)
        )
        {
            return null;
        }

        var isTitle = kind.Frame is "be" && !words.CapitalNouns && IsTitle(tokens[start..(head + 1)]);
        // "3 years", but "a 3 year degree" where a plural tells itself.
        var counted =
            kind.Frame is not "be"
            && IsCounted(before)
            && (words.Gerund is "" || tokens[head].Key[^1] is 's' || !char.IsDigit(before[0].Text[0]));
        var gender = grammar.Genders.GetValueOrDefault(kind.Gender);
        var said = new StringBuilder();
        for (var i = 0; i < before.Length; i++)
        {
            var text = isTitle
                ? before[i].Text.ToLowerInvariant()
                : Lowered(before[i], before.Length > i + 1 ? before[i + 1] : tokens[head], start + i == 0);
            said.Append(i == 0 || before[i].IsSpaced ? " " : "")
                .Append(
                    gender is null || counted || grammar.Small.Contains(before[i].Key) ? text : gender.Inflected(text)
                );
        }

        said.Append(head == start || tokens[head].IsSpaced ? " " : "")
            .Append(
                isTitle
                    ? tokens[head].Text.ToLowerInvariant()
                    : Lowered(tokens[head], after.Length > 0 ? after[0] : null, head == 0)
            );
        if (after.Length > 0)
        {
            said.Append(after[0].IsSpaced ? " " : "").Append(Said(after));
        }

        var text_ = said.ToString().TrimStart();
        article ??=
            gender is null || gender.Article is "" ? given
            : counted
            || (gender.NeedsAdjective && before.Length == 0 && given is "" && (!gender.IsNamed || IsNamed(after)))
                ? ""
            : Chosen(gender.Article, text_);
        return new(
            kind.Frame,
            article is "" ? text_
                : article.EndsWith('’') ? article + text_
                : $"{article} {text_}"
        );
    }

    // "Chartered Engineer": common words with capitals. "Personal Licence Holder" is a name.
    private bool IsTitle(ReadOnlySpan<Token> tokens)
    {
        foreach (var token in tokens)
        {
            if (
                token.Text is not [var first, var second, ..]
                || !char.IsUpper(first)
                || !char.IsLower(second)
                || token.Text.Any(it => !char.IsLetter(it) && it is not '-' && !RequirementText.IsMark(it))
                || !(
                    IsNoun(token) || (grammar.Adjectives.Contains(token.Key) && !grammar.Attributes.Contains(token.Key))
                )
                || grammar.Tongues.ContainsKey(token.Key)
                || grammar.Capitals.Contains(token.Key)
            )
            {
                return false;
            }
        }

        return tokens.Length > 1;
    }

    // "Abschluss in Jura oder kurz davor", "bevoegdheid of bijna klaar": a second half with a verb of its own.
    private bool HasAdjectives(ReadOnlySpan<Token> tokens)
    {
        for (var i = 0; words.Compounds && i < tokens.Length - 1; i++)
        {
            if (!IsSeparator(tokens[i]))
            {
                continue;
            }

            var at = i + 1;
            while (at < tokens.Length - 1 && grammar.Adverbs.Contains(tokens[at].Key))
            {
                at++;
            }

            if (
                IsAdjective(tokens[at], first: false)
                && (at == tokens.Length - 1 || grammar.Bounds.Contains(tokens[at + 1].Key))
            )
            {
                return true;
            }
        }

        return false;
    }

    // "Nederlands spreken en schrijven": what is done with a language.
    private bool IsVerbal(Noun kind, ReadOnlySpan<Token> after) =>
        words.Compounds && kind.Frame is "speak" && char.IsLower(after[0].Text[0]) && IsInfinitive(after[0]);

    // "eigenes Werkzeug vorhanden", "Arbeitszeit passt": where nouns have capitals, an adverb or a verb.
    private bool IsLoose(ReadOnlySpan<Token> after) =>
        words.CapitalNouns
        && after[0].Text is { Length: > 2 } text
        && text.All(char.IsLower)
        && !IsBound(after[0])
        && !IsSeparator(after[0])
        && !grammar.Small.Contains(after[0].Key)
        && !grammar.Determiners.Contains(after[0].Key)
        && !grammar.Adverbs.Contains(after[0].Key)
        && !grammar.Levels.Contains(after[0].Key)
        && !(after.Length > 1 && words.Inflections.Contains(after[0].Key[^1]));

    // "a team player with a positive", of "with a positive, can-do attitude"
    private bool IsUnfinished(ReadOnlySpan<Token> after) =>
        words.Gerund is not ""
        && after.Length > 1
        && grammar.Indefinite.Contains(after[^2].Key)
        && (IsAdjective(after[^1], false) || grammar.Attributes.Contains(after[^1].Key))
        && !IsNoun(after[^1]);

    // "SKJ-geregistreerd of registratie": a participle is no part of the noun.
    private bool HasParticiple(ReadOnlySpan<Token> before)
    {
        for (var i = 0; words.Compounds && !words.CapitalNouns && i < before.Length - 1; i++)
        {
            if (
                grammar.IsOr(before[i + 1])
                && before[i].Key.LastIndexOf('-') is var dash
                && dash > 0
                && grammar.Adjectives.Contains(before[i].Key[(dash + 1)..])
            )
            {
                return true;
            }
        }

        return false;
    }

    // "rijbewijs B" is a name, "rijbewijs met aanhanger" is not.
    private bool IsNamed(ReadOnlySpan<Token> after) => after.Length > 0 && !IsBound(after[0]);

    // "a friendly, outgoing personality"
    private bool IsBetweenAdjectives(ReadOnlySpan<Token> tokens, int start, int at)
    {
        if (
            words.NounFirst
            || tokens[at].Text is not ","
            || at == start
            || at + 2 >= tokens.Length
            || IsOwnThing(tokens, at + 1)
        )
        {
            return false;
        }

        for (var i = start; i < at; i++)
        {
            if (tokens[i].Text is not "," && !IsDescribing(tokens[i], i == start))
            {
                return false;
            }
        }

        return IsDescribing(tokens[at + 1], first: false);
    }

    private bool IsDescribing(Token token, bool first) =>
        grammar.Attributes.Contains(token.Key)
        || ((IsAdjective(token, first) || (words.CapitalNouns && IsInflected(token))) && !IsNoun(token));

    private (int At, Noun? Kind) Head(ReadOnlySpan<Token> tokens, int start, int end)
    {
        var (at, kind) = (-1, (Noun?)null);
        for (var i = start; i < end; i++)
        {
            if (NounOf(tokens[i]) is { } found)
            {
                (at, kind) = (i, found);
                if (
                    words.NounFirst
                    || (
                        words.Compounds
                        && !(found.Frame is "be" && i + 1 < end && NounOf(tokens[i + 1]) is { Frame: not "be" })
                    )
                )
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

        foreach (var (ending, it) in grammar.NounEndings)
        {
            if (last.Key.Length > ending.Length + 1 && last.Key.EndsWith(ending, StringComparison.Ordinal))
            {
                return (at, it);
            }
        }

        // "Gepflegtes Auftreten": the adjective tells the gender.
        return
            at > start
            && words.Inferred.Count > 0
            && Inferred(tokens[at - 1], last) is { } gender
            && AgreeWithLast(tokens[start..at])
            ? (at, new("have", gender))
            : (at, null);
    }

    // "Interpretieren technischer Pläne": what comes before its adjective has no gender, so that the noun is no object.
    private bool AgreeWithLast(ReadOnlySpan<Token> adjectives)
    {
        foreach (var token in adjectives)
        {
            if (
                !token.Key.EndsWith(adjectives[^1].Key[^2..], StringComparison.Ordinal)
                && !grammar.Adverbs.Contains(token.Key)
                && !grammar.Small.Contains(token.Key)
                && !grammar.Adjectives.Contains(token.Key)
                && Number([token]) is null
            )
            {
                return false;
            }
        }

        return true;
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

    // "ihrer Angehörigen"
    private bool IsPossessive(Token token) =>
        grammar.Determiners.Contains(token.Key)
        || grammar.Small.Contains(token.Key)
        || grammar.Small.Contains(token.Key[..^2])
        || grammar.Small.Contains(token.Key[..^1]);

    private string? Inferred(Token adjective, Token noun)
    {
        foreach (var (ending, gender) in words.Inferred)
        {
            var space = ending.IndexOf(' ');
            if (
                adjective.Key.AsSpan().EndsWith(space < 0 ? ending : ending.AsSpan(0, space))
                && (space < 0 || noun.Key.AsSpan().EndsWith(ending.AsSpan(space + 1)))
                && !grammar.Adverbs.Contains(adjective.Key)
                && !IsPossessive(adjective)
            )
            {
                return gender;
            }
        }

        return null;
    }

    private Noun? NounOf(Token token)
    {
        if (words.CapitalNouns && !char.IsUpper(token.Text[0]))
        {
            return null;
        }

        var key = token.Key;
        if (grammar.Nouns.TryGetValue(key, out var kind))
        {
            return kind;
        }

        // "moniteur-éducateur"
        if (
            words.NounFirst
            && key.IndexOf('-') is > 2 and var hyphen
            && grammar.Nouns.TryGetValue(key[..hyphen], out kind)
            && kind.Frame is "be"
        )
        {
            return kind;
        }

        // "PGCE/QTS"
        if (key.LastIndexOf('/') is > 0 and var slash && grammar.Nouns.TryGetValue(key[(slash + 1)..], out kind))
        {
            return kind;
        }

        if (!words.Compounds)
        {
            return null;
        }

        if (key.LastIndexOf('-') is > 0 and var dash && grammar.Nouns.TryGetValue(key[(dash + 1)..], out kind))
        {
            return kind;
        }

        for (var from = 2; from <= key.Length - 4; from++)
        {
            if (grammar.Nouns.TryGetValue(key[from..], out kind))
            {
                return kind;
            }
        }

        return null;
    }

    private bool IsNoun(Token token) => NounOf(token) is not null;

    private bool IsBound(Token token) =>
        grammar.Bounds.Contains(token.Key) || token.Text is "," or ";" or "(" or "–" or "-";

    // "gegroeid": what is left of a clause.
    private bool IsParticiple(Token token)
    {
        if (token.Key.Length < 6 || (words.CapitalNouns && char.IsUpper(token.Text[0])) || IsNoun(token))
        {
            return false;
        }

        foreach (var shape in grammar.ParticipleShapes)
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
            if (
                grammar.IsFinite(token)
                || grammar.Negations.Contains(token.Key)
                || (
                    words.Compounds
                    && grammar.Indefinite.Contains(token.Key)
                    && !(grammar.Numbers.Contains(token.Key) && tokens.Exists(it => grammar.Units.Contains(it.Key)))
                )
            )
            {
                return false;
            }

            if (
                words.CapitalNouns
                && token != tokens[0]
                && char.IsLower(token.Text[0])
                && !IsAdjective(token, false)
                && !grammar.Adverbs.Contains(token.Key)
                && !grammar.Small.Contains(token.Key)
                && Number([token]) is null
                && !words.Inflections.Contains(token.Key[^1])
            )
            {
                return false;
            }

            if (
                words.NounFirst
                && !IsAdjective(token, true)
                && !grammar.Adverbs.Contains(token.Key)
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
            if (grammar.Numbers.Contains(token.Key))
            {
                return true;
            }

            if (char.IsDigit(token.Text[0]))
            {
                return token.Text.All(it => char.IsDigit(it) || it is '+' or '-' or '–' or '.' or ',' or '%');
            }

            if (!grammar.Adverbs.Contains(token.Key))
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
            !Begins(words.Consonants)
            && (
                word.Length > 1 && word.All(char.IsUpper) ? words.VowelLetters.Contains(word[0]) : Begins(words.Vowels)
            );
        return article.Split('|')[vowel ? 1 : 0];

        bool Begins(string beginnings) =>
            Split(beginnings).Any(it => Spelling.Fold(word).StartsWith(it, StringComparison.Ordinal));
    }
}
