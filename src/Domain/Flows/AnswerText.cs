using System.Globalization;
using System.Text;
using Flowgen.Domain.FlowTypes;

namespace Flowgen.Domain.Flows;

/// <summary>Removes from an answer the characters that keyboards and programs add.</summary>
internal static class AnswerText
{
    // Invisible characters with the category of a letter or symbol: fillers of Hangul and Braille, joiners, variation selectors.
    private const string Blanks = "\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0";

    /// <summary>Removes white space and invisible characters at both ends; the rest stays as it is.</summary>
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

        // A joiner or variation selector at the end belongs to the emoji before it, but it is invisible too.
        static bool IsNothing(char it) => char.IsWhiteSpace(it) || IsInvisible(it);
    }

    /// <summary>
    /// Converts a text to plain characters: full-width letters and the digits of any script become ASCII, white space becomes one space,
    /// a dash becomes <c>-</c>, and invisible characters are removed.
    /// </summary>
    /// <param name="text">The text that the candidate typed.</param>
    /// <param name="keepsDashes">Whether dashes stay as they are, which an address needs.</param>
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

    /// <summary>
    /// Only the words of a text, in lower case and without accents: "Ja, graag! 👍" becomes "ja graag". Signs with a meaning, as in "C++" and
    /// "€ 5", stay.
    /// </summary>
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

    // A combining accent, or the frame of a keycap.
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
