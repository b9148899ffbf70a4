using System.Net;
using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>
/// Removes the tags and entities of a text that may be HTML, also if the HTML was escaped again. There is no HTML parser: the text is
/// untrusted, so each character is read a fixed number of times. Also, each character keeps its position in the original.
/// </summary>
internal static class VacancyMarkup
{
    /// <summary>Marks the beginning of a heading.</summary>
    public const char Heading = '\u0001';

    /// <summary>Marks the beginning of an item of a list.</summary>
    public const char Item = '\u0002';

    // More levels of escapes are not a mistake of the client, but an attack.
    private const int MaxPasses = 4;
    private const int MaxEntityLength = 32;
    private const char SoftHyphen = '\u00AD';

    private static readonly VacancyTerms Joiners = VacancyTerms.Of(words => words.Joiners);

    private static readonly HashSet<string> Inline = Names(
        "a abbr b bdi bdo big code em font i ins label mark o s small span st1 strong sub sup time u v w wbr"
    );

    private static readonly HashSet<string> Block = Names(
        "article aside blockquote br center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main ol p pre section "
            + "table tbody td th thead tr ul"
    );

    // Elements without readable text: scripts, and controls around the text of a page.
    private static readonly HashSet<string> Hidden = Names(
        "button datalist dialog iframe nav noscript script select style svg template textarea title"
    );

    // Elements that extend to the end of the text if they are not closed.
    private static readonly HashSet<string> Raw = Names("iframe noscript script style svg template textarea");

    /// <summary>The text without markup. Each block of HTML has its own line; other texts keep their lines.</summary>
    /// <param name="text">An untrusted text.</param>
    /// <param name="postings">Receives the JSON-LD of its scripts.</param>
    public static SourcedText Unmarked(SourcedText text, List<SourcedText> postings)
    {
        var unmarked = Pass(text, isFirst: true, postings);
        for (var pass = 1; pass < MaxPasses && IsMarked(unmarked.ToString()); pass++)
        {
            unmarked = Pass(unmarked, isFirst: false, postings);
        }

        return unmarked;
    }

    private static SourcedText Pass(SourcedText source, bool isFirst, List<SourcedText> postings)
    {
        var text = source.ToString();
        var kept = new SourcedText(text.Length);
        var isPage = IsPage(text);
        var tags = new Tags(text);
        for (var i = 0; i < text.Length; i++)
        {
            if (IsTag(text, i) && Name(text, i + 1) is var name && (isFirst || IsKnown(name)))
            {
                var end = tags.End(i, name);
                // A script without an end was cut off, so its JSON is incomplete.
                if (
                    name is "script"
                    && text.IndexOf('>', i, end - i) is > 0 and var open
                    && text.LastIndexOf('<', end - 1, end - open) is > 0 and var close
                    && IsJson(text[i..open])
                )
                {
                    postings.Add(source.Part(open + 1, close - open - 1));
                }

                if (!Inline.Contains(name))
                {
                    kept.Append('\n', (source.Place(i).Start, source.Place(i).Start));
                    if (
                        text[i + 1] != '/'
                        && (name is "li" || (name.Length == 2 && name[0] is 'h' && name[1] is >= '1' and <= '6'))
                    )
                    {
                        kept.Append(name is "li" ? Item : Heading, source.Place(i));
                    }
                }

                i = end;
            }
            else if (text[i] == '&' && Entity(text, i) is { } entity)
            {
                var end = text.IndexOf(';', i);
                foreach (var character in entity)
                {
                    kept.Append(
                        isPage && character is '\n' or Heading or Item ? ' ' : character,
                        (source.Place(i).Start, source.Place(end).End)
                    );
                }

                i = end;
            }
            else if (IsHyphenated(text, i, kept, out var next))
            {
                i = next - 1;
            }
            else
            {
                var character = text[i] switch
                {
                    Heading or Item when isFirst => ' ',
                    '\n' or '\r' when isPage => ' ',
                    var it => it,
                };
                kept.Append(character, source.Place(i));
            }
        }

        return kept;
    }

    // A word that continues in the next line: "Vrachtwagen-" and "chauffeur", but not "Land-" and "und Forstwirt".
    private static bool IsHyphenated(string text, int i, SourcedText kept, out int next)
    {
        next = i;
        if (
            text[i] is not ('\n' or '\r')
            || kept.Last is not ('-' or '\u2010' or SoftHyphen)
            || kept.Length < 2
            || !char.IsLetter(text[Math.Max(0, i - 2)])
        )
        {
            return false;
        }

        while (next < text.Length && text[next] is ' ' or '\t' or '\n' or '\r' && next - i < MaxEntityLength)
        {
            next++;
        }

        var end = next;
        while (end < text.Length && char.IsLetter(text[end]) && end - next < MaxEntityLength)
        {
            end++;
        }

        if (end == next || (kept.Last is not SoftHyphen && Joiners.Has(text[next..end])))
        {
            return false;
        }

        if (kept.Last is SoftHyphen || char.IsLower(text[next]))
        {
            kept.RemoveLast();
        }

        return true;
    }

    private static bool IsJson(string tag) => tag.Contains("ld+json", StringComparison.OrdinalIgnoreCase);

    // In a page, blocks end the lines. A plain text may also have a few tags.
    private static bool IsPage(string text)
    {
        var (blocks, lines) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            lines += text[i] == '\n' ? 1 : 0;
            blocks += IsTag(text, i) && Block.Contains(Name(text, i + 1)) ? 1 : 0;
        }

        return blocks > 0 && 2 * blocks >= lines;
    }

    private static bool IsMarked(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if ((IsTag(text, i) && IsKnown(Name(text, i + 1))) || (text[i] == '&' && Entity(text, i) is not null))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsKnown(string name) =>
        Block.Contains(name)
        || Inline.Contains(name)
        || Hidden.Contains(name)
        || name is "img" or "input" or "body" or "html" or "head";

    private static bool IsTag(string text, int i) =>
        text[i] == '<' && i + 1 < text.Length && (char.IsAsciiLetter(text[i + 1]) || text[i + 1] is '/' or '!' or '?');

    private static string Name(string text, int start)
    {
        start += text[start] == '/' ? 1 : 0;
        var end = start;
        while (end < text.Length && end - start < 12 && char.IsAsciiLetterOrDigit(text[end]))
        {
            end++;
        }

        return text[start..end].ToLowerInvariant();
    }

    private static string? Entity(string text, int i)
    {
        var end = text.AsSpan(i, Math.Min(MaxEntityLength, text.Length - i)).IndexOf(';');
        if (end < 2)
        {
            return null;
        }

        var entity = text.Substring(i, end + 1);
        return WebUtility.HtmlDecode(entity) is var decoded && decoded != entity ? decoded : null;
    }

    private static HashSet<string> Names(string names) => [.. names.Split(' ')];

    // Finds the ends of tags. A search without a result is not repeated, so all searches together read the text once.
    private sealed class Tags(string text)
    {
        private readonly HashSet<string> unclosed = [];
        private readonly (int Double, int Single) lastQuotes = (text.LastIndexOf('"'), text.LastIndexOf('\''));

        public int End(int start, string name)
        {
            if (text.AsSpan(start).StartsWith("<!--"))
            {
                return text.IndexOf("-->", start, StringComparison.Ordinal) is >= 0 and var end ? end + 2 : text.Length;
            }

            var close = Close(start);
            return text[start + 1] == '/' || !Hidden.Contains(name) ? close
                : Closing(start, name) is { } closing ? Close(closing)
                : Raw.Contains(name) ? text.Length
                : close;
        }

        private int? Closing(int start, string name)
        {
            if (unclosed.Contains(name))
            {
                return null;
            }

            var closing = text.IndexOf($"</{name}", start, StringComparison.OrdinalIgnoreCase);
            if (closing < 0)
            {
                unclosed.Add(name);
            }

            return closing < 0 ? null : closing;
        }

        // A ">" in quotes is part of an attribute.
        private int Close(int start)
        {
            for (var i = start + 1; i < text.Length; i++)
            {
                if (text[i] == '>')
                {
                    return i;
                }

                if (
                    text[i] is '"' or '\''
                    && text[i - 1] == '='
                    && (text[i] == '"' ? lastQuotes.Double : lastQuotes.Single) > i
                )
                {
                    i = text.IndexOf(text[i], i + 1);
                }
            }

            return text.Length;
        }
    }
}
