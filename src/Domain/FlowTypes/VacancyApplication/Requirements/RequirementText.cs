namespace Flowgen.Domain.FlowTypes.VacancyApplication.Requirements;

/// <summary>The words of a requirement without what is around them: bullets, quotation marks, brackets, heads and tails.</summary>
internal static class RequirementText
{
    private const string Quotes = "\"“”„«»";

    /// <summary>The requirement itself, and the words in brackets that say more of it, or "".</summary>
    /// <param name="grammar">Of the language of the flow.</param>
    /// <param name="requirement">On one line.</param>
    public static (string Core, string Note) Of(RequirementGrammar grammar, string requirement)
    {
        var (core, note) = WithoutNote(grammar, Cleaned(grammar, requirement));
        return (WithoutTail(grammar, core), note);
    }

    /// <summary>Words in brackets as they follow a question: as an example where they are a list.</summary>
    public static string AfterQuestion(RequirementGrammar grammar, string note)
    {
        if (note is "")
        {
            return "";
        }

        var tokens = grammar.Tokens(note);
        var opening = tokens.AsSpan().Longest(grammar.Examples);
        var said = TokenSpans.Text(tokens.AsSpan(opening..)).TrimEnd('.', ' ');
        return said is "" ? ""
            : opening > 0
            || (
                tokens.Any(it => grammar.IsOr(it) || grammar.IsAnd(it) || it.Text == ",")
                && !grammar.IsOr(tokens[0])
                && !said.Any(char.IsDigit)
            )
                ? $"{grammar.Words.Example} {said}"
            : $", {said}";
    }

    /// <summary>Whether a requirement is in another language than the flow: by more small words of others than of its own.</summary>
    public static bool IsOfAnother(Phrasebook say, string text)
    {
        var grammar = RequirementGrammar.Of(say.Lexicon);
        var (mine, others) = (0, 0);
        foreach (var word in Spelling.Words(text.Replace('’', ' ').Replace('\'', ' ')))
        {
            if (grammar.Small.Contains(Spelling.Fold(word)))
            {
                mine++;
            }
            else if (SharedWords.All.Small.Contains(word.ToLowerInvariant()))
            {
                others++;
            }
        }

        return others > mine;
    }

    /// <summary>A text without the quotation marks in it.</summary>
    public static string Unquoted(string text) => string.Concat(text.Where(it => !Quotes.Contains(it)));

    private static string Cleaned(RequirementGrammar grammar, string requirement)
    {
        var text = requirement
            .Trim()
            .TrimStart('-', '–', '•', '*', '·', '>', '✓', ' ')
            .TrimEnd('.', ';', ',', '!', ' ', '*');
        if (text.Contains('…') || text.Length > 300)
        {
            return text.Trim('…', ' ');
        }

        if (IsShouted(text))
        {
            text = text[..1] + text[1..].ToLowerInvariant();
        }

        return grammar.Abbreviations.Expanded(Unquoted(text));
    }

    // "MUST HAVE OWN TOOLS" has no codes.
    private static bool IsShouted(string text) =>
        !text.Any(char.IsLower) && !text.Any(char.IsDigit) && Spelling.Words(text).Count >= 3;

    private static string WithoutTail(RequirementGrammar grammar, string text)
    {
        var tokens = grammar.Tokens(text);
        var (start, end) = (tokens.Length > 0 ? tokens.AsSpan(..^1).Longest(grammar.Heads) : 0, tokens.Length);
        while (WithoutLastTail(grammar, tokens, start, end) is var shorter && shorter < end)
        {
            end = shorter;
        }

        if (grammar.Negates(tokens.AsSpan(..end)))
        {
            return text; // "No licence required": without its end, it would be another requirement.
        }

        // A remark of why.
        for (var i = start + 1; i < end - 1; i++)
        {
            if (tokens[i].Text == "," && grammar.IsRemark(tokens[i + 1]) && !HasDigit(tokens.AsSpan(i..end)))
            {
                end = i;
                break;
            }
        }

        return TokenSpans.Text(tokens.AsSpan(start..end));
    }

    private static int WithoutLastTail(RequirementGrammar grammar, Token[] tokens, int start, int end)
    {
        if (end <= 1)
        {
            return end;
        }

        foreach (var tails in SharedWords.All.Tails.Prepend(grammar.Tails))
        {
            if (tails.Longest(tokens.AsSpan(1..end)) is > 0 and var length && length < end - start)
            {
                end -= length;
                break;
            }
        }

        while (end > start + 1 && tokens[end - 1].Text is "," or ":" or "-" or "–" or ";" or "!")
        {
            end--;
        }

        return end;
    }

    private static bool HasDigit(ReadOnlySpan<Token> tokens)
    {
        foreach (var token in tokens)
        {
            if (token.Text.Any(char.IsDigit))
            {
                return true;
            }
        }

        return false;
    }

    private static (string Core, string Note) WithoutNote(RequirementGrammar grammar, string text)
    {
        var (open, close) = (text.IndexOf('(', StringComparison.Ordinal), text.LastIndexOf(')'));
        if (open <= 0 || close < open || text.IndexOf('(', open + 1) >= 0 || text[open - 1] is not ' ')
        {
            return (text, "");
        }

        var (note, after) = (text[(open + 1)..close].Trim(), text[(close + 1)..].Trim());
        var core =
            text[..open].Trim()
            + (
                after is "" ? ""
                : after[0] is ',' or ';' ? after
                : " " + after
            );
        var tokens = grammar.Tokens(note);
        return (core, IsAside(grammar, tokens) ? "" : note);
    }

    // A remark, which a question goes without.
    private static bool IsAside(RequirementGrammar grammar, Token[] note) =>
        note.Length == 0
        || grammar.Negates(note)
        || note.Any(grammar.IsFinite)
        || grammar.IsRemark(note[0])
        || grammar.Tails.Longest(note) > 0
        || !(
            note.Any(it => it.Text.Any(char.IsDigit) || grammar.IsAnd(it) || grammar.IsOr(it) || it.Text == ",")
            || note.AsSpan().Longest(grammar.Examples) > 0
            || (note.Length <= 2 && note.All(it => it.Text.Length <= 4 && it.Text.All(char.IsUpper)))
        );
}
