using System.Globalization;
using System.Text.RegularExpressions;
using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.Flows;

/// <summary>
/// Reads a date as candidates write it, and normalises it to <c>2030-12-31</c>. A day without a year, a month, "in two weeks" and
/// "immediately" also answer the question when the candidate can begin. They stay in the candidate's words.
/// </summary>
internal static partial class DateAnswers
{
    private const int FirstYear = 1900;
    private const int LastYear = 2100;
    private const int MaxWords = 12;

    // Two digits from 40 are a year of the last century: "90" is 1990, "27" is 2027.
    private const int FirstOfLastCentury = 40;

    /// <summary>The date, or the candidate's words for a time; null if the answer is neither.</summary>
    public static string? Read(string answer, AnswerWords words)
    {
        if (Figures().Match(answer) is { Success: true } figures)
        {
            return Numbers(figures, answer, words);
        }

        var key = AnswerText.Key(answer);
        var parts = key.Split(' ');
        if (parts.Length > MaxWords || key is "")
        {
            return null;
        }

        var month = parts.Select(part => words.Months.ToList().FindIndex(names => names.Contains(part)) + 1).Max();
        var numbers = parts.Select(Ordinal).OfType<int>().ToList();
        return month > 0
                ? numbers switch
                {
                    [] => answer,
                    [var one] when one is > 0 and <= 31 || IsYear(one) => answer,
                    [var day, var year] => Day(day, month, year) ?? Day(year, month, day),
                    _ => null,
                }
            : words.Soon.Contains(key) || parts.Any(words.Spans.Contains) ? answer
            : null;
    }

    private static string? Numbers(Match figures, string answer, AnswerWords words)
    {
        var parts = figures
            .Groups["part"]
            .Captures.Select(one => int.Parse(one.Value, CultureInfo.InvariantCulture))
            .ToList();
        return parts switch
        {
            [var year, var month, var day] when figures.Groups["part"].Captures[0].Length == 4 => Day(day, month, year),
            [var day, var month, var year] => Day(day, month, year)
                ?? (words.DecimalComma ? null : Day(month, day, year)),
            [var day, var month] when day is > 0 and <= 31 && month is > 0 and <= 12 => answer,
            [var month, var year] when month is > 0 and <= 12 && IsYear(year) => answer,
            [var digits] => Day(digits / 1_000_000, digits / 10_000 % 100, digits % 10_000)
                ?? Day(digits % 100, digits / 100 % 100, digits / 10_000),
            _ => null,
        };
    }

    private static string? Day(int day, int month, int year)
    {
        year +=
            year >= 100 ? 0
            : year >= FirstOfLastCentury ? 1900
            : 2000;
        return IsYear(year) && month is > 0 and <= 12 && day > 0 && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : null;
    }

    private static bool IsYear(int number) => number is >= FirstYear and <= LastYear;

    // "1", "1st", "1er", "31e".
    private static int? Ordinal(string part) =>
        part.TakeWhile(char.IsAsciiDigit).Count() is > 0 and <= 4 and var digits && part.Length - digits <= 3
            ? int.Parse(part[..digits], CultureInfo.InvariantCulture)
            : null;

    // A date in digits, possibly after words such as "from" or "ab".
    [GeneratedRegex(
        @"\A(?:\p{L}+\.? ){0,4}(?<part>[0-9]{1,4})(?: ?[-./ ] ?(?<part>[0-9]{1,4})){1,2}\.?\z|\A(?<part>[0-9]{8})\z"
    )]
    private static partial Regex Figures();
}
