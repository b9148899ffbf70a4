using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.Flows;

/// <summary>
/// Validates a free answer by its format, and normalises it (docs/flows.md). It checks only the shape, so that it refuses no real answer.
/// </summary>
internal static partial class AnswerFormats
{
    private const int MinDigits = 6;
    private const int MaxDigits = 15;

    // The end of a sentence that contains the answer.
    private static readonly char[] Closings = ['.', ',', ';', '!'];

    // An opening and a closing character.
    private static readonly string[] Pairs =
    [
        "\"\"",
        "''",
        "``",
        "**",
        "\u201C\u201D",
        "\u201E\u201C",
        "\u201E\u201D",
        "\u2018\u2019",
        "\u201A\u2018",
        "\u00AB\u00BB",
        "\u00BB\u00AB",
        "<>",
        "()",
        "[]",
    ];

    private const string Mailto = "mailto:";

    private static readonly Dictionary<string, int> IbanLengths = (
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 "
        + "FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 "
        + "LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 "
        + "SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
    )
        .Split(' ')
        .ToDictionary(one => one[..2], one => int.Parse(one[2..], CultureInfo.InvariantCulture));

    /// <summary>The normalised answer; null if it is invalid.</summary>
    /// <param name="question">The question with its format; without a format, any text is valid.</param>
    /// <param name="answer">The text that the candidate typed.</param>
    /// <param name="words">The words of the language of the flow.</param>
    public static string? Read(ActionValue question, string answer, AnswerWords words) =>
        (question.Format ?? AnswerFormat.Text) switch
        {
            AnswerFormat.Text => AnswerText.Trimmed(answer) is { Length: > 0 } text ? text : null,
            AnswerFormat.Email => ReadEmail(answer),
            AnswerFormat.Phone => ReadPhone(answer, words),
            AnswerFormat.Url => ReadUrl(answer),
            AnswerFormat.Date => DateAnswers.Read(AnswerText.Plain(answer), words),
            AnswerFormat.Number => NumberAnswers.Read(AnswerText.Plain(answer), question, words),
            AnswerFormat.Iban => ReadIban(answer),
            AnswerFormat.Postcode => ReadPostcode(AnswerText.Plain(answer)),
            AnswerFormat.File => ReadUrl(answer)
                ?? (AnswerText.Plain(answer) is var name && FileName().IsMatch(name) ? name : null),
            var format => throw new ArgumentOutOfRangeException(nameof(question), format, message: null),
        };

    // "Jo <jo@example.com>", "mailto:jo%2Bx@example.com?subject=Hi", "E-mail: 'jo@example.com'."
    private static string? ReadEmail(string answer)
    {
        var text = Undecorated(AnswerText.Plain(answer), atStart: false);
        var around = "";
        if (text.LastIndexOf('<') is >= 0 and var opens && text.IndexOf('>', opens) is >= 0 and var closes)
        {
            around = text[..opens] + text[(closes + 1)..];
            text = text[(opens + 1)..closes];
        }

        text = SpacedLabel().Replace(text, "");
        if (text.StartsWith(Mailto, StringComparison.OrdinalIgnoreCase))
        {
            text = Uri.UnescapeDataString(text[Mailto.Length..].Split('?')[0]); // RFC 6068, section 2
        }
        else
        {
            text = Undecorated(Label().Replace(text, "").TrimEnd('/'), atStart: false);
        }

        // A text with two different addresses is invalid.
        return Email().IsMatch(text) && (!around.Contains('@') || around.Trim() == text) ? text : null;
    }

    // "tel:+31-20-123-4567;ext=12", "Mobiel: 06 1234 5678", "030 / 123456, Durchwahl 12", "☎ 06 1234 5678"
    private static string? ReadPhone(string answer, AnswerWords words)
    {
        var text = Undecorated(AnswerText.Plain(answer));
        text = text.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) ? Uri.UnescapeDataString(text) : text;
        var number = Undecorated(Label().Replace(text, "").TrimStart(' ', '-').TrimEnd('/')).Replace('·', '.');
        var extension = "";
        if (Extension().Match(number) is { Success: true } match && IsExtension(match.Groups["word"].Value))
        {
            number = number[..match.Index].TrimEnd(' ', '-', '/');
            extension = $" ext. {match.Groups["digits"].Value}";
        }

        return Phone().IsMatch(number) && number.Count(char.IsAsciiDigit) is >= MinDigits and <= MaxDigits
            ? number + extension
            : null;

        bool IsExtension(string word) => word is "#" || words.Extension.Contains(AnswerText.Key(word));
    }

    private static string? ReadUrl(string answer)
    {
        var text = AnswerText.Plain(answer, keepsDashes: true);
        text = SpacedLabel().Replace(Undecorated(text, atStart: false, atEnd: false), "");
        text = Undecorated(text.Trim('<', '>', '"'), atStart: false, atEnd: false);
        return Url().IsMatch(text) ? text : null;
    }

    // ISO 13616: each country has its own length, and the remainder by 97 is 1 (ISO 7064).
    private static string? ReadIban(string answer)
    {
        var iban = string.Concat(
            Undecorated(Label().Replace(Undecorated(AnswerText.Plain(answer)), ""))
                .ToUpperInvariant()
                .Where(it => it is not (' ' or '-' or '.'))
        );
        iban = iban.StartsWith("IBAN", StringComparison.Ordinal) ? iban["IBAN".Length..] : iban;
        if (
            !iban.All(char.IsAsciiLetterOrDigit)
            || !IbanLengths.TryGetValue(iban.Length > 2 ? iban[..2] : "", out var length)
            || iban.Length != length
        )
        {
            return null;
        }

        var remainder = (iban[4..] + iban[..4]).Aggregate(
            0,
            (sum, it) => (char.IsAsciiDigit(it) ? sum * 10 + (it - '0') : sum * 100 + (it - 'A' + 10)) % 97
        );
        return remainder == 1 ? iban : null;
    }

    // The forms of the countries where Flowgen's languages are spoken; otherwise any text that looks like a code.
    private static string? ReadPostcode(string answer)
    {
        var code = Undecorated(Label().Replace(Undecorated(answer), "")).ToUpperInvariant();
        if (Dutch().Match(code) is { Success: true } dutch)
        {
            return $"{dutch.Groups[1]} {dutch.Groups[2]}";
        }

        if (British().Match(code) is { Success: true } british)
        {
            return $"{british.Groups[1]} {british.Groups[2]}";
        }

        return Numeric().Match(code) is { Success: true } numeric ? numeric.Groups[1].Value
            : AnyPostcode().IsMatch(code) ? code
            : null;
    }

    /// <summary>Removes decoration around an answer: quotes and brackets in pairs, the end of a sentence, emoji.</summary>
    /// <param name="text">The answer in plain characters.</param>
    /// <param name="atStart">Whether to remove an emoji at the start that no space separates from the answer.</param>
    /// <param name="atEnd">Whether to remove such an emoji at the end.</param>
    private static string Undecorated(string text, bool atStart = true, bool atEnd = true)
    {
        for (var before = ""; before != text; )
        {
            before = text;
            text = text.TrimEnd([' ', .. Closings]);
            var start = text.EnumerateRunes().TakeWhile(IsEmoji).Sum(rune => rune.Utf16SequenceLength);
            text = atStart || text.AsSpan(start) is [' ', ..] ? text[start..].TrimStart() : text;
            var end = text.Length;
            while (Rune.DecodeLastFromUtf16(text.AsSpan(0, end), out var last, out var length) is OperationStatus.Done)
            {
                if (!IsEmoji(last))
                {
                    break;
                }

                end -= length;
            }

            text = atEnd || text.AsSpan(0, end) is [.., ' '] ? text[..end].TrimEnd() : text;
            if (
                text is [var opens, .., var closes]
                && Pairs.Contains($"{opens}{closes}")
                && text.AsSpan(1, text.Length - 2).IndexOfAny(opens, closes) < 0
            )
            {
                text = text[1..^1].Trim();
            }
        }

        return text;

        static bool IsEmoji(Rune rune) =>
            !rune.IsAscii
            && Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol;
    }

    // "Mobiel:", "tel:", "Tel. ".
    [GeneratedRegex(@"\A(?:[\p{L} .-]{1,30}:|(?:tel|mob)\.? ) ?", RegexOptions.IgnoreCase)]
    private static partial Regex Label();

    // A label before a web address: the colon inside an address has no space after it.
    [GeneratedRegex(@"\A[\p{L} .-]{1,30}: ")]
    private static partial Regex SpacedLabel();

    [GeneratedRegex(@"[ ,;]*(?<word>#|\p{L}{1,12})\.?[ :=]*(?<digits>[0-9]{1,7})\z", RegexOptions.RightToLeft)]
    private static partial Regex Extension();

    [GeneratedRegex(@"\A[^/\\:*?""<>|]{0,200}[^\s./\\:*?""<>|]\.[A-Za-z0-9]{2,5}\z")]
    private static partial Regex FileName();

    [GeneratedRegex(@"\A(?:NL[ -]?)?([1-9][0-9]{3}) ?([A-Z]{2})\z")]
    private static partial Regex Dutch();

    [GeneratedRegex(@"\A([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})\z")]
    private static partial Regex British();

    // Some people write the code of the country before it.
    [GeneratedRegex(@"\A(?:(?:A|B|BE|CH|D|DE|F|FR|L|LU|AT)[ -]{1,3})?([0-9]{4,5})\z")]
    private static partial Regex Numeric();

    [GeneratedRegex(@"\A(?=.*[0-9])[A-Z0-9](?:[ -]?[A-Z0-9]){2,9}\z")]
    private static partial Regex AnyPostcode();

    // RFC 5321, section 4.1.2, with the letters of any language (RFC 6531). It may not begin with a quote or slash, which rather surround it.
    [GeneratedRegex(
        @"\A(?=.{1,254}\z)(?:(?!['/`])[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*|""[^""\\\s]+"")@(?:[\p{L}\p{M}\p{N}_](?:[\p{L}\p{M}\p{N}_-]*[\p{L}\p{M}\p{N}_])?\.)+\p{L}(?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])\z"
    )]
    private static partial Regex Email();

    [GeneratedRegex(@"\A\+?[0-9(][0-9 ()./-]*\z")]
    private static partial Regex Phone();

    [GeneratedRegex(@"\A(https?://)?[^\s/?#:@.]+(\.[^\s/?#:@.]+)+(:[0-9]+)?([/?#]\S*)?\z", RegexOptions.IgnoreCase)]
    private static partial Regex Url();
}
