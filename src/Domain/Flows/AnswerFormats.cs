using System.Text.RegularExpressions;

namespace Flowgen.Domain.Flows;

/// <summary>What makes a free answer valid (docs/flows.md): a look at its shape, which refuses no real one.</summary>
internal static partial class AnswerFormats
{
    public static bool Accepts(this AnswerFormat format, string answer) =>
        format switch
        {
            AnswerFormat.Text => answer is not "",
            AnswerFormat.Email => Email().IsMatch(answer),
            AnswerFormat.Phone => Phone().IsMatch(answer) && answer.Count(char.IsAsciiDigit) is >= 6 and <= 15,
            AnswerFormat.Url => Url().IsMatch(answer),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, message: null),
        };

    [GeneratedRegex(@"\A[^\s@]+@[^\s@.]+(\.[^\s@.]+)+\z")]
    private static partial Regex Email();

    [GeneratedRegex(@"\A\+?[0-9 ()./-]+\z")]
    private static partial Regex Phone();

    [GeneratedRegex(@"\A(https?://)?[^\s/?#:@.]+(\.[^\s/?#:@.]+)+(:[0-9]+)?([/?#]\S*)?\z", RegexOptions.IgnoreCase)]
    private static partial Regex Url();
}
