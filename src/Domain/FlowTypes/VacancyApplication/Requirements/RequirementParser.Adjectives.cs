using System.Text;
using static Flowgen.Domain.FlowTypes.Languages.LexiconText;

namespace Flowgen.Domain.FlowTypes.VacancyApplication.Requirements;

// Adjectives: "stressbestendig en flexibel".
internal sealed partial class RequirementParser
{
    private string? Adjectives(ReadOnlySpan<Token> tokens) =>
        AdjectivePhrase(tokens) is { } phrase
            ? Toned(words.AdjectiveAsks, tone).Replace("{x}", phrase, StringComparison.Ordinal)
            : null;

    private string? AdjectivePhrase(ReadOnlySpan<Token> tokens)
    {
        var (i, last, known) = (0, 0, false);
        var gendered = false;
        for (; i < tokens.Length; i++)
        {
            var token = tokens[i];
            if (IsAdjective(token, first: i == 0))
            {
                if (words.Compounds && grammar.Attributes.Contains(token.Key))
                {
                    return null; // "later possible" is no candidate.
                }

                (known, last) = (true, i + 1);
                gendered |=
                    grammar.Feminine.TryGetValue(token.Key, out var other) && Spelling.Fold(other) != token.Key
                    || grammar.Feminine.ContainsKey(token.Key);
            }
            else if (grammar.Adverbs.Contains(token.Key))
            {
                continue;
            }
            else if (
                known
                && i + 1 < tokens.Length
                && (token.Text == "," || grammar.IsAnd(token) || grammar.IsOr(token))
            )
            {
                if (
                    !IsAdjective(tokens[i + 1], false)
                    && !grammar.Adverbs.Contains(tokens[i + 1].Key)
                    && !grammar.IsAnd(tokens[i + 1])
                )
                {
                    break;
                }
            }
            else
            {
                break;
            }
        }

        if (!known)
        {
            return null;
        }

        // "belastbar, auch wenn es stressig wird": a comma and an adverb may begin what follows.
        i = last < i && i < tokens.Length && !grammar.Bounds.Contains(tokens[i].Key) ? last : i;
        var rest = tokens[i..];
        if (
            rest.Length > 0
            && !(
                (
                    grammar.Bounds.Contains(rest[0].Key)
                    || rest[0].Text == ","
                    || (
                        words.Gerund is not ""
                        && rest[0].Key.EndsWith(words.Gerund, StringComparison.Ordinal)
                        && !IsNoun(rest[0])
                        && !grammar.Attributes.Contains(tokens[i - 1].Key) // "good working conditions"
                    )
                )
                && rest.Length > 1
                && Fits(rest)
            )
        )
        {
            return null;
        }

        // "motivé(e) pour aider": one adjective with what belongs to it is no "personne motivée pour aider".
        var either = gendered && rest.Length > 0 && rest[0].Text is not "," ? Either(tokens[..i]) : null;
        var said = new StringBuilder();
        for (var j = 0; j < i; j++)
        {
            var text =
                either is not null && grammar.Feminine.ContainsKey(tokens[j].Key) ? either
                : gendered && grammar.Feminine.TryGetValue(tokens[j].Key, out var other) ? other
                : grammar.IsAnd(tokens[j]) ? grammar.AndWord
                : Lowered(tokens[j], j + 1 < tokens.Length ? tokens[j + 1] : null, j == 0);
            said.Append(j > 0 && tokens[j].IsSpaced ? " " : "").Append(text);
        }

        if (rest.Length > 0)
        {
            said.Append(rest[0].IsSpaced ? " " : "").Append(Said(rest));
        }

        return gendered && either is null
            ? words.Person.Replace("{x}", said.ToString(), StringComparison.Ordinal)
            : said.ToString();
    }

    // "motivé(e)" of the only adjective, if its feminine has one letter more.
    private string? Either(ReadOnlySpan<Token> tokens)
    {
        string? either = null;
        foreach (var token in tokens)
        {
            if (!grammar.Feminine.TryGetValue(token.Key, out var feminine))
            {
                if (IsSeparator(token) || IsAdjective(token, first: false))
                {
                    return null;
                }

                continue;
            }

            if (
                either is not null
                || !feminine.EndsWith('e')
                || !grammar.Adjectives.Contains(Spelling.Fold(feminine[..^1]))
                || feminine[^3] is 'è'
            )
            {
                return null;
            }

            either = $"{feminine[..^1]}(e)";
        }

        return either;
    }

    // "Große Flexibilität und Zuverlässigkeit": as adjectives, where each noun has one.
    private string? Traits(ReadOnlySpan<Token> tokens)
    {
        var (said, end, degree) = (new StringBuilder(), 0, (string?)null);
        for (var i = 0; i < tokens.Length; i++)
        {
            if (degree is null && grammar.Degrees.TryGetValue(tokens[i].Key, out var adverb))
            {
                degree = adverb;
            }
            else if (grammar.Traits.TryGetValue(tokens[i].Key, out var adjective))
            {
                said.Append(
                    end > 0
                        ? TokenSpans.Text(tokens[end..(end + 1)]) is "," && i + 1 < tokens.Length
                            ? ", "
                            : $" {grammar.AndWord} "
                        : ""
                );
                said.Append(degree is null or "" ? "" : $"{degree} ").Append(adjective);
                (end, degree) = (i + 1, null);
                if (!(i + 2 < tokens.Length && (tokens[i + 1].Text == "," || grammar.IsAnd(tokens[i + 1]))))
                {
                    break;
                }

                i++;
            }
            else
            {
                break;
            }
        }

        var rest = tokens[end..];
        return
            end == 0
            || degree is not null
            || (rest.Length > 0 && !(rest.Length > 1 && grammar.Bounds.Contains(rest[0].Key) && Fits(rest)))
            ? null
            : Toned(words.AdjectiveAsks, tone)
                .Replace("{x}", rest.Length > 0 ? $"{said} {Said(rest)}" : $"{said}", StringComparison.Ordinal);
    }

    private bool IsAdjective(Token token, bool first)
    {
        if (words.CapitalNouns && !first && char.IsUpper(token.Text[0]))
        {
            return false;
        }

        if (grammar.Adjectives.Contains(token.Key))
        {
            // "pose" is no "posée".
            if (
                grammar.Feminine.TryGetValue(token.Key, out var feminine)
                && feminine.EndsWith("ée", StringComparison.Ordinal)
                && !token.Lower.Contains('é')
            )
            {
                return false;
            }

            return !words.NounFirst || token.Lower[^1] is 'é' || !grammar.Nouns.ContainsKey(token.Key);
        }

        // "BIG-geregistreerd"
        if (words.Compounds && token.Key.LastIndexOf('-') is > 0 and var dash && dash < token.Key.Length - 4)
        {
            return grammar.Adjectives.Contains(token.Key[(dash + 1)..]);
        }

        foreach (var ending in grammar.AdjectiveEndings)
        {
            if (token.Key.Length > ending.Length + 2 && token.Key.EndsWith(ending, StringComparison.Ordinal))
            {
                return !IsNoun(token);
            }
        }

        return false;
    }
}
