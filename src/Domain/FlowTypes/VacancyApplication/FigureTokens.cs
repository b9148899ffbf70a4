using System.Globalization;
using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>A number, a word or a sign of a line.</summary>
/// <param name="Lower">The text in lower case.</param>
/// <param name="Number">The value of a number; null for other tokens, and in a date or time.</param>
/// <param name="At">The index at which it begins.</param>
/// <param name="IsGlued">Whether no space separates it from the previous token.</param>
internal readonly record struct FigureToken(string Lower, decimal? Number, int At, bool IsGlued)
{
    public bool IsWord => Lower.Length > 0 && char.IsLetter(Lower[0]);

    public bool Is(params ReadOnlySpan<char> signs) => Lower.Length == 1 && signs.Contains(Lower[0]);
}

/// <summary>The numbers, words and signs of a line, split in a single pass.</summary>
internal sealed class FigureTokens
{
    // Longer numbers are telephone numbers and similar.
    private const int MaxDigits = 7;
    private const int MaxTokens = 4_000;
    private const int MaxWordsOfPhrase = 5;

    private readonly List<FigureToken> tokens = [];

    public FigureTokens(string text)
    {
        for (var i = 0; i < text.Length && tokens.Count < MaxTokens; )
        {
            var start = i;
            var isGlued = i > 0 && text[i - 1] != ' ';
            if (text[i] == ' ')
            {
                i++;
            }
            else if (char.IsAsciiDigit(text[i]))
            {
                var number = Number(text, ref i);
                tokens.Add(new(number is null ? "#" : text[start..i], number, start, isGlued));
            }
            else if (char.IsLetter(text[i]))
            {
                i = EndOfWord(text, i);
                tokens.Add(new(VacancyTerms.Lower(text[start..i]), null, start, isGlued));
            }
            else
            {
                tokens.Add(new(text[i..(i + 1)], null, start, isGlued));
                i++;
            }
        }
    }

    public int Count => tokens.Count;

    public FigureToken this[int at] => at >= 0 && at < tokens.Count ? tokens[at] : new("", null, 0, false);

    /// <summary>The number of tokens of the phrase that begins at a position; 0 if no phrase does.</summary>
    public int Phrase(VacancyTerms terms, int at)
    {
        var (found, said) = (0, "");
        if (!terms.Begin(this[at].Lower))
        {
            return 0;
        }

        for (var n = 1; n <= Math.Min(terms.MaxWords, MaxWordsOfPhrase) && this[at + n - 1].Lower.Length > 0; n++)
        {
            said = n == 1 ? this[at].Lower : $"{said} {this[at + n - 1].Lower}";
            found = terms.Has(said) ? n : found;
        }

        return found;
    }

    /// <summary>The number of tokens of the phrase that ends before a position.</summary>
    public int PhraseBefore(VacancyTerms terms, int at)
    {
        var (found, said) = (0, "");
        if (!terms.End(this[at - 1].Lower))
        {
            return 0;
        }

        for (var n = 1; n <= Math.Min(terms.MaxWords, MaxWordsOfPhrase) && at - n >= 0; n++)
        {
            said = n == 1 ? this[at - n].Lower : $"{this[at - n].Lower} {said}";
            found = terms.Has(said) ? n : found;
        }

        return found;
    }

    // "p.m.", "o.b.v.", "p/m", "l’heure"
    private static int EndOfWord(string text, int i)
    {
        while (
            i < text.Length
            && (
                char.IsLetter(text[i])
                || (text[i] is '’' or '\'' or '.' && i + 1 < text.Length && char.IsLetter(text[i + 1]))
                || (
                    text[i] == '/'
                    && i + 1 < text.Length
                    && text[i - 1] is 'p' or 'P'
                    && (i < 2 || !char.IsLetter(text[i - 2]))
                    && char.IsLetter(text[i + 1])
                )
            )
        )
        {
            i++;
        }

        return i;
    }

    // "2.500,00" and "2,500", "1 900", "12,40": three digits after a separator are thousands.
    private static decimal? Number(string text, ref int i)
    {
        var (start, isGrouped) = (i, false);
        i = EndOfDigits(text, i);
        var whole = text[start..i];
        while (
            whole[0] != '0'
            && whole.Length is <= 3 or 6
            && (whole.Length <= 3 || isGrouped)
            && i + 3 < text.Length
            && text[i] is '.' or ',' or ' ' or '’' or '\''
            && EndOfDigits(text, i + 1) == i + 4
        )
        {
            whole += text[(i + 1)..(i + 4)];
            (isGrouped, i) = (true, i + 4);
        }

        var decimals = "";
        if (i + 1 < text.Length && text[i] is '.' or ',' && EndOfDigits(text, i + 1) - i - 1 is 1 or 2)
        {
            var end = EndOfDigits(text, i + 1);
            decimals = text[(i + 1)..end].TrimEnd('0');
            i = end;
        }

        // Times, dates, versions.
        var isOther = i + 1 < text.Length && text[i] is ':' or '.' or ',' && char.IsAsciiDigit(text[i + 1]);
        while (i + 1 < text.Length && text[i] is ':' or '.' or ',' or '/' && isOther && char.IsAsciiDigit(text[i + 1]))
        {
            i = EndOfDigits(text, i + 1);
        }

        if (IsDate(text, i, whole, out var date))
        {
            (isOther, i) = (true, date);
        }

        // "2.500,-"
        if (i + 1 < text.Length && text[i] is ',' or '.' && text[i + 1] is '-' or '–' or '—')
        {
            i += 2;
            i += i < text.Length && text[i] == '-' ? 1 : 0;
        }

        return isOther || whole.Length > MaxDigits || (i > start && start > 0 && text[start - 1] == ':')
            ? null
            : decimal.Parse(
                $"{whole}.{decimals}".TrimEnd('.'),
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture
            );
    }

    // "02/09/2019", "2024-03-01"
    private static bool IsDate(string text, int i, string whole, out int end)
    {
        end = i;
        if (
            whole.Length is not (1 or 2 or 4)
            || i + 3 >= text.Length
            || text[i] is not ('/' or '-')
            || !char.IsAsciiDigit(text[i + 1])
        )
        {
            return false;
        }

        var second = EndOfDigits(text, i + 1);
        if (
            second - i - 1 > 2
            || second + 1 >= text.Length
            || text[second] != text[i]
            || !char.IsAsciiDigit(text[second + 1])
        )
        {
            return false;
        }

        end = EndOfDigits(text, second + 1);
        return true;
    }

    private static int EndOfDigits(string text, int i)
    {
        while (i < text.Length && char.IsAsciiDigit(text[i]))
        {
            i++;
        }

        return i;
    }
}
