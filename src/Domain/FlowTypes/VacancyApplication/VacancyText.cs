using System.Globalization;
using System.Net;
using System.Text;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>
/// An untrusted text as lines to search: without markup, entities and what is not seen. Every character is read a fixed
/// number of times, so no text takes longer than its length.
/// </summary>
internal static class VacancyText
{
    private const string Edges = " .,;:!?-–—•·|*_>/\"“”„‘&";
    private const string Punctuation = " -–—,.'’()/+#*:&";

    // A language needs one or two on a letter; more are there to climb over other lines.
    private const int MostMarks = 2;

    private static readonly HashSet<string> Inline =
        "a abbr b bdi bdo big code em font i ins mark s small span strong sub sup u"
            .Split(' ')
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Hidden = "head iframe noscript script style svg template textarea"
        .Split(' ')
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The lines with something to read, trimmed, each run of spaces one space.</summary>
    public static IReadOnlyList<string> Lines(string text) =>
        [
            .. WebUtility
                .HtmlDecode(WithoutTags(text))
                .Split('\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029')
                .Select(Visible)
                .Where(line => line is not ""),
        ];

    /// <summary>A part of a line without what surrounds it; null where it is not made of what names are made of.</summary>
    /// <param name="part">Of a line.</param>
    /// <param name="max">The most characters.</param>
    public static string? Name(string part, int max)
    {
        var name = part.TrimStart('#', ' ').Trim([.. Edges]);
        return
            name.Length > 1
            && name.Length <= max
            && name.Any(char.IsLetter)
            && !name.Contains("://", StringComparison.Ordinal)
            && Harmless(name) == name
            ? name
            : null;
    }

    /// <summary>A line without the characters of markup, cut between words; null where no letter or figure is left.</summary>
    /// <param name="line">One of <see cref="Lines"/>.</param>
    /// <param name="max">The most characters.</param>
    public static string? Shortened(string line, int max)
    {
        var text = Visible(Harmless(line.TrimStart('#'))).Trim([.. Edges]);
        if (text.Length > max)
        {
            var cut = text.LastIndexOf(' ', max - 1);
            text = text[..(cut > 0 ? cut : WholeCharacters(text, max - 1))].TrimEnd([.. Edges]) + "…";
        }

        return text.EnumerateRunes().Any(Rune.IsLetterOrDigit) ? text : null;
    }

    // No bracket of a tag or placeholder, no emoji, and no "&" that begins an entity.
    private static string Harmless(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (kept is { Length: > 0 } && kept[^1] == '&' && rune.Value != ' ' && !Rune.IsUpper(rune))
            {
                kept.Length--;
            }

            if (
                Rune.IsLetterOrDigit(rune)
                || Rune.GetUnicodeCategory(rune)
                    is UnicodeCategory.NonSpacingMark
                        or UnicodeCategory.SpacingCombiningMark
                || (rune.IsBmp && Punctuation.Contains((char)rune.Value, StringComparison.Ordinal))
            )
            {
                kept.Append(rune);
            }
        }

        return kept.ToString();
    }

    private static string WithoutTags(string text)
    {
        var kept = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsTag(text, i))
            {
                kept.Append(text[i]);
                continue;
            }

            var name = TagName(text, i + 1);
            i = EndOfTag(text, i, name);
            if (!Inline.Contains(name))
            {
                kept.Append('\n');
            }
        }

        return kept.ToString();
    }

    private static bool IsTag(string text, int i) =>
        text[i] == '<' && i + 1 < text.Length && (char.IsAsciiLetter(text[i + 1]) || text[i + 1] is '/' or '!' or '?');

    private static string TagName(string text, int start)
    {
        start += text[start] == '/' ? 1 : 0;
        var end = start;
        while (end < text.Length && end - start < 12 && char.IsAsciiLetterOrDigit(text[end]))
        {
            end++;
        }

        return text[start..end];
    }

    // What is never closed goes on to the end, so each search is over what is then gone.
    private static int EndOfTag(string text, int start, string name)
    {
        if (text.AsSpan(start).StartsWith("<!--"))
        {
            return text.IndexOf("-->", start, StringComparison.Ordinal) is >= 0 and var end ? end + 2 : text.Length;
        }

        if (Hidden.Contains(name) && text[start + 1] != '/')
        {
            start = text.IndexOf($"</{name}", start, StringComparison.OrdinalIgnoreCase);
        }

        return start >= 0 && text.IndexOf('>', start) is >= 0 and var close ? close : text.Length;
    }

    private static string Visible(string line)
    {
        var seen = new StringBuilder(line.Length);
        var marks = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            marks = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? marks + 1 : 0;
            if (category is UnicodeCategory.SpaceSeparator or UnicodeCategory.Control)
            {
                seen.Append(seen is { Length: > 0 } && seen[^1] != ' ' ? " " : "");
            }
            else if (marks <= MostMarks && !IsUnseen(category))
            {
                seen.Append(rune);
            }
        }

        return seen.ToString().Trim();
    }

    // Zero width, or what turns the direction of others; or for nobody to see.
    private static bool IsUnseen(UnicodeCategory category) =>
        category
            is UnicodeCategory.Format
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.Surrogate;

    private static int WholeCharacters(string text, int max) => char.IsHighSurrogate(text[max - 1]) ? max - 1 : max;
}
