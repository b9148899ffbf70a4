using System.Globalization;
using System.Text;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>
/// Splits an untrusted text into lines, without markup and invisible characters. Each character is read a fixed number of times, so the
/// time is proportional to the length of the text.
/// </summary>
internal static class VacancyText
{
    private const string Edges = " .,;:!?-–—•·|*_>/\"“”„‘&";
    private const string Punctuation = " -–—,.'’()/+#*:&·";
    private const string Bullets = "•▪●■◦‣➢➤✓✔✅→►▶»·∙⁃◆◇○□❖\uF0A7\uF0B7\uF0D8\uF0FC";
    private const string SpacedBullets = "-–—*+o§v>";

    // Groups of three: a letter, an accent, and the composed letter. The runtime may have no tables for normalisation.
    private const string Accents =
        "a\u0300àa\u0301áa\u0302âa\u0303ãa\u0308äa\u030Aåc\u0327çe\u0300èe\u0301ée\u0302êe\u0308ëi\u0300ìi\u0301íi\u0302îi\u0308ïn\u0303ño\u0300ò"
        + "o\u0301óo\u0302ôo\u0303õo\u0308öu\u0300ùu\u0301úu\u0302ûu\u0308üy\u0301ýy\u0308ÿA\u0300ÀA\u0301ÁA\u0302ÂA\u0308ÄC\u0327ÇE\u0300È"
        + "E\u0301ÉE\u0302ÊE\u0308ËI\u0302ÎI\u0308ÏN\u0303ÑO\u0302ÔO\u0308ÖU\u0300ÙU\u0302ÛU\u0308Ü";

    private const char KeyCap = '\u20E3';
    private const string Dots = "⋅‧∙";

    // The maximum number of accents on a letter. More serve only to cover other lines.
    private const int MaxMarks = 2;

    private const int MaxLines = 4_000;

    // The maximum number of lines between two numbers of a list: an item can have several lines, and a heading can come between.
    private const int MaxBetween = 4;

    // A shorter line is not wrapped at the width of a page.
    private const int ShortestWrapped = 60;
    private const int MaxWrappedLength = 2_000;

    // The rest of a longer line is not read to shorten it.
    private const int MaxShortenedLength = 2_000;

    /// <summary>The lines with visible text. Runs of spaces become one space.</summary>
    /// <param name="unmarked">The result of <see cref="VacancyMarkup"/>.</param>
    public static IReadOnlyList<VacancyLine> Lines(SourcedText unmarked)
    {
        var lines = new List<VacancyLine>();
        var text = unmarked.ToString();
        var isBlank = true;
        foreach (var (start, end) in Spans(text))
        {
            var line = Line(unmarked, text, start, end);
            if (line is null || !line.Text.Any(char.IsLetterOrDigit) || IsCopyright(line.Text))
            {
                if (
                    line is { Text: ['=' or '-', '=' or '-', '=' or '-', ..] }
                    && !isBlank
                    && lines is [.., { IsLabel: false } last]
                )
                {
                    lines[^1] = last with { IsHeading = true };
                }

                isBlank = true;
            }
            else if (!isBlank && lines is [.., var before] && IsWrapped(before, line))
            {
                lines[^1] = before.With(line);
            }
            else
            {
                lines.Add(line with { IsApart = isBlank });
                isBlank = false;
            }
        }

        return Unnumbered(lines);
    }

    // "© 2026 Northwind Ltd" names the owner of the page, not the employer.
    private static bool IsCopyright(string text) =>
        text.Contains('©') || text.StartsWith("(c) ", StringComparison.OrdinalIgnoreCase);

    // "1. Driving licence", "b) First aid": an item if the lines around it are items, or have the previous and next numbers.
    private static List<VacancyLine> Unnumbered(List<VacancyLine> lines)
    {
        var numbers = lines.ConvertAll(line => Number(line.Text));
        for (var i = 0; i < lines.Count; i++)
        {
            if (numbers[i] is { } number && (IsBeside(i, number, -1) || IsBeside(i, number, 1)))
            {
                lines[i] = lines[i].Part(number.Length, lines[i].Text.Length)! with
                {
                    IsItem = true,
                    IsApart = lines[i].IsApart,
                };
            }
        }

        return lines;

        bool IsBeside(int at, (int Value, char Sign, int Length) number, int step) =>
            Enumerable
                .Range(1, MaxBetween)
                .Select(distance => at + step * distance)
                .TakeWhile(other => other >= 0 && other < lines.Count)
                .Any(other =>
                    (numbers[other] is { } next && next.Sign == number.Sign && next.Value == number.Value + step)
                    || (other == at + step && numbers[other] is null && lines[other].IsItem)
                );
    }

    // The number of a line, the sign after it, and the length of both.
    private static (int Value, char Sign, int Length)? Number(string text)
    {
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        var (value, end) =
            digits is 1 or 2 ? (int.Parse(text[..digits], CultureInfo.InvariantCulture), digits)
            : digits == 0 && char.IsAsciiLetterLower(text[0]) ? (text[0] - 'a', 1)
            : (0, text.Length);
        return end + 2 < text.Length && text[end] is '.' or ')' && text[end + 1] is ' '
            ? (value, text[end], end + 2)
            : null;
    }

    // The spans of the lines. If there are too many lines, only the first and the last ones.
    private static List<(int Start, int End)> Spans(string text)
    {
        var spans = new List<(int, int)>();
        var (start, isRow) = (0, false);
        for (var i = 0; i <= text.Length; i++)
        {
            isRow =
                i < text.Length
                && (isRow && text[i] is not ('\n' or '\r') || text[i] == '|' && (i == 0 || text[i - 1] == '\n'));
            if (i == text.Length || IsBreak(text, i) || (isRow && text[i] == '|'))
            {
                spans.Add((start, i));
                start = i + 1;
            }
        }

        if (spans.Count > MaxLines)
        {
            spans.RemoveRange(MaxLines / 2, spans.Count - MaxLines);
        }

        return spans;
    }

    /// <summary>A part of a line without surrounding punctuation; null if it has characters that names do not have.</summary>
    /// <param name="part">A part of a line.</param>
    /// <param name="max">The maximum number of characters.</param>
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

    /// <summary>A line without characters of markup, cut between words; null if no letter or digit is left.</summary>
    /// <param name="line">One of <see cref="Lines"/>.</param>
    /// <param name="max">The maximum number of characters.</param>
    public static string? Shortened(string line, int max)
    {
        line = line.TrimStart('#');
        line = line.Length > MaxShortenedLength ? line[..WholeCharacters(line, MaxShortenedLength)] : line;
        var text = string.Join(' ', Harmless(line).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Trim([.. Edges]);
        if (text.Length > max)
        {
            var cut = text.LastIndexOf(' ', max - 1);
            text = text[..(cut > 0 ? cut : WholeCharacters(text, max - 1))].TrimEnd([.. Edges]) + "…";
        }

        return text.EnumerateRunes().Any(Rune.IsLetterOrDigit) ? text : null;
    }

    // A line break, or a tab or bar between two cells of a table.
    private static bool IsBreak(string text, int i) =>
        text[i] is '\n' or '\r' or '\v' or '\f' or '\u0085' or '\u2028' or '\u2029'
        || (
            text[i] == '\t'
            && i > 0
            && i + 1 < text.Length
            && (char.IsLetterOrDigit(text[i - 1]) || text[i - 1] is ':' or ')')
        );

    private static VacancyLine? Line(SourcedText unmarked, string text, int start, int end)
    {
        var (isHeading, isItem, isBold) = (false, false, false);
        while (start < end && (IsSpace(text, start) || text[start] is VacancyMarkup.Heading or VacancyMarkup.Item))
        {
            isHeading |= text[start] == VacancyMarkup.Heading;
            isItem |= text[start] == VacancyMarkup.Item;
            start++;
        }

        // "## Heading", "> - item", "...item"
        for (var at = start; at < end; )
        {
            if (text[at] == '#' && at == start)
            {
                at +=
                    text.AsSpan(at, end - at).IndexOfAnyExcept('#') is > 0 and <= 6 and var marks
                    && text[at + marks] == ' '
                        ? marks
                        : end;
                isHeading |= at < end;
            }
            else if (Bullets.Contains(text[at], StringComparison.Ordinal))
            {
                (isItem, at) = (true, at + 1);
            }
            else if (
                SpacedBullets.Contains(text[at], StringComparison.Ordinal)
                && at + 1 < end
                && IsSpace(text, at + 1)
            )
            {
                (isItem, at) = (isItem || text[at] != '>', at + 1);
            }
            else if (text.AsSpan(at, end - at).StartsWith("...") || text[at] == '…')
            {
                (isItem, at) = (true, at + (text[at] == '…' ? 1 : 3));
            }
            else if (Mark(text, at, end) is > 0 and var mark)
            {
                (isItem, at) = (true, at + mark);
            }
            else if (IsSpace(text, at) || IsUnseen(Category(text, at)))
            {
                at++;
            }
            else
            {
                break;
            }

            start = Math.Min(at, end);
        }

        var line = Seen(unmarked, text, start, end, ref isBold);
        return line.Length == 0
            ? null
            : new(line.ToString(), line) { IsHeading = isHeading || isBold, IsItem = isItem };
    }

    // The length of a mark before an item: "☐", "👉", "①", "1️⃣", "[x]"; 0 if there is none.
    private static int Mark(string text, int at, int end)
    {
        var rest = text.AsSpan(at, end - at);
        var length =
            rest is ['[', ' ' or 'x' or 'X', ']', ..] ? 3
            : rest is [>= '0' and <= '9', '\uFE0F', KeyCap, ..] ? 3
            : rest is [>= '0' and <= '9', KeyCap, ..] ? 2
            : rest.StartsWith(VacancyLabels.Pin) || rest is ['©', ..] ? 0
            : Category(text, at) is UnicodeCategory.OtherSymbol or UnicodeCategory.OtherNumber ? 1
            : char.IsHighSurrogate(text[at])
            && rest.Length > 1
            && CharUnicodeInfo.GetUnicodeCategory(text, at) is UnicodeCategory.OtherSymbol
                ? 2
            : 0;
        while (length > 0 && length < rest.Length && rest[length] is >= '\uFE00' and <= '\uFE0F' or '\u200D')
        {
            length++;
        }

        return length < rest.Length ? length : 0;
    }

    // Removes emphasis, links and invisible characters.
    private static SourcedText Seen(SourcedText unmarked, string text, int start, int end, ref bool isBold)
    {
        var seen = new SourcedText(end - start);
        var marks = 0;
        isBold = text.AsSpan(start, end - start).TrimEnd() is ['*', '*', .., '*', '*'] or ['_', '_', .., '_', '_'];
        for (var i = start; i < end; i++)
        {
            var category = Category(text, i);
            marks = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? marks + 1 : 0;
            if (text[i] is '*' or '_' && i + 1 < end && text[i + 1] == text[i])
            {
                // "**Careers** **Joiner**" are two parts.
                while (i + 1 < end && text[i + 1] == text[i])
                {
                    i++;
                }

                if (
                    i + 3 < end
                    && text[i + 1] == ' '
                    && text[i + 2] == text[i]
                    && text[i + 3] == text[i]
                    && seen.Length > 0
                )
                {
                    foreach (var character in " | ")
                    {
                        seen.Append(character, unmarked.Place(i));
                    }

                    i += 3;
                }
            }
            else if (text[i] is '*' or '_' or '`' && !(IsWithin(text, i, start, end) && text[i] != '`')) { }
            else if (text[i] is '[' or '!' && Link(text, i, end) is { } link)
            {
                for (var at = link.Start; at < link.End; at++)
                {
                    seen.Append(text[at], unmarked.Place(at));
                }

                i = link.Last;
            }
            else if (IsSpace(text, i) || category is UnicodeCategory.Control)
            {
                if (seen.Length > 0 && seen.Last != ' ')
                {
                    seen.Append(' ', unmarked.Place(i));
                }
            }
            else if (marks <= MaxMarks && !IsUnseen(category) && text[i] is not (>= '\uFE00' and <= '\uFE0F'))
            {
                seen.Append(Dots.Contains(text[i], StringComparison.Ordinal) ? '·' : text[i], unmarked.Place(i));
                if (char.IsHighSurrogate(text[i]) && i + 1 < end)
                {
                    i++;
                    seen.Append(text[i], unmarked.Place(i));
                }
            }
        }

        while (seen.Length > 0 && seen.Last == ' ')
        {
            seen.RemoveLast();
        }

        return Composed(seen);
    }

    // Composes accents: "e" and an accent become "é".
    private static SourcedText Composed(SourcedText seen)
    {
        var text = seen.ToString();
        if (!text.Any(it => it is >= '\u0300' and <= '\u036F'))
        {
            return seen;
        }

        var composed = new SourcedText(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var pair = i + 1 < text.Length ? Accents.IndexOf(text.Substring(i, 2), StringComparison.Ordinal) : -1;
            if (pair >= 0)
            {
                composed.Append(Accents[pair + 2], (seen.Place(i).Start, seen.Place(i + 1).End));
                i++;
            }
            else
            {
                composed.Append(text[i], seen.Place(i));
            }
        }

        return composed;
    }

    // "Gärtner*in", "snake_case"
    private static bool IsWithin(string text, int i, int start, int end) =>
        i > start
        && i + 1 < end
        && (char.IsLetterOrDigit(text[i - 1]) || text[i - 1] is ')')
        && char.IsLetterOrDigit(text[i + 1]);

    // A link "[text](address)", or an image, which is removed.
    private static (int Start, int End, int Last)? Link(string text, int i, int end)
    {
        const int MaxTextLength = 200;
        const int MaxAddressLength = 500;
        var isImage = text[i] == '!';
        var open = i + (isImage ? 1 : 0);
        if (open >= end || text[open] != '[')
        {
            return null;
        }

        var close = text.IndexOf(']', open, Math.Min(MaxTextLength, end - open));
        if (close < 0 || close + 1 >= end || text[close + 1] != '(')
        {
            return null;
        }

        var last = text.IndexOf(')', close, Math.Min(MaxAddressLength, end - close));
        return last < 0 ? null
            : isImage ? (open, open, last)
            : (open + 1, close, last);
    }

    // A sentence that continues in the next line of a text with a fixed line width.
    private static bool IsWrapped(VacancyLine before, VacancyLine line) =>
        before.LastLine >= ShortestWrapped
        && before.Text.Length < MaxWrappedLength
        && (char.IsLetterOrDigit(before.Text[^1]) || before.Text[^1] is ',')
        && !line.IsItem
        && !line.IsHeading
        && !before.IsHeading
        && char.IsLower(line.Text[0]);

    private static bool IsSpace(string text, int i) =>
        text[i] is ' ' or '\t' || Category(text, i) is UnicodeCategory.SpaceSeparator;

    private static UnicodeCategory Category(string text, int i) =>
        text[i] < '\u0080' ? char.GetUnicodeCategory(text[i]) : CharUnicodeInfo.GetUnicodeCategory(text, i);

    // Removes brackets of tags and placeholders, emoji, and any "&" that begins an entity.
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

    // Invisible characters, and characters that change the direction of the text.
    private static bool IsUnseen(UnicodeCategory category) =>
        category
            is UnicodeCategory.Format
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.Surrogate;

    private static int WholeCharacters(string text, int max) => char.IsHighSurrogate(text[max - 1]) ? max - 1 : max;
}
