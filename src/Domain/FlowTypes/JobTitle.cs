using System.Globalization;
using System.Text.RegularExpressions;

namespace Flowgen.Domain.FlowTypes;

/// <summary>Finds a name for a vacancy whose client gave none.</summary>
public static partial class JobTitle
{
    private const int MaxLength = 80;

    /// <summary>The first line with words in it, without Markdown and end punctuation, cut between words at 80 characters.</summary>
    /// <param name="vacancyText">At least one character that is not white space.</param>
    public static string From(string vacancyText)
    {
        var lines = vacancyText.Split(['\n', '\r', '\u2028', '\u2029']).Select(Tidy);
        var title = lines.FirstOrDefault(line => line.Any(char.IsLetterOrDigit)) ?? Tidy(vacancyText);
        if (title.Length > MaxLength)
        {
            var cut = title.LastIndexOf(' ', MaxLength);
            title = title[..(cut > 0 ? cut : WholeCharacters(title))].TrimEnd(' ', ',', ';', ':', '-', '–') + "…";
        }

        return title is "" ? StringInfo.GetNextTextElement(vacancyText.Trim()) : title;
    }

    private static string Tidy(string line) =>
        Spaces()
            .Replace(line, " ")
            .Trim()
            .TrimStart('#', '*', '_', '-', '•', '>', ' ')
            .TrimEnd('*', '_', '.', ':', ' ');

    // Not between the halves of a surrogate pair.
    private static int WholeCharacters(string title) =>
        char.IsHighSurrogate(title[MaxLength - 1]) ? MaxLength - 1 : MaxLength;

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
