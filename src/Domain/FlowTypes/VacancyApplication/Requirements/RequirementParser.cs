using Flowgen.Domain.FlowTypes.Languages;
using static Flowgen.Domain.FlowTypes.Languages.LexiconText;

namespace Flowgen.Domain.FlowTypes.VacancyApplication.Requirements;

/// <summary>
/// Parses one requirement, and says it as a question in one tone. It accounts for each word, and gives up otherwise: at a second verb, at a
/// negation, or at a word that it must know.
/// </summary>
internal sealed partial class RequirementParser(RequirementGrammar grammar, Tone tone)
{
    private const int MaxClauses = 3;

    // No text, however odd, takes longer than this many phrases.
    private const int MaxPhrases = 600;

    private readonly RequirementWords words = grammar.Words;
    private readonly string[] to = Split(grammar.Words.To);
    private readonly HashSet<string> merged = [];
    private int phrases;

    /// <summary>The question of words that no rule matches as a whole; null where the grammar is not sure.</summary>
    public string? Unruled(ReadOnlySpan<Token> tokens) => Unruled(tokens, 1);

    private string? Sentence(ReadOnlySpan<Token> tokens, int clauses) =>
        tokens.Length == 0 || ++phrases > MaxPhrases ? null : Rule(tokens) ?? Unruled(tokens, clauses);

    private string? Unruled(ReadOnlySpan<Token> tokens, int clauses) =>
        Opens(tokens)
            ? Clauses(tokens, clauses)
            : Clause(tokens)
                ?? Adjectives(tokens)
                ?? Traits(tokens)
                ?? Infinitive(tokens)
                ?? Nouns(tokens)
                ?? Clauses(tokens, clauses);

    private string? Clauses(ReadOnlySpan<Token> tokens, int clauses)
    {
        if (clauses >= MaxClauses)
        {
            return null;
        }

        for (var n = 1; n < tokens.Length - 1; n++)
        {
            // "polite, tidy, own car": from the end, where no verb closes a clause.
            var i = words.InfinitiveFirst ? tokens.Length - 1 - n : n;
            if (!(grammar.IsAnd(tokens[i]) || tokens[i].Text is "," or ";"))
            {
                continue;
            }

            var next = i + (tokens[i].Text is "," or ";" && grammar.IsAnd(tokens[i + 1]) ? 2 : 1);
            if (
                next < tokens.Length
                && !grammar.Negates(tokens) // One question would not ask for both.
                && Sentence(tokens[..i], MaxClauses) is { } left
                && Sentence(tokens[next..], clauses + 1) is { } right
            )
            {
                return Merged(left, right) ?? $"{left}, {grammar.AndWord} {right}";
            }
        }

        // "A degree, or nearly done with it": each half has its verb.
        for (var i = 1; words.Compounds && i < tokens.Length - 1; i++)
        {
            if (
                grammar.IsOr(tokens[i])
                && !grammar.Negates(tokens)
                && (
                    Adjectives(tokens[(i + 1)..])
                    ?? (Adjectives(tokens[..i]) is not null ? Nouns(tokens[(i + 1)..]) : null)
                )
                    is { } right
                && Sentence(tokens[..i], MaxClauses) is { } left
            )
            {
                return $"{left.TrimEnd(',')}, {tokens[i].Text} {right}";
            }
        }

        return null;
    }

    // "Are you polite, and are you money driven" asks once where nothing else joins the two.
    private string? Merged(string left, string right)
    {
        if (
            !words.InfinitiveFirst
            || left.Contains($" {grammar.AndWord} ", StringComparison.Ordinal)
            || left.Contains($" {grammar.OrWord} ", StringComparison.Ordinal)
        )
        {
            return null;
        }

        foreach (var frame in words.Frames.Values.Append(words.AdjectiveAsks).Append(words.CanAsks))
        {
            var asks = Toned(frame, tone);
            var opening = asks[..asks.IndexOf('{')];
            if (
                left.StartsWith(opening, StringComparison.Ordinal)
                && right.StartsWith(opening, StringComparison.Ordinal)
                && right[opening.Length..] is var rest
                && (!rest.Contains(',') || merged.Contains(right))
                && (!words.NounFirst || grammar.Determiners.Contains(Key(rest.Split(' ', '’')[0])))
            )
            {
                var isList = merged.Contains(right);
                if (!isList && rest.Contains($" {grammar.AndWord} ", StringComparison.Ordinal))
                {
                    return null;
                }

                var question = isList ? $"{left}, {rest}" : $"{left} {grammar.AndWord} {rest}";
                merged.Add(question);
                return question;
            }
        }

        return null;
    }
}
