using System.Globalization;
using System.Text.RegularExpressions;
using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.Flows;

/// <summary>Reads a number as candidates write it, such as "€ 2.500,- bruto" or "twee", and normalises it to digits with a decimal point.</summary>
internal static partial class NumberAnswers
{
    private const int MaxDigits = 15;
    private const int MaxWords = 10;

    /// <summary>The number; null if the answer has none or several, or if it is outside the bounds of the question.</summary>
    public static string? Read(string answer, ActionValue question, AnswerWords words)
    {
        var found = Figures().Matches(answer);
        return
            (
                found is [var only] ? Value(only, answer, words)
                : found is [] ? InWords(answer, words)
                : null
            )
                is { } number
            && !(number < question.Min)
            && !(number > question.Max)
            ? number.ToString("0.#####", CultureInfo.InvariantCulture)
            : null;
    }

    private static decimal? Value(Match figures, string answer, AnswerWords words)
    {
        var around = AnswerText.Key(answer[(figures.Index + figures.Length)..]).Split(' ');
        var text = Plain(figures.Value.Replace(" ", "").Replace("'", "").Replace("’", ""), words.DecimalComma);
        return
            text.Length <= MaxDigits
            && around.Length <= MaxWords
            && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number * (words.Thousand.Contains(around[0]) ? 1_000 : 1) * (IsNegative() ? -1 : 1)
            : null;

        bool IsNegative() =>
            figures.Index > 0
            && answer[figures.Index - 1] is '-'
            && (figures.Index == 1 || answer[figures.Index - 2] is ' ');
    }

    // The last separator is a decimal separator if the number has both kinds, or if it can't separate thousands. A single separator before
    // three digits depends on the language.
    private static string Plain(string figures, bool decimalComma)
    {
        var (comma, point) = (figures.LastIndexOf(','), figures.LastIndexOf('.'));
        var last = Math.Max(comma, point);
        if (last < 0)
        {
            return figures;
        }

        var mark = figures[last];
        var isDecimal =
            (comma >= 0 && point >= 0)
            || (figures.IndexOf(mark) == last && (figures.Length - last - 1 != 3 || decimalComma == (mark is ',')));
        return isDecimal
            ? $"{figures[..last].Replace(",", "").Replace(".", "")}.{figures[(last + 1)..]}"
            : figures.Replace(",", "").Replace(".", "");
    }

    // "Twee", "none of them": a few words with exactly one numeral.
    private static decimal? InWords(string answer, AnswerWords words)
    {
        var parts = AnswerText.Key(answer).Split(' ');
        var found = parts
            .Select(part =>
                words.Numbers.Index().FirstOrDefault(number => number.Item.Contains(part), (-1, null!)).Index
            )
            .Where(number => number >= 0)
            .ToList();
        return parts.Length <= MaxWords && found is [var only] ? only : null;
    }

    [GeneratedRegex(@"[0-9]+(?:[.,'’ ][0-9]+)*")]
    private static partial Regex Figures();
}
