using System.Globalization;
using System.Text.RegularExpressions;

namespace Flowgen.Domain;

/// <summary>The one rule for the length of a text (contract, section 1): characters are Unicode scalar values, as JSON Schema counts them.</summary>
public static partial class Characters
{
    /// <summary>
    /// The characters up to U+FFFF that show nothing, but for U+0000: spaces, controls, and what Unicode calls default-ignorable, such as
    /// zero-width and filler characters. A part of a regular expression's character class, which .NET and ECMA-262 read alike.
    /// </summary>
    public const string Invisible =
        @"\u0001-\u0020\u007F-\u00A0\u00AD\u034F\u061C\u115F\u1160\u1680\u17B4\u17B5\u180B-\u180F\u2000-\u200F\u2028-\u202F\u205F-\u206F\u2800\u3000\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB";

    // Of shorthand, musical notation, and the tags and variation selectors of plane 14. No character class can hold them that all engines read alike.
    private const string InvisiblePairs =
        @"\uD82F[\uDCA0-\uDCA3]|\uD834[\uDD59\uDD73-\uDD7A]|[\uDB40-\uDB43][\uDC00-\uDFFF]";

    /// <summary>How many characters a text has. Half a surrogate pair counts as one.</summary>
    public static int CountIn(string text) => text.EnumerateRunes().Count();

    /// <summary>Whether a text has more than <paramref name="max"/> characters.</summary>
    public static bool TooManyIn(string text, int max) => text.Length > max && CountIn(text) > max;

    /// <summary>Whether a text shows something: one of invisible characters alone is no text, and nor is an empty one.</summary>
    public static bool VisibleIn(string text) => !InvisibleAlone().IsMatch(text);

    /// <summary>
    /// Whether a character controls what is shown around it: controls, line and paragraph separators, and the embeddings, overrides and
    /// isolates of text direction (Unicode Standard Annex 9, section 2). No name has one, and a terminal must not get one.
    /// </summary>
    public static bool IsControl(char character) =>
        char.GetUnicodeCategory(character)
            is UnicodeCategory.Control
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
        || character is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    [GeneratedRegex($@"\A(?:[{Invisible}]|{InvisiblePairs})*\z")]
    private static partial Regex InvisibleAlone();
}
