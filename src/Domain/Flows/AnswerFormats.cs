using System.Text.RegularExpressions;
using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.Flows;

/// <summary>What makes a free answer valid, and how it is kept (docs/flows.md): a look at its shape, which refuses no real one.</summary>
internal static partial class AnswerFormats
{
    private const int FewestDigits = 6;
    private const int MostDigits = 15;

    // What ends the sentence that an answer stands in.
    private static readonly char[] Closings = ['.', ',', ';', '!'];

    /// <summary>The answer as it is kept; null where it is not valid.</summary>
    /// <param name="format">What is asked for.</param>
    /// <param name="answer">As it was typed.</param>
    /// <param name="words">Those of the language in which it is asked.</param>
    public static string? Read(this AnswerFormat format, string answer, AnswerWords words) =>
        format switch
        {
            AnswerFormat.Text => AnswerText.Trimmed(answer) is { Length: > 0 } text ? text : null,
            AnswerFormat.Email => ReadEmail(answer),
            AnswerFormat.Phone => ReadPhone(AnswerText.Plain(answer), words),
            AnswerFormat.Url => ReadUrl(answer),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, message: null),
        };

    // "Jo <jo@example.com>", "mailto:jo@example.com?subject=Hi", "E-mail: jo@example.com."
    private static string? ReadEmail(string answer)
    {
        var text = AnswerText.Plain(answer);
        if (text.LastIndexOf('<') is >= 0 and var opens && text.IndexOf('>', opens) is >= 0 and var closes)
        {
            text = text[(opens + 1)..closes];
        }

        var isLink = text.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase);
        text = Label().Replace(isLink ? text.Split('?')[0] : text, "").Trim([' ', '"', '<', '>', .. Closings]);
        return Email().IsMatch(text) ? text : null;
    }

    // "tel:+31-20-123-4567;ext=12", "Mobiel: 06 1234 5678", "030 / 123456, Durchwahl 12"
    private static string? ReadPhone(string answer, AnswerWords words)
    {
        var number = Label().Replace(AnswerText.Plain(answer).TrimEnd([' ', .. Closings]), "").Replace('·', '.');
        var extension = "";
        if (Extension().Match(number) is { Success: true } match && IsExtension(match.Groups["word"].Value))
        {
            number = number[..match.Index].TrimEnd(' ', '-', '/');
            extension = $" ext. {match.Groups["digits"].Value}";
        }

        return Phone().IsMatch(number) && number.Count(char.IsAsciiDigit) is >= FewestDigits and <= MostDigits
            ? number + extension
            : null;

        bool IsExtension(string word) => word is "#" || words.Extension.Contains(AnswerText.Key(word));
    }

    private static string? ReadUrl(string answer)
    {
        var text = AnswerText.Plain(answer, keepsDashes: true);
        text = SpacedLabel().Replace(text, "").Trim('<', '>', '"').TrimEnd(Closings);
        return Url().IsMatch(text) ? text : null;
    }

    // "Mobiel:", "tel:", "mailto:", "Tel. ".
    [GeneratedRegex(@"\A(?:[\p{L} .-]{1,30}:|(?:tel|mob)\.? ) ?", RegexOptions.IgnoreCase)]
    private static partial Regex Label();

    // The colon of an address has no space behind it.
    [GeneratedRegex(@"\A[\p{L} .-]{1,30}: ")]
    private static partial Regex SpacedLabel();

    [GeneratedRegex(@"[ ,;]*(?<word>#|\p{L}{1,12})\.?[ :=]*(?<digits>[0-9]{1,7})\z", RegexOptions.RightToLeft)]
    private static partial Regex Extension();

    [GeneratedRegex(@"\A[^\s@]+@[^\s@.]+(\.[^\s@.]+)+\z")]
    private static partial Regex Email();

    [GeneratedRegex(@"\A\+?[0-9 ()./-]+\z")]
    private static partial Regex Phone();

    [GeneratedRegex(@"\A(https?://)?[^\s/?#:@.]+(\.[^\s/?#:@.]+)+(:[0-9]+)?([/?#]\S*)?\z", RegexOptions.IgnoreCase)]
    private static partial Regex Url();
}
