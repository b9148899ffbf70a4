using System.Globalization;
using System.Text.RegularExpressions;

namespace Flowgen.Domain;

/// <summary>The length and visibility of texts (contract, section 1). A character is a Unicode scalar value, as in JSON Schema.</summary>
public static partial class Characters
{
    /// <summary>
    /// The invisible characters from U+0001 to U+FFFF: spaces, controls, and characters that Unicode calls default-ignorable, such as
    /// zero-width characters and fillers. A part of a character class of a regular expression, with the same meaning in .NET and ECMA-262.
    /// </summary>
    public const string Invisible =
        @"\u0001-\u0020\u007F-\u00A0\u00AD\u034F\u061C\u115F\u1160\u1680\u17B4\u17B5\u180B-\u180F\u2000-\u200F\u2028-\u202F\u205F-\u206F\u2800\u3000\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB";

    // Invisible characters of shorthand and musical notation, and the tags and variation selectors of plane 14. They are surrogate pairs, since
    // not all engines support them in a character class.
    private const string InvisiblePairs =
        @"\uD82F[\uDCA0-\uDCA3]|\uD834[\uDD59\uDD73-\uDD7A]|[\uDB40-\uDB43][\uDC00-\uDFFF]";

    /// <summary>The number of characters of a text. An unpaired surrogate counts as one.</summary>
    public static int CountIn(string text) => text.EnumerateRunes().Count();

    /// <summary>Whether a text has more than <paramref name="max"/> characters.</summary>
    public static bool TooManyIn(string text, int max) => text.Length > max && CountIn(text) > max;

    /// <summary>Whether a text has a visible character.</summary>
    public static bool VisibleIn(string text) => !InvisibleAlone().IsMatch(text);

    /// <summary>
    /// Whether a character controls the display of other characters: controls, line and paragraph separators, and the embeddings, overrides
    /// and isolates of text direction (Unicode Standard Annex 9, section 2). Names and the output for a terminal must not contain one.
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
