using System.Globalization;
using System.Text;
using Flowgen.Domain.FlowTypes;

namespace Flowgen.Domain.Flows;

/// <summary>What a candidate typed, without what keyboards and programs add to it.</summary>
internal static class AnswerText
{
    // Letters and symbols by their category that are shown as nothing: fillers of Hangul and Braille, joiners, variation selectors.
    private const string Blanks = "\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0";

    /// <summary>Without white space and invisible characters at both ends; the rest is as it was typed.</summary>
    public static string Trimmed(string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && IsNothing(text[start]))
        {
            start++;
        }

        while (end > start && IsNothing(text[end - 1]))
        {
            end--;
        }

        return text[start..end];

        // A joiner or variation selector at the end belongs to the emoji before it, but shows nothing either.
        static bool IsNothing(char it) => char.IsWhiteSpace(it) || IsInvisible(it);
    }

    /// <summary>
    /// In plain characters: full-width letters and the digits of any script in ASCII, one space for any white space, <c>-</c> for any dash,
    /// and nothing invisible.
    /// </summary>
    /// <param name="text">As it was typed.</param>
    /// <param name="keepsDashes">Whether a dash of any kind stays what it is, as it must in an address.</param>
    public static string Plain(string text, bool keepsDashes = false)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (char.IsWhiteSpace(character))
            {
                if (plain is [.., not ' '])
                {
                    plain.Append(' ');
                }
            }
            else if (!IsInvisible(character))
            {
                plain.Append(
                    keepsDashes && char.GetUnicodeCategory(character) is UnicodeCategory.DashPunctuation
                        ? character
                        : Plain(character)
                );
            }
        }

        return plain.ToString().Trim();
    }

    /// <summary>Its words alone, in lower case and without accents: "Ja, graag! 👍" is "ja graag". Signs that count, as in "C++" and "€ 5", stay.</summary>
    public static string Key(string text)
    {
        var key = new StringBuilder(text.Length);
        foreach (var character in Spelling.Fold(Plain(text)))
        {
            if (IsOfWord(character))
            {
                key.Append(character);
            }
            else if (!IsMark(character) && key is [.., not ' '])
            {
                key.Append(' ');
            }
        }

        return key.ToString().TrimEnd();
    }

    private static bool IsOfWord(char it) =>
        char.IsLetterOrDigit(it)
        || it is '#' or '%' or '&'
        || CharUnicodeInfo.GetUnicodeCategory(it) is UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol;

    // An accent of its own, or the frame of a keycap.
    private static bool IsMark(char it) =>
        CharUnicodeInfo.GetUnicodeCategory(it) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static bool IsInvisible(char it) =>
        CharUnicodeInfo.GetUnicodeCategory(it) is UnicodeCategory.Format or UnicodeCategory.Control
        || it is >= '\uFE00' and <= '\uFE0F'
        || Blanks.Contains(it);

    private static char Plain(char it) =>
        it switch
        {
            >= '\uFF01' and <= '\uFF5E' => (char)(it - 0xFEE0),
            '\u2212' or '\u2043' => '-',
            '\u2044' or '\u2215' => '/',
            '\u3002' or '\uFF61' => '.',
            _ => CharUnicodeInfo.GetUnicodeCategory(it) switch
            {
                UnicodeCategory.DashPunctuation => '-',
                UnicodeCategory.DecimalDigitNumber => (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(it)),
                _ => it,
            },
        };
}
