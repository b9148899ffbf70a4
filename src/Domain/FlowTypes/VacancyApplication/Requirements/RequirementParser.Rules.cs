using static Flowgen.Domain.FlowTypes.Languages.LexiconText;

namespace Flowgen.Domain.FlowTypes.VacancyApplication.Requirements;

// Rules: patterns of whole requirements, and the kinds of words that their slots take.
internal sealed partial class RequirementParser
{
    /// <summary>The question of the first rule that matches the words; null where none does.</summary>
    public string? Rule(ReadOnlySpan<Token> tokens)
    {
        foreach (var rule in grammar.RulesFor(tokens[0]))
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
                    && Slot(it.Kind, tokens[at..end]) is { } text
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

    private static bool CanFollow(RequirementRule rule, int element, ReadOnlySpan<Token> tokens, int at)
    {
        var it = rule.Elements[element];
        if (it.Slot is not null || it.IsOptional)
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

        return false;
    }

    private string? Slot(string kind, ReadOnlySpan<Token> tokens) =>
        kind switch
        {
            "np" => Having(tokens),
            "npx" => NounPhrase(tokens)?.Text,
            "a" => AdjectivePhrase(tokens),
            "n" => Number(tokens),
            "w" => tokens.Length == 1 && Fits(tokens) ? Said(tokens, lower: true) : null,
            "part" => tokens.Length == 1 && grammar.Participles.Contains(tokens[0].Key)
                ? Said(tokens, lower: true)
                : null,
            "ing" => tokens.Length == 1 && tokens[0].Key.EndsWith(words.Gerund, StringComparison.Ordinal)
                ? Said(tokens, lower: true)
                : null,
            "v" => InfinitivePhrase(tokens),
            "inf" => tokens.Length == 1 && grammar.Infinitives.ContainsKey(tokens[0].Key) ? tokens[0].Lower : null,
            "s" => Sentence(tokens, MaxClauses),
            "l" => Tongues(tokens),
            "de" => WithoutPreposition(tokens),
            _ => Fits(tokens) && !(words.NounFirst && HasInfinitive(tokens)) ? Said(tokens, lower: true) : null,
        };
}
