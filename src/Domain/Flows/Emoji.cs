using System.Globalization;
using System.Text;

namespace Flowgen.Domain.Flows;

/// <summary>
/// Recognises emoji by grapheme (UAX 29), so that a family or a flag counts as one: pictographs, dingbats, and anything
/// a variation selector or keycap turns into a picture (UTS 51). Letters, digits, arrows and signs such as © stay text.
/// </summary>
public static class Emoji
{
    private const char EmojiPresentation = '\uFE0F';
    private const char Keycap = '\u20E3';

    /// <summary>Whether the text holds an emoji.</summary>
    public static bool IsIn(string text) => Graphemes(text).Any(IsEmoji);

    /// <summary>The text without its emoji and the space each leaves behind; a text without any comes back as it is.</summary>
    public static string Strip(string text)
    {
        if (!IsIn(text))
        {
            return text;
        }

        var kept = new StringBuilder(text.Length);
        var afterEmoji = false;
        foreach (var grapheme in Graphemes(text))
        {
            var isEmoji = IsEmoji(grapheme);
            var isLeftOver = afterEmoji && grapheme == " " && (kept.Length == 0 || char.IsWhiteSpace(kept[^1]));
            if (!isEmoji && !isLeftOver)
            {
                kept.Append(grapheme);
            }

            afterEmoji = isEmoji || isLeftOver;
        }

        return kept.ToString().Trim();
    }

    private static IEnumerable<string> Graphemes(string text)
    {
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            yield return elements.GetTextElement();
        }
    }

    private static bool IsEmoji(string grapheme) =>
        grapheme.Contains(EmojiPresentation)
        || grapheme.Contains(Keycap)
        || grapheme.EnumerateRunes().Any(rune => IsPictograph(rune.Value));

    private static bool IsPictograph(int codePoint) =>
        codePoint
            is (>= 0x1F000 and <= 0x1FAFF) // pictographs, transport, flags, skin tones
                or (>= 0x2600 and <= 0x27BF) // miscellaneous symbols, dingbats
                or 0x231A
                or 0x231B
                or 0x23E9
                or 0x23EA
                or 0x23EB
                or 0x23EC
                or 0x23F0
                or 0x23F3
                or 0x25FD
                or 0x25FE
                or 0x2B1B
                or 0x2B1C
                or 0x2B50
                or 0x2B55;
}
