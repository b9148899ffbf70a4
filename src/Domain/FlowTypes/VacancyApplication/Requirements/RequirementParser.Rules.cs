using static Flowgen.Domain.FlowTypes.Languages.LexiconText;

namespace Flowgen.Domain.FlowTypes.VacancyApplication.Requirements;

// Rules: patterns of whole requirements, and the kinds of words that their slots take.
internal sealed partial class RequirementParser
{
    /// <summary>The question of the first rule that matches the words; null where none does.</summary>
    public string? Rule(ReadOnlySpan<Token> tokens) => Rule(grammar.RulesFor(tokens), tokens);

    /// <summary>The question of the first of some rules that matches the words; null where none does.</summary>
    public string? Rule(List<RequirementRule> rules, ReadOnlySpan<Token> tokens)
    {
        foreach (var rule in rules)
        {
            if (Match(rule, tokens) is { } question)
            {
                return question;
            }
        }

        return null;
    }

    private string? Match(RequirementRule rule, ReadOnlySpan<Token> tokens)
    {
        if (!rule.CanMatch(tokens))
        {
            return null;
        }

        var said = new string?[rule.Elements.Length];
        if (!Match(rule, tokens, 0, 0, said))
        {
            return null;
        }

        var question = Toned(rule.Frame, tone);
        for (var i = 0; i < said.Length; i++)
        {
            if (rule.Elements[i].Slot is { } slot)
            {
                question = question.Replace($"{{{slot}}}", said[i] ?? "", StringComparison.Ordinal);
            }
        }

        return question
            .Replace("   ", " ", StringComparison.Ordinal)
            .Replace("  ", " ", StringComparison.Ordinal)
            .Replace(" ,", ",", StringComparison.Ordinal)
            .TrimEnd();
    }

    private bool Match(RequirementRule rule, ReadOnlySpan<Token> tokens, int at, int element, string?[] said)
    {
        if (element == rule.Elements.Length)
        {
            return at == tokens.Length;
        }

        var it = rule.Elements[element];
        if (it.Slot is null)
        {
            foreach (var words in it.Words)
            {
                if (tokens[at..].StartWith(words) && Match(rule, tokens, at + words.Length, element + 1, said))
                {
                    return true;
                }
            }
        }
        else
        {
            var last = element == rule.Elements.Length - 1;
            for (var end = last ? tokens.Length : at + 1; end <= tokens.Length && end > at; end++)
            {
                // Cheap first: what follows, then what the slot holds.
                if (
                    (last || CanFollow(rule, element + 1, tokens, end))
                    && Slot(it, tokens[at..end], at == 0) is { } text
                    && Match(rule, tokens, end, element + 1, said)
                )
                {
                    said[element] = text;
                    return true;
                }
            }
        }

        return it.IsOptional && Match(rule, tokens, at, element + 1, said);
    }

    // "shoe size", "Schuhgröße": the noun that it ends with has no capital where nouns have none.
    private string? Ended(string[][] nouns, ReadOnlySpan<Token> tokens, bool isFirst)
    {
        var last = tokens[^1];
        if (words.CapitalNouns && tokens.Exists(grammar.IsJoint))
        {
            return null; // The first of two nouns has a gender of its own.
        }

        foreach (var noun in nouns)
        {
            if (words.Compounds ? last.Key.EndsWith(noun[0], StringComparison.Ordinal) : last.Key == noun[0])
            {
                return !Fits(tokens) ? null
                    : words.CapitalNouns || tokens.Length == 1 || last.Text.Skip(1).Any(char.IsUpper)
                        ? Said(tokens, isFirst)
                    : Said([.. tokens[..^1], last with { Text = last.Text.ToLowerInvariant() }], isFirst);
            }
        }

        return null;
    }

    private static bool IsFirstOf(string[][] words, Token first)
    {
        foreach (var word in words)
        {
            if (word[0] == first.Key)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOneOf(string[][] phrases, ReadOnlySpan<Token> tokens)
    {
        foreach (var phrase in phrases)
        {
            if (phrase.Length == tokens.Length && tokens.StartWith(phrase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool CanFollow(RequirementRule rule, int element, ReadOnlySpan<Token> tokens, int at)
    {
        for (; element < rule.Elements.Length; element++)
        {
            var it = rule.Elements[element];
            if (it.Slot is not null && it.Kind is not "=")
            {
                return true;
            }

            foreach (var words in it.Words)
            {
                if (tokens[at..].StartWith(words))
                {
                    return true;
                }
            }

            if (!it.IsOptional)
            {
                return false;
            }
        }

        return at == tokens.Length;
    }

    private string? Slot(RequirementRule.Element slot, ReadOnlySpan<Token> tokens, bool isFirst) =>
        slot.Kind switch
        {
            "*" => Ended(slot.Words, tokens, isFirst),
            "^" => IsFirstOf(slot.Words, tokens[0]) && Fits(tokens) ? Said(tokens, isFirst) : null,
            "=" => IsOneOf(slot.Words, tokens) ? Said(tokens, isFirst) : null,
            "u" => tokens.Length == 1 && grammar.Units.Contains(tokens[0].Key) ? tokens[0].Lower.Split('’')[0] : null,
            "be" => NounPhrase(tokens) is { Frame: "be" } person ? person.Text : null,
            "cap" => char.IsUpper(tokens[0].Text[0]) && Fits(tokens) ? Said(tokens) : null,
            "free" => IsFree(tokens) ? Said(tokens) : null,
            "you" => tokens.Length == 1 && grammar.Infinitives.TryGetValue(tokens[0].Key, out var verb)
                ? tone is Tone.Formal
                    ? verb.Formal
                    : verb.Informal
                : null,
            "np" => HasInfinitive(tokens) ? null : Having(tokens),
            "p" => tokens.Length == 1 && tokens[0].Text is [>= '0' and <= '9', .., '+'] ? tokens[0].Text[..^1] : null,
            "r" => Number(tokens) is { } range && range.Contains(' ') ? range : null,
            "npx" => NounPhrase(tokens)?.Text,
            "have" => NounPhrase(tokens) is { Frame: "have" } it ? it.Text : null,
            "thing" => NounPhrase(tokens) is { } thing
            && thing.Frame is var its
            && (its is "have" || its == words.Absorbing)
            && Fits(tokens)
                ? Said(tokens, lower: true)
                : null,
            "person" => NounPhrase(tokens) is { Frame: "be" or "group" } && Fits(tokens)
                ? Said(tokens, lower: true)
                : null,
            "a" => AdjectivePhrase(tokens),
            "n" => Number(tokens),
            "w" => tokens.Length == 1 && Fits(tokens) ? Said(tokens, isFirst) : null,
            "part" => tokens.Length == 1
            && (
                grammar.Participles.Contains(tokens[0].Key)
                || (
                    IsParticiple(tokens[0])
                    && !grammar.Attributes.Contains(tokens[0].Key)
                    && !IsAdjective(tokens[0], isFirst)
                )
            )
                ? Said(tokens, lower: true)
                : null,
            "noun" => tokens.Length == 1
            && !IsAdjective(tokens[0], isFirst)
            && !grammar.Attributes.Contains(tokens[0].Key)
            && Fits(tokens)
                ? Said(tokens, isFirst)
                : null,
            "ing" => tokens.Length == 1 && tokens[0].Key.EndsWith(words.Gerund, StringComparison.Ordinal)
                ? Said(tokens, lower: true)
                : null,
            "ger" => tokens[0].Key.EndsWith(words.Gerund, StringComparison.Ordinal) && Fits(tokens)
                ? Said(tokens, lower: true)
                : null,
            "pl" => words.Compounds ? Accusative(tokens)
            : tokens[0].Key[^1] is 's' or 'x' && Fits(tokens) ? Said(tokens, lower: true)
            : null,
            "tool" => AreTools(tokens) ? Said(tokens) : null,
            "v" => InfinitivePhrase(tokens),
            "adv" => Adverbial(tokens),
            "any" => Said(tokens, isFirst),
            "fin" => tokens.Length == 1 && grammar.Finite.ContainsKey(tokens[0].Lower) ? tokens[0].Lower : null,
            "dat" => IsDative(tokens) && Fits(tokens) ? Said(tokens, isFirst) : null,
            "gen" => WithoutGenitive(tokens),
            "inf" => tokens.Length == 1 && IsInfinitive(tokens[0]) && !IsPlural(tokens[0]) ? tokens[0].Lower : null,
            "s" => Sentence(tokens, MaxClauses),
            "l" => Tongues(tokens),
            "t" => tokens.Length == 1 ? grammar.Tongues.GetValueOrDefault(tokens[0].Key) : null,
            "de" => WithoutPreposition(tokens),
            _ when tokens[0].Text is ","
                    || tokens[^1].Text is ","
                    || grammar.IsJoint(tokens[0])
                    || grammar.IsJoint(tokens[^1]) => null,
            _ => Fits(tokens) && !(words.NounFirst && HasInfinitive(tokens)) ? Said(tokens, isFirst) : null,
        };
}
