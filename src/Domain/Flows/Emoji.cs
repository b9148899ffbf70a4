using System.Globalization;
using System.Text;

namespace Flowgen.Domain.Flows;

/// <summary>
/// Finds emoji by grapheme (UAX 29), so that a family or a flag counts as one. By UTS 51, a character is an emoji if its default
/// presentation is a picture, or if a variation selector or keycap requests one. ✓, ★, © and → are text.
/// </summary>
public static class Emoji
{
    private const char EmojiPresentation = '\uFE0F';
    private const char FirstPicture = '\u20D0';
    private const char Keycap = '\u20E3';

    /// <summary>Whether the text contains an emoji.</summary>
    public static bool IsIn(string text) => MayBeIn(text) && Graphemes(text).Any(IsEmoji);

    /// <summary>The number of emoji in the text.</summary>
    public static int Count(string text) => MayBeIn(text) ? Graphemes(text).Count(IsEmoji) : 0;

    /// <summary>Whether the text is one emoji of one character, without joined invisible characters.</summary>
    public static bool IsSimple(string text) =>
        text.EnumerateRunes().ToList() is [_] or [_, { Value: EmojiPresentation }] && IsIn(text);

    /// <summary>The text without its emoji and the spaces that they would leave. A text without emoji is returned unchanged.</summary>
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

    // A fast test, so that most texts are not split into graphemes: emoji need a variation selector, a keycap or a pictograph.
    private static bool MayBeIn(string text) => text.AsSpan().IndexOfAnyInRange(FirstPicture, char.MaxValue) >= 0;

    private static IEnumerable<string> Graphemes(string text)
    {
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            yield return elements.GetTextElement();
        }
    }

    // The first character decides: a letter stays a letter with any combining character.
    private static bool IsEmoji(string grapheme)
    {
        if (!Rune.TryGetRuneAt(grapheme, 0, out var rune))
        {
            return false; // an unpaired surrogate
        }

        var first = rune.Value;
        return IsPicture(first)
            || (IsSymbol(first) && (grapheme.Contains(EmojiPresentation) || HasPictureOnTop(grapheme)))
            || grapheme.Contains(Keycap);
    }

    // A skin tone, or another joined picture.
    private static bool HasPictureOnTop(string grapheme) =>
        grapheme.EnumerateRunes().Skip(1).Any(rune => IsPicture(rune.Value));

    // Emoji_Presentation=Yes, and the pictographs beyond the basic plane.
    private static bool IsPicture(int codePoint) =>
        codePoint
            is (>= 0x1F000 and <= 0x1F7FF)
                or (>= 0x1F900 and <= 0x1FAFF)
                or 0x231A
                or 0x231B
                or (>= 0x23E9 and <= 0x23EC)
                or 0x23F0
                or 0x23F3
                or 0x25FD
                or 0x25FE
                or 0x2614
                or 0x2615
                or (>= 0x2648 and <= 0x2653)
                or 0x267F
                or 0x2693
                or 0x26A1
                or 0x26AA
                or 0x26AB
                or 0x26BD
                or 0x26BE
                or 0x26C4
                or 0x26C5
                or 0x26CE
                or 0x26D4
                or 0x26EA
                or 0x26F2
                or 0x26F3
                or 0x26F5
                or 0x26FA
                or 0x26FD
                or 0x2705
                or 0x270A
                or 0x270B
                or 0x2728
                or 0x274C
                or 0x274E
                or (>= 0x2753 and <= 0x2755)
                or 0x2757
                or (>= 0x2795 and <= 0x2797)
                or 0x27B0
                or 0x27BF
                or 0x2B1B
                or 0x2B1C
                or 0x2B50
                or 0x2B55;

    // The symbols that a variation selector can turn into a picture: no letters, no punctuation.
    private static bool IsSymbol(int codePoint) => codePoint is 0xA9 or 0xAE or (>= 0x203C and <= 0x3299);
}
