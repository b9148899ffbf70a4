using System.Text;
using static Flowgen.Domain.FlowTypes.Languages.LexiconText;

namespace Flowgen.Domain.FlowTypes.VacancyApplication.Requirements;

// Languages, numbers, and what is left of a phrase without its preposition.
internal sealed partial class RequirementParser
{
    private string? Tongues(ReadOnlySpan<Token> tokens)
    {
        var said = new StringBuilder();
        for (var i = 0; i < tokens.Length; i++)
        {
            var text =
                grammar.Tongues.TryGetValue(tokens[i].Key, out var name) ? name
                : i > 0 && i < tokens.Length - 1 && IsSeparator(tokens[i])
                    ? tokens[i].Text is "+" or "&" ? grammar.AndWord
                        : tokens[i].Text
                : null;
            if (text is null)
            {
                return null;
            }

            if (name is not null && grammar.Genders.TryGetValue("tongue", out var gender))
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
                !(char.IsDigit(token.Text[0]) && !(words.Compounds && token.Text[^1] is '+'))
                && !grammar.Numbers.Contains(token.Key)
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

    // "in Buchhaltung und gute Deutschkenntnisse": the second half has another case.
    private bool IsDative(ReadOnlySpan<Token> tokens)
    {
        for (var i = 0; i < tokens.Length - 1; i++)
        {
            if (
                IsSeparator(tokens[i])
                && char.IsLower(tokens[i + 1].Text[0])
                && !grammar.Small.Contains(tokens[i + 1].Key)
                && (tokens[i + 1].Key[^1] is 'e' || tokens[i + 1].Key.EndsWith("es", StringComparison.Ordinal))
            )
            {
                return false;
            }
        }

        return true;
    }

    // "eines gültigen Passes" -> "einen gültigen Pass", "technischer Zeichnungen" -> "technische Zeichnungen"
    private string? WithoutGenitive(ReadOnlySpan<Token> tokens)
    {
        var noun = 0;
        while (noun < tokens.Length && !char.IsUpper(tokens[noun].Text[0]))
        {
            noun++;
        }

        if (noun == 0 || noun == tokens.Length || !Fits(tokens))
        {
            return null;
        }

        var rest = tokens[(noun + 1)..];
        var article = tokens[0].Key;
        foreach (var (form, ending) in words.Genitives)
        {
            var space = form.IndexOf(' ');
            if (!article.AsSpan().SequenceEqual(form.AsSpan(0, space)))
            {
                continue;
            }

            foreach (var end in article is "einer" ? [""] : GenitiveEndings)
            {
                if (
                    tokens[noun].Text.EndsWith(end, StringComparison.Ordinal)
                    && tokens[noun].Text[..^end.Length] is { Length: > 2 } name
                    && NounOf(new Token(name, Key(name), true)) is { } kind
                    && kind.Gender.AsSpan().SequenceEqual(form.AsSpan(space + 1))
                    && (rest.Length == 0 || (grammar.Bounds.Contains(rest[0].Key) && !rest.Exists(grammar.IsJoint)))
                )
                {
                    return Declined(tokens[1..noun], "en", ending) is { } before
                        ? $"{grammar.Genders[kind.Gender].Article} {before}{name}{(rest.Length > 0 ? " " : "")}{Said(rest)}"
                        : null;
                }
            }
        }

        // Plurals and feminine nouns: the second of two has no adjective of its own.
        return
            grammar.Determiners.Contains(article)
            || grammar.Small.Contains(article)
            || (rest.Length > 0 && !grammar.Bounds.Contains(rest[0].Key) && !(IsSeparator(rest[0]) && IsNominal(rest)))
            || Declined(tokens[..noun], "er", "e") is not { } adjectives
            ? null
            : $"{adjectives}{Said(tokens[noun..])}";
    }

    // "technischen Zeichnungen" -> "technische Zeichnungen": plurals whose dative differs by their adjectives alone.
    private string? Accusative(ReadOnlySpan<Token> tokens) =>
        tokens[^1] is { Text: [var initial, ..] } noun
        && char.IsUpper(initial)
        && Split(words.Plurals).Any(it => noun.Key.EndsWith(it, StringComparison.Ordinal))
        && Fits(tokens)
        && Declined(tokens[..^1], "en", "e") is { } adjectives
            ? adjectives + noun.Text
            : null;

    // "selbstständige und strukturierte" -> "selbstständig und strukturiert"
    private string? Adverbial(ReadOnlySpan<Token> tokens)
    {
        var said = new StringBuilder();
        for (var i = 0; i < tokens.Length; i++)
        {
            var token = tokens[i];
            var text =
                i > 0 && i < tokens.Length - 1 && IsSeparator(token)
                    ? token.Text is "," && !tokens[(i + 1)..].Exists(IsSeparator)
                        ? $" {grammar.AndWord}"
                        : token.Text
                    : i < tokens.Length - 1 && grammar.Adverbs.Contains(token.Key) && !IsInflected(token)
                        ? token.Lower
                        : IsInflected(token)
                            ? Uninflected(token)
                            : null;
            if (text is null)
            {
                return null;
            }

            said.Append(i > 0 && token.IsSpaced ? " " : "").Append(text);
        }

        return said.ToString();
    }

    private string? Uninflected(Token token)
    {
        foreach (var ending in grammar.InflectedEndings.OrderByDescending(it => it.Length))
        {
            if (token.Lower.EndsWith(ending, StringComparison.Ordinal) && token.Lower[..^ending.Length] is var stem)
            {
                return Stem(stem);
            }
        }

        return null;
    }

    private static readonly string[] GenitiveEndings = ["es", "s"];

    private bool IsNominal(ReadOnlySpan<Token> tokens)
    {
        foreach (var token in tokens)
        {
            if (!IsSeparator(token) && !char.IsUpper(token.Text[0]))
            {
                return false;
            }
        }

        return true;
    }

    private string? Declined(ReadOnlySpan<Token> adjectives, string from, string to)
    {
        var said = new StringBuilder();
        foreach (var token in adjectives)
        {
            if (!IsSeparator(token) && !token.Key.EndsWith(from, StringComparison.Ordinal))
            {
                return null;
            }

            if (token.Text is "," && said.Length > 0)
            {
                said.Length--;
            }

            said.Append(IsSeparator(token) ? token.Text : token.Text[..^from.Length] + to).Append(' ');
        }

        return said.ToString();
    }

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
                if (grammar.Articles.TryGetValue(two, out var article))
                {
                    (text, skip, found) = (article, 1, true);
                }
                else if (grammar.Articles.TryGetValue(tokens[i].Key, out article) && i + 1 < tokens.Length)
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
                said.Length > 0 && said[^1] is not ('’' or ' ') && (tokens[i].IsSpaced || skip > 0) && text is not "";
            said.Append(spaced ? " " : "").Append(text);
            if (text is "" && said.Length > 0)
            {
                said.Append(' ');
            }
        }

        return found ? said.ToString().Trim().Replace("  ", " ", StringComparison.Ordinal) : null;
    }
}
