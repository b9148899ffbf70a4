using static Flowgen.Domain.FlowTypes.Languages.LexiconText;

namespace Flowgen.Domain.FlowTypes.VacancyApplication.Requirements;

// Lists of noun phrases: "eigen vervoer en een VCA-certificaat".
internal sealed partial class RequirementParser
{
    // After "have": as a list of noun phrases, or as it is where the recruiter wrote a sentence.
    private string? Having(ReadOnlySpan<Token> tokens) =>
        Listed(tokens) is { } list && list.All(it => it.Said.Frame != "be")
            ? string.Concat(list.Select(it => it.Separator + it.Said.Text))
        : Fits(tokens) ? Said(tokens, lower: !words.CapitalNouns)
        : null;

    private string? Nouns(ReadOnlySpan<Token> tokens, string? only = null)
    {
        if (tokens.Length > 1 && only is null && Tools(tokens) is { } tools)
        {
            return tools; // "Photoshop and Illustrator" is no person.
        }

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

        // "a hairdresser with a car": a person, and what that person has.
        if (
            words.With is not ""
            && list is [{ Said.Frame: "be" } person, .. var had]
            && had.Count > 0
            && had.TrueForAll(it => it.Said.Frame is "have" && !it.IsOr)
        )
        {
            var things = string.Concat(
                had.Select(
                    (it, i) =>
                        (
                            i == 0 ? ""
                            : i == had.Count - 1 ? $" {grammar.AndWord} "
                            : it.Separator
                        ) + it.Said.Text
                )
            );
            list = [person with { Said = new("be", $"{person.Said.Text} {words.With} {things}") }];
        }

        var (question, at) = ("", 0);
        while (at < list.Count)
        {
            var frame = list[at].Said.Frame;
            var end = at + 1;
            while (end < list.Count && list[end].Said.Frame == frame && !IsApart(list, end))
            {
                end++;
            }

            var text = string.Concat(list[at..end].Select((it, i) => (i > 0 ? it.Separator : "") + it.Said.Text));
            var clause = Framed(Toned(words.Frames[frame], tone), text, list[end - 1].Said.Text);
            question +=
                at == 0 ? clause
                : list[at].IsOr ? $", {list[at].Separator.Trim(' ', ',')} {clause}"
                : $", {grammar.AndWord} {clause}";
            at = end;
        }

        return question;
    }

    // "ervaring als monteur, VCA": a code that would belong to what is before it.
    private bool IsApart(List<(string Separator, bool IsOr, Phrase Said)> list, int at) =>
        words.Compounds
        && !list[at].IsOr
        && !list[at].Said.Text.Any(it => char.IsLower(it) || it is ' ')
        && list[at - 1].Said.Text.Split(' ').Any(grammar.Bounds.Contains);

    // "Bringst du Motivation mit, Neues zu lernen": what the frame ends with comes before a comma in the last phrase.
    private static string Framed(string frame, string text, string last)
    {
        var end = frame.IndexOf("{x}", StringComparison.Ordinal) + 3;
        return end < frame.Length && last.IndexOf(',') is > 0 and var comma
            ? frame.Replace("{x}", text[..(text.Length - last.Length + comma)], StringComparison.Ordinal)
                + last[comma..]
            : frame.Replace("{x}", text, StringComparison.Ordinal);
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
                if (
                    end < tokens.Length
                    && (
                        !IsSeparator(tokens[end])
                        || tokens[end - 1].Text.EndsWith('-')
                        || IsBetweenInflected(tokens, end)
                    )
                )
                {
                    continue;
                }

                // "opleiding als kok of bakker": a person may belong to what is before.
                if (
                    best is not null
                    && Segment(tokens, bestEnd, end) is var next
                    && NounPhrase(next) is { } other
                    && !(other.Frame is "be" && best.Frame is not "be" && EndsInPerson(tokens[start..bestEnd], next))
                    && !IsSubject(tokens[start..bestEnd], tokens[bestEnd], next)
                    && !IsContinued(tokens[start..bestEnd], tokens[bestEnd], next)
                )
                {
                    break;
                }

                // "Befähigung, erstes Einstiegsamt": behind a comma, a noun that is not known may explain the first.
                if (
                    words.Inferred.Count > 0
                    && separator is ", "
                    && !tokens[start..end].Exists(IsNoun)
                    && end == tokens.Length
                    && list.Count == 1
                )
                {
                    continue;
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
                // "a car, business insurance": the last of a list is joined as in a sentence.
                if (list is [_, .., { Separator: ", " } last])
                {
                    list[^1] = last with { Separator = $" {grammar.AndWord} " };
                }

                return list;
            }

            start = bestEnd + 1;
            isOr = grammar.IsOr(tokens[bestEnd]);
            separator =
                tokens[bestEnd].Text is "," or ";" ? ", "
                : isOr ? $" {tokens[bestEnd].Text} "
                : $" {grammar.AndWord} ";
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

    // "mit vegetarischer und veganer Küche": two adjectives of one noun.
    private bool IsBetweenInflected(ReadOnlySpan<Token> tokens, int at) =>
        words.CapitalNouns
        && at + 1 < tokens.Length
        && (grammar.IsAnd(tokens[at]) || grammar.IsOr(tokens[at]))
        && char.IsLower(tokens[at - 1].Text[0])
        && char.IsLower(tokens[at + 1].Text[0])
        && tokens[at - 1].Key.Length > 3
        && tokens[at - 1].Key[^1] == tokens[at + 1].Key[^1]
        && words.Inflections.Contains(tokens[at - 1].Key[^1])
        && !grammar.Small.Contains(tokens[at + 1].Key)
        && !grammar.Determiners.Contains(tokens[at + 1].Key);

    // "sur la révision des comptes et l’établissement des bilans": the article goes on with the preposition.
    private bool IsContinued(ReadOnlySpan<Token> before, Token separator, ReadOnlySpan<Token> next)
    {
        if (!words.NounFirst)
        {
            return false;
        }

        // "un diplôme en banque, assurance ou commerce"
        if (
            next.Length == 1
            && !grammar.IsAnd(separator)
            && before.Length > 2
            && grammar.Bounds.Contains(before[^2].Key)
            && char.IsLower(next[0].Text[0])
            && NounOf(next[0]) is { Frame: "have", Gender: "f" or "m" }
        )
        {
            return true;
        }

        // "des qualités d’organisation et de rigueur"
        if (next.Length > 1 && grammar.Articles.TryGetValue(next[0].Key, out var left) && left is "")
        {
            for (var i = 1; i < before.Length; i++)
            {
                if (before[i].Key == "de" || before[i].Key == "d")
                {
                    return true;
                }
            }
        }

        if (next.Length < 2 || !IsDefinite(next[0]))
        {
            return false;
        }

        for (var i = 1; i < before.Length - 1; i++)
        {
            if (IsBound(before[i]) && IsDefinite(before[i + 1]))
            {
                return true;
            }
        }

        return false;

        bool IsDefinite(Token token) => grammar.Articles.ContainsValue(token.Text.ToLowerInvariant());
    }

    // "GCSEs in Maths and English": a language of which nothing is said but its name goes on with what is before it.
    private bool IsSubject(ReadOnlySpan<Token> before, Token separator, ReadOnlySpan<Token> next)
    {
        if (next.Length > 1 || separator.Text is "," or ";" || !grammar.Tongues.ContainsKey(next[0].Key))
        {
            return false;
        }

        foreach (var token in before)
        {
            if (grammar.Bounds.Contains(token.Key))
            {
                return true;
            }
        }

        return false;
    }

    // "Ausbildung zum Koch oder Bäcker", but neither "Abschluss in Pflege oder Koch" nor "Abschluss oder geprüfter Koch".
    private bool EndsInPerson(ReadOnlySpan<Token> tokens, ReadOnlySpan<Token> next)
    {
        var isNominative =
            words.CapitalNouns
            && next.Exists(it => char.IsLower(it.Text[0]) && it.Key.EndsWith("er", StringComparison.Ordinal));
        // "CAP maçon ou coffreur"
        if (words.NounFirst && tokens.Length > 1 && NounOf(tokens[^1]) is { Frame: "be" })
        {
            return true;
        }

        for (var i = tokens.Length - 2; i > 0; i--)
        {
            if (IsBound(tokens[i]))
            {
                return !words.Compounds
                    || (NounPhrase(tokens[(i + 1)..]) is { } phrase ? phrase.Frame is "be" : !isNominative);
            }
        }

        return false;
    }

    private ReadOnlySpan<Token> Segment(ReadOnlySpan<Token> tokens, int from, int end)
    {
        while (from < end && IsSeparator(tokens[from]))
        {
            from++;
        }

        return tokens[from..end];
    }

    private bool IsSeparator(Token token) => token.Text is "," or ";" || grammar.IsAnd(token) || grammar.IsOr(token);

    private bool AreTools(ReadOnlySpan<Token> tokens)
    {
        var (known, ended) = (false, false);
        for (var i = 0; i < tokens.Length; i++)
        {
            var isPair = i + 1 < tokens.Length && grammar.Tools.Contains($"{tokens[i].Key}_{tokens[i + 1].Key}");
            var isTool = isPair || grammar.Tools.Contains(tokens[i].Key) || IsCamel(tokens[i].Text);
            var isVersion = ended && char.IsDigit(tokens[i].Text[0]);
            if (!isTool && !isVersion && !(known && i + 1 < tokens.Length && IsSeparator(tokens[i])))
            {
                return false;
            }

            known |= isTool;
            ended = isTool;
            i += isPair ? 1 : 0;
        }

        return known;
    }

    private string? Tools(ReadOnlySpan<Token> tokens)
    {
        return AreTools(tokens) && words.ToolAsks.Count > 0
            ? Toned(words.ToolAsks[tokens[0].Text.Length % words.ToolAsks.Count], tone)
                .Replace("{x}", Said(tokens), StringComparison.Ordinal)
            : null;
    }

    private static bool IsCamel(string text) =>
        text.Length > 3
        && !(text[^1] is 's' && text[..^1].All(char.IsUpper)) // "NQTs"
        && char.IsUpper(text[0])
        && text.All(char.IsLetter)
        && text.Skip(1).Any(char.IsUpper)
        && text.Any(char.IsLower);
}
