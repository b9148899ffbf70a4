using System.Text;
using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes.VacancyApplication.Requirements;

/// <summary>A word or a sign of a requirement.</summary>
/// <param name="Text">As it is written.</param>
/// <param name="Key">As it is looked up.</param>
/// <param name="IsSpaced">Whether a space is before it.</param>
internal sealed record Token(string Text, string Key, bool IsSpaced)
{
    private const string Signs = ",;:!?()";

    /// <summary>In lower case, with its accents: "parlé" is no "parle".</summary>
    public string Lower { get; init; } = Text.ToLowerInvariant();

    /// <summary>Whether it has a capital though it does not begin the text: in a sentence, no verb has one.</summary>
    public bool IsName { get; private init; }

    /// <summary>The words of a line. What is glued to a word by a sign, such as "06:00" and "e-bike", is part of it.</summary>
    /// <param name="text">On one line.</param>
    /// <param name="elisions">Letters before an apostrophe that are words of their own.</param>
    /// <param name="genderMarks">Ends of words that are no part of their keys: "(e)".</param>
    public static Token[] Of(string text, HashSet<string> elisions, string[] genderMarks)
    {
        List<Token> tokens = [];
        foreach (var piece in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var (start, end) = (0, piece.Length);
            var spaced = true;
            for (; start < end && Signs.Contains(piece[start]); start++)
            {
                Add(piece[start..(start + 1)]);
            }

            // "souriant(e)" is one word.
            while (
                end > start
                && Signs.Contains(piece[end - 1])
                && !(piece[end - 1] is ')' && piece.IndexOf('(', start, end - start) > start)
            )
            {
                end--;
            }

            var apostrophe = piece.AsSpan(start, end - start).IndexOfAny('\'', '’');
            if (
                apostrophe > 0
                && apostrophe < end - start - 1
                && elisions.Contains(Spelling.Fold(piece[start..(start + apostrophe)]))
            )
            {
                Add(piece[start..(start + apostrophe)] + "’");
                start += apostrophe + 1;
            }

            if (end > start)
            {
                Add(piece[start..end]);
            }

            for (; end < piece.Length; end++)
            {
                Add(piece[end..(end + 1)]);
            }

            void Add(string part)
            {
                var (key, lower) = (LexiconText.Key(part), part.ToLowerInvariant());
                foreach (var mark in genderMarks)
                {
                    if (key.Length > mark.Length + 2 && key.EndsWith(mark, StringComparison.Ordinal))
                    {
                        (key, lower) = (key[..^mark.Length], lower[..^mark.Length]);
                        break;
                    }
                }

                tokens.Add(
                    new(part, key, spaced)
                    {
                        Lower = lower,
                        IsName =
                            tokens.Count > 0
                            && char.IsUpper(part[0])
                            && (part.Length == 1 || char.IsLower(part[1]) || RequirementText.IsMark(part[1])),
                    }
                );
                spaced = false;
            }
        }

        return [.. tokens];
    }
}

/// <summary>Words and phrases in a requirement.</summary>
internal static class TokenSpans
{
    /// <summary>Whether the words begin with a phrase.</summary>
    /// <param name="tokens">Of a requirement.</param>
    /// <param name="phrase">Keys of its words.</param>
    public static bool StartWith(this ReadOnlySpan<Token> tokens, string[] phrase)
    {
        if (phrase.Length > tokens.Length)
        {
            return false;
        }

        for (var i = 0; i < phrase.Length; i++)
        {
            if (tokens[i].Key != phrase[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The number of words of the longest phrase that the words begin with; 0 where there is none.</summary>
    /// <param name="tokens">Of a requirement.</param>
    /// <param name="phrases">The longest first.</param>
    public static int Longest(this ReadOnlySpan<Token> tokens, string[][] phrases)
    {
        foreach (var phrase in phrases)
        {
            if (tokens.StartWith(phrase))
            {
                return phrase.Length;
            }
        }

        return 0;
    }

    /// <summary>Whether any of the words is such a one.</summary>
    public static bool Exists(this ReadOnlySpan<Token> tokens, Predicate<Token> isOne)
    {
        foreach (var token in tokens)
        {
            if (isOne(token))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Where the last such word is; -1 where there is none.</summary>
    public static int LastIndexOf(this ReadOnlySpan<Token> tokens, Predicate<Token> isOne)
    {
        for (var i = tokens.Length - 1; i >= 0; i--)
        {
            if (isOne(tokens[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The words as they are written.</summary>
    public static string Text(ReadOnlySpan<Token> tokens)
    {
        var text = new StringBuilder();
        foreach (var token in tokens)
        {
            text.Append(text.Length > 0 && token.IsSpaced ? " " : "").Append(token.Text);
        }

        return text.ToString();
    }
}
