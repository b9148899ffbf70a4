using System.Text;
using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes.VacancyApplication.Requirements;

/// <summary>The words of a requirement without what is around them: bullets, quotation marks, heads, tails and reasons.</summary>
/// <param name="Tokens">Of the requirement itself. Each bracket is one <see cref="Mark"/> behind the word that it follows.</param>
/// <param name="Notes">What stands in the brackets, in order.</param>
internal sealed record RequirementText(Token[] Tokens, IReadOnlyList<string> Notes)
{
    private const string Quotes = "\"“”„«»";

    // Of a range for private use, so that it is in no text.
    private const char Mark = '\uE000';
    private const int MaxNotes = 4;

    /// <summary>The requirement without its brackets.</summary>
    public string Core => Unmarked(TokenSpans.Text(Tokens));

    /// <summary>The requirement and what stands in its brackets.</summary>
    public string Whole => Notes is [] ? Core : $"{Core} {string.Join(' ', Notes)}";

    /// <summary>Reads a requirement.</summary>
    /// <param name="grammar">Of the language of the flow.</param>
    /// <param name="tone">Of the flow: a bracket in the other tone is left out.</param>
    /// <param name="requirement">On one line.</param>
    public static RequirementText Of(RequirementGrammar grammar, Tone tone, string requirement)
    {
        List<string> notes = [];
        var text = WithMarks(grammar, tone, Cleaned(grammar, requirement), notes);
        return new([.. RequirementEnds.Without(grammar, Joined(grammar, Marked(grammar.Tokens(text))))], notes);
    }

    /// <summary>The text of the tokens, with each bracket behind its word. A bracket comes last if its word was removed.</summary>
    /// <param name="text">Of the tokens.</param>
    /// <param name="isVerbLast">Whether a bracket before the last word goes behind it, since that is the verb.</param>
    public string Noted(string text, bool isVerbLast = false)
    {
        if (Notes is [])
        {
            return text;
        }

        if (
            isVerbLast
            && text.LastIndexOf(' ') is > 0 and var space
            && IsMark(text[space - 1])
            && text.EndsWith("en?", StringComparison.Ordinal)
            && char.IsLower(text[space + 1])
        )
        {
            text = $"{text[..(space - 1)]}{text[space..^1]}{text[space - 1]}?";
        }

        var said = new StringBuilder();
        var rest = Notes.Select((_, i) => (char)(Mark + i)).Where(mark => !text.Contains(mark)).ToList();
        foreach (var sign in text)
        {
            said.Append(IsMark(sign) ? $" ({Notes[sign - Mark]})" : $"{sign}");
        }

        return rest.Aggregate(said.ToString(), (it, mark) => With(it, Notes[mark - Mark]));
    }

    /// <summary>A question with a bracket at its end.</summary>
    public static string With(string question, string note)
    {
        var end = question.LastIndexOf('?') is >= 0 and var mark ? mark : question.Length;
        while (end > 0 && question[end - 1] is '!' or '.' or ' ' or '\u202F' or '\u00A0')
        {
            end--;
        }

        return question.Insert(end, $" ({note})");
    }

    /// <summary>The words from one on, to stand in brackets; null where they would not be understood there.</summary>
    public string? Aside(Phrasebook say, int from)
    {
        var grammar = RequirementGrammar.Of(say.Lexicon);
        var text = RecruiterQuestion.Toned(say, TokenSpans.Text(Tokens.AsSpan(from..)));
        return
            grammar.IsJoint(Tokens[from])
            || text.Any(it => IsMark(it) || it is '(' or ')' or ':' or '–')
            || grammar.Tokens(text).Any(it => grammar.IsOther(it, say.Tone))
            ? null
            : text;
    }

    /// <summary>Whether a requirement is in another language than the flow: by more small words of others than of its own.</summary>
    public static bool IsOfAnother(Phrasebook say, string text)
    {
        var grammar = RequirementGrammar.Of(say.Lexicon);
        var (mine, others) = (0, 0);
        var apart = text.Replace('’', ' ')
            .Replace('\'', ' ')
            .Split(' ')
            .Where(it => !it.Trim('-').Contains('-') && !(it.Length > 1 && it.All(char.IsUpper)));
        foreach (var word in Spelling.Words(string.Join(' ', apart)))
        {
            var folded = Spelling.Fold(word);
            if (grammar.Small.Contains(folded) || grammar.Nouns.ContainsKey(folded))
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
            .TrimEnd('.', ';', ',', '!', ' ', '*')
            .Replace("? ", ", ", StringComparison.Ordinal);
        if (grammar.Words.Compounds)
        {
            text = text.Replace(" / ", $" {grammar.OrWord} ", StringComparison.Ordinal);
        }

        if (grammar.Words.Compounds || grammar.Words.InfinitiveFirst)
        {
            text = WithoutAlternative(grammar, text);
        }

        if (text.Contains('…') || text.Length > 300)
        {
            return text.Trim('…', ' ');
        }

        if (IsShouted(text))
        {
            text = text[..1] + text[1..].ToLowerInvariant();
        }

        return WithoutColon(grammar, grammar.Abbreviations.Expanded(Unquoted(text)).Replace('\'', '’'));
    }

    // "A degree (or nearly done)": what stands in the brackets has a verb of its own.
    private static string WithoutAlternative(RequirementGrammar grammar, string text)
    {
        var open = text.IndexOf($" ({grammar.OrWord} ", StringComparison.Ordinal);
        return
            open > 0
            && text.IndexOf(')', open) is var close
            && close == text.Length - 1
            && (grammar.Words.Compounds || IsPredicate(grammar, grammar.Tokens(text[(open + 2)..close])))
            ? $"{text[..open]}{(text[(open + 2)..close].Count(it => it is ' ') > 1 || !grammar.Words.CapitalNouns ? "," : "")} {text[(open + 2)..close]}"
            : text;
    }

    // "or willing to train", "or working towards it", but not "or equivalent"
    private static bool IsPredicate(RequirementGrammar grammar, Token[] tokens) =>
        tokens.Length > 2
        && (
            (grammar.Words.Gerund is not "" && tokens[1].Key.EndsWith(grammar.Words.Gerund, StringComparison.Ordinal))
            || (
                grammar.Adjectives.Contains(tokens[1].Key)
                && LexiconText.Split(grammar.Words.To).Contains(tokens[2].Lower)
            )
        );

    // "Early bird: start at 5" explains itself as a bracket does; "Required: a van" has a head.
    private static string WithoutColon(RequirementGrammar grammar, string text)
    {
        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        if (colon <= 0 || colon + 2 >= text.Length || text.AsSpan(colon + 2).IndexOfAny("():") >= 0)
        {
            return text;
        }

        var (head, rest) = (grammar.Tokens(text[..colon]), text[(colon + 2)..].Trim());
        return head.Length == 0
            || head.AsSpan().Longest(grammar.Heads) == head.Length
            || grammar.Tails.Longest(head) == head.Length
                ? rest
            : grammar.Words.NounFirst && grammar.Infinitives.ContainsKey(grammar.Tokens(rest)[0].Key) ? text // "Les deux : accepter la nuit" is no bracket.
            : $"{text[..colon].TrimEnd()} ({rest})";
    }

    // "MUST HAVE OWN TOOLS" has no codes.
    private static bool IsShouted(string text) =>
        !text.Any(char.IsLower) && !text.Any(char.IsDigit) && Spelling.Words(text).Count >= 3;

    // A text whose brackets are marks, glued to the words before them.
    private static string WithMarks(RequirementGrammar grammar, Tone tone, string text, List<string> notes)
    {
        if (!text.Contains('('))
        {
            return text;
        }

        var (said, at) = (new StringBuilder(), 0);
        while (text.IndexOf('(', at) is >= 0 and var open)
        {
            var close = text.IndexOf(')', open);
            if (close < 0 || notes.Count == MaxNotes || text.AsSpan(open + 1, close - open - 1).Contains('('))
            {
                break;
            }

            said.Append(text, at, open - at);
            at = close + 1;
            var note = text[(open + 1)..close].Trim();
            if (open == 0 || text[open - 1] is not ' ' || (at < text.Length && char.IsLetterOrDigit(text[at])))
            {
                said.Append(text, open, at - open); // "Electrician(s)" is one word.
            }
            else
            {
                said.Length -= 1;
                if (!IsDropped(grammar, tone, note))
                {
                    said.Append((char)(Mark + notes.Count));
                    notes.Add(note);
                }
            }
        }

        return said.Append(text, at, text.Length - at).ToString();
    }

    // "HACCP kennis" is one word, where nouns are.
    private static Token[] Joined(RequirementGrammar grammar, Token[] tokens)
    {
        if (!grammar.Words.Compounds)
        {
            return tokens;
        }

        List<Token> joined = [];
        foreach (var token in tokens)
        {
            if (
                joined is [.., var last]
                && token.IsSpaced
                && grammar.Nouns.TryGetValue(token.Key, out var noun)
                && noun.Frame is not ("be" or "speak" or "group")
                && (grammar.Words.CapitalNouns || char.IsLower(token.Text[0]))
                && (grammar.Prefixes.Contains(last.Key) || IsAcronym(last.Text))
                && !(joined.Count > 1 && grammar.IsOr(joined[^2])) // "hbo of wo diploma"
            )
            {
                joined[^1] = new Token($"{last.Text}-{token.Text}", $"{last.Key}-{token.Key}", last.IsSpaced);
            }
            else
            {
                joined.Add(token);
            }
        }

        return [.. joined];
    }

    private static bool IsAcronym(string text) => text.Length is > 1 and < 7 && text.All(char.IsUpper);

    // A mark is no part of the word as it is looked up.
    private static Token[] Marked(Token[] tokens)
    {
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Text.Any(IsMark))
            {
                tokens[i] = tokens[i] with { Key = Unmarked(tokens[i].Key), Lower = Unmarked(tokens[i].Lower) };
            }
        }

        return tokens;
    }

    // A mark of gender, what only weighs the requirement or gives a reason, what is in the other tone.
    private static bool IsDropped(RequirementGrammar grammar, Tone tone, string note)
    {
        var tokens = grammar.Tokens(note);
        return tokens.Length == 0
            || SharedWords.All.GenderMarks.Contains(note)
            || grammar.Tails.Longest(tokens) > 0
            || tokens.AsSpan().Longest(grammar.WishLeads) > 0
            || tokens.AsSpan().Longest(grammar.Reasons) > 0
            || tokens.Any(it => grammar.IsOther(it, tone))
            || (grammar.Negates(tokens) && tokens.Any(it => grammar.Private.Any(it.Key.StartsWith)));
    }

    /// <summary>Whether a sign stands for a bracket.</summary>
    public static bool IsMark(char sign) => sign is >= Mark and < (char)(Mark + MaxNotes);

    private static string Unmarked(string text) =>
        text.Any(IsMark) ? string.Concat(text.Where(it => !IsMark(it))) : text;
}
