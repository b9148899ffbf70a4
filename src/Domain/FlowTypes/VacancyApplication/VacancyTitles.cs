using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>What a line of a heading says of a job.</summary>
/// <param name="Title">What the job is called.</param>
/// <param name="Organisation">Who offers it; null where the line does not say.</param>
/// <param name="Place">Where; null where the line does not say.</param>
/// <param name="IsJob">Whether the title has a word for a job, or a form of gender.</param>
/// <param name="IsMarked">Whether it has what only titles have: a form of gender, "(m/w/d)", or "wanted" behind it.</param>
internal sealed record Heading(string Title, string? Organisation, string? Place, bool IsJob, bool IsMarked);

/// <summary>Finds what a job is called: in a heading, or in a sentence that seeks somebody.</summary>
internal static class VacancyTitles
{
    private const int MaxTitle = 80;

    // Longer ones are sentences.
    private const int MostWordsOfTitle = 12;
    private const int MostWordsOfSought = 7;

    // Without a word for a job, a short one is a title where it heads the text.
    private const int MostWordsUnknown = 3;

    // Headings of a vacancy are among its first lines; its own in the text of a page may come later.
    private const int MostHeadings = 60;

    private const int FirstLines = 4;

    // Between "we are looking for" and "a".
    private const int MostWordsBetween = 12;

    private static readonly string[] Separators = [" | ", " – ", " — ", " - ", " • ", " · ", " // ", " ‖ "];

    private static readonly VacancyTerms Jobs = VacancyTerms.Of(words => words.Jobs);
    private static readonly VacancyTerms JobEndings = VacancyTerms.Of(words => words.JobEndings);
    private static readonly VacancyTerms Genders = VacancyTerms.Of(words => words.Genders);
    private static readonly VacancyTerms Before = VacancyTerms.Of(words => words.BeforeWords);
    private static readonly VacancyTerms Behind = VacancyTerms.Of(words => words.BehindWords);
    private static readonly VacancyTerms Terms = VacancyTerms.Of(words => words.Terms);
    private static readonly VacancyTerms Persons = VacancyTerms.Of(words => words.Persons);
    private static readonly VacancyTerms Parts = VacancyTerms.Of(words => words.Parts);
    private static readonly VacancyTerms PartBeginnings = VacancyTerms.Of(words => words.PartBeginnings);
    private static readonly VacancyTerms Furniture = VacancyTerms.Of(words => words.Furniture);
    private static readonly VacancyTerms Seeking = VacancyTerms.Of(words => words.Seeking);
    private static readonly VacancyTerms SeekingPhrases = VacancyTerms.Of(words => words.SeekingPhrases);
    private static readonly VacancyTerms Articles = VacancyTerms.Of(words => words.Articles);
    private static readonly VacancyTerms Endings = VacancyTerms.Of(words => words.Endings);
    private static readonly VacancyTerms Praise = VacancyTerms.Of(words => words.Praise);
    private static readonly VacancyTerms Nobody = VacancyTerms.Of(words => words.Nobody);
    private static readonly VacancyTerms As = VacancyTerms.Of(words => words.AsWords);
    private static readonly VacancyTerms AsAfter = VacancyTerms.Of(words => words.AsAfter);
    private static readonly VacancyTerms SmallWords = VacancyTerms.Of(words => words.SmallWords);
    private static readonly VacancyTerms Joiners = VacancyTerms.Of(words => words.Joiners);
    private static readonly VacancyTerms Relatives = VacancyTerms.Of(words => words.Relatives);
    private static readonly VacancyTerms Regions = VacancyTerms.Of(words => words.Regions);

    /// <summary>The heading that names the job, and its line; null where none is sure.</summary>
    public static Found<Heading>? HeadingIn(IReadOnlyList<VacancyLine> lines, string? organisation)
    {
        Found<Heading>? unknown = null;
        var first = lines.TakeWhile(IsOfPage).Count();
        for (var i = 0; i < Math.Min(MostHeadings, lines.Count); i++)
        {
            if (
                IsFurniture(lines[i])
                || VacancyLabels.Alone(lines[i]) is not null
                || Of(lines[i].Text) is not { } heading
            )
            {
                continue;
            }

            if (heading.IsMarked || (heading.IsJob && IsAtHead(lines[i], i - first)))
            {
                return new(heading, lines[i], 0);
            }

            if (
                unknown is null
                && !lines[i].IsItem
                && (i == 0 || lines[i].IsHeading || i == first)
                && !string.Equals(heading.Title, organisation, StringComparison.OrdinalIgnoreCase)
                && IsPlain(heading.Title)
            )
            {
                unknown = new(heading, lines[i], 0);
            }
        }

        return unknown;
    }

    private static bool IsOfPage(VacancyLine line) => IsFurniture(line) || Parts.Has(line.Lower);

    // Further down, a line with a word for a job is a title only where it is marked as a heading.
    private static bool IsAtHead(VacancyLine line, int at) =>
        (at < FirstLines || line.IsHeading || line.Text.Contains(" | ", StringComparison.Ordinal))
        && (at < FirstLines || (!line.IsItem && line.Words.Count <= MostWordsOfTitle));

    /// <summary>The job that a sentence seeks.</summary>
    public static Found<string>? SoughtIn(IReadOnlyList<VacancyLine> lines)
    {
        var found = lines.SelectMany(Sought).Concat(lines.SelectMany(AsIn)).ToList();
        return found.Find(it => it.Rank == 0) ?? (found.Count > 0 ? found[0] : null);
    }

    /// <summary>Whether only the page around a vacancy has such a line.</summary>
    public static bool IsFurniture(VacancyLine line) =>
        line.Words.Count <= 12
        && Enumerable
            .Range(0, line.Words.Count)
            .Any(at =>
                Furniture.Begin(line.Words[at].Key)
                && Enumerable
                    .Range(1, 4)
                    .Any(count => at + count <= line.Words.Count && Furniture.Has(Key(line, at, count)))
            );

    /// <summary>Whether a word is one for a job, also as the last part of a compound and with the endings of gender and number.</summary>
    public static bool IsJob(string key)
    {
        var word = key.Split('(', '/', ':', '*', '·', '_')[0];
        return word.Length > 2
            && (
                Jobs.Has(word)
                || Jobs.EndsWord(word)
                || (word[^1] is 's' or 'n' or 'e' && Jobs.Has(word[..^1]))
                || (word.EndsWith("en", StringComparison.Ordinal) && Jobs.Has(word[..^2]))
                || (
                    word.EndsWith("innen", StringComparison.Ordinal)
                    && (Jobs.Has(word[..^5]) || Jobs.EndsWord(word[..^5]))
                )
                || (
                    word.EndsWith("in", StringComparison.Ordinal) && (Jobs.Has(word[..^2]) || Jobs.EndsWord(word[..^2]))
                )
                || word.Split('-') is { Length: > 1 } parts && Jobs.Has(parts[^1])
            );
    }

    /// <summary>A line as the heading of a vacancy; null where it can't be one.</summary>
    public static Heading? Of(string text)
    {
        var said = Stripped(text);
        if (said.Length > 2 * MaxTitle)
        {
            return null;
        }

        var parts = Split(said)
            .SelectMany(Colon)
            .Where(part => !Before.Has(VacancyTerms.Lower(Stripped(part))) && !Parts.Has(VacancyTerms.Lower(part)))
            .ToList();
        var titles = parts.Select(part => (Part: part, Heading: Title(part))).ToList();
        var at = titles.FindIndex(it => it.Heading is { IsJob: true });
        at = at < 0 ? titles.FindIndex(it => it.Heading is not null) : at;
        if (at < 0 || (at > 0 && !titles[at].Heading!.IsJob))
        {
            return null;
        }

        var heading = titles[at].Heading!;
        var others = parts.Where((_, i) => i != at).ToList();
        return heading with
        {
            Organisation = heading.Organisation ?? VacancyNames.InHeader(others),
            Place = heading.Place ?? VacancyPlaces.InHeader(others),
        };
    }

    /// <summary>What a line of several parts, "VERANEL - Manosque (04) - CDI", says of the organisation and the place.</summary>
    public static (string? Organisation, string? Place) Header(VacancyLine line) =>
        line.Text.Length <= 2 * MaxTitle && Split(Stripped(line.Text)) is { Count: > 1 } parts
            ? (VacancyNames.InHeader(parts), VacancyPlaces.InHeader(parts))
            : (null, null);

    private static List<string> Split(string text) =>
        [
            .. text.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .SelectMany(part =>
                    part.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                ),
        ];

    /// <summary>Of a title in capitals, the same with its capitals first; other titles as they are.</summary>
    /// <param name="title">A title.</param>
    /// <param name="language">Of the vacancy: German has capitals within.</param>
    public static string Lowered(string title, string language)
    {
        return title.Any(char.IsLower) || !title.Split(' ').Any(word => word.Count(char.IsLetter) > 4)
            ? title
            : string.Join(' ', title.Split(' ').Select(Word));

        string Word(string word, int at)
        {
            var lower = word.ToLowerInvariant();
            var isSmall = SmallWords.Has(lower);
            return word.Length is 2 or 3 && word.All(char.IsLetter) && !isSmall ? word
                : language is "de" && !isSmall && char.IsLetter(word[0])
                    ? string.Join('-', lower.Split('-').Select(Capital))
                : at == 0 ? Capital(lower)
                : lower;
        }
    }

    private static IEnumerable<string> Colon(string part) =>
        part.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon
            ? Stripped(part[(colon + 1)..]) is { Length: > 0 } rest
            && (Before.Has(VacancyTerms.Lower(part[..colon])) || !Title(part[..colon])?.IsJob != false)
                ? [rest]
                : [part[..colon]]
            : [part];

    // A title, with what the same part says of the organisation and the place.
    private static Heading? Title(string part)
    {
        var text = Stripped(part);
        text = Without(text.TrimEnd('.'));
        var line = VacancyLine.Of(text);
        if (line.Words.Count is 0 or > MostWordsOfTitle + 6)
        {
            return null;
        }

        var (start, end, organisation, place) = (0, line.Words.Count, (string?)null, (string?)null);
        while (end > 2 && VacancyPlaces.IsIn(line.Words[end - 2].Key) && Terms.Has(line.Words[end - 1].Key))
        {
            end -= 2; // "in Vollzeit"
        }

        while (
            end > start + 1
            && (Terms.Has(line.Words[end - 1].Key) || (end > start + 2 && Terms.Has(Key(line, end - 2, 2))))
        )
        {
            end -= Terms.Has(line.Words[end - 1].Key) ? 1 : 2;
        }

        if (VacancyPlaces.Ending(line, end) is var (town, named))
        {
            (end, place) = (town, named);
        }

        if (VacancyNames.Ending(line, end) is var (at, name))
        {
            (end, organisation) = (at, name);
        }

        var isWanted = end > 1 && Behind.Has(line.Words[end - 1].Key);
        end -= isWanted ? 1 : 0;

        // "seeks a nurse in Leeds", "onderwijsassistent voor onze kleuterklas"
        var personal = Enumerable
            .Range(start, end - start)
            .FirstOrDefault(i => Persons.Has(line.Words[i].Key) && !IsGender(line.Words[i].Key), -1);
        if (personal > 0)
        {
            var cut = Enumerable.Range(start, personal - start).LastOrDefault(i => Endings.Has(line.Words[i].Key), -1);
            end = cut > 0 && cut >= personal - 2 ? cut : -1;
        }

        if (end <= start || personal == 0)
        {
            return null;
        }

        start += Enumerable
            .Range(start, end - start)
            .TakeWhile(i =>
                i < end - 1
                && (Praise.Has(line.Words[i].Key) || Joiners.Has(line.Words[i].Key))
                && char.IsLower(line.Words[i].Text[0])
            )
            .Count();
        var title = end == line.Words.Count ? line.Text[First(line, start)..] : Until(line, start, end);
        var hasGender = Enumerable.Range(start, end - start).Any(i => IsGender(line.Words[i].Key));
        var isJob = hasGender || Enumerable.Range(start, end - start).Any(i => IsJob(line.Words[i].Key));
        return
            VacancyText.Name(title.TrimEnd(',', ' '), MaxTitle) is { } found
            && end - start <= MostWordsOfTitle
            && IsTitle(found, isJob)
            ? new(Cased(Balanced(found), start > 0), organisation, place, isJob, hasGender || (isWanted && isJob))
            : null;
    }

    private static bool IsTitle(string text, bool isJob) =>
        !(text[^1] is '.' or ':' or ';' or '?' or '…')
        && !text.Any(it => it is '<' or '>' or '{' or '}' or '@' or '=')
        && !text.Contains("://", StringComparison.Ordinal)
        && !text.Contains(": ", StringComparison.Ordinal)
        && (isJob || !text.Any(char.IsAsciiDigit))
        && VacancyWord.Of(text) is [var first, ..] and var words
        && !words.Any(word => word.Key.Split('’', '.').Any(it => Persons.Has(it) && !IsGender(it)))
        && (!PartBeginnings.Has(first.Key) || words.Any(word => IsGender(word.Key)))
        && !words.Any(word => Relatives.Has(word.Key))
        && !words.Zip(words.Skip(1)).Any(it => Seeking.Has(it.First.Key) && Articles.Has(it.Second.Key)) // "Northwind seeks a cook"
        && !Articles.Has(first.Key)
        && !Seeking.Has(first.Key)
        && !Nobody.Has(first.Key)
        && !Terms.Has(VacancyTerms.Lower(text))
        && !Parts.Has(VacancyTerms.Lower(text))
        && !words.Any(word => word.EndsSentence && word != words[^1]);

    // A short heading without any word for a job: "Rietdekker". Nothing in it belongs to a sentence.
    private static bool IsPlain(string title) =>
        VacancyWord.Of(title) is { Count: <= MostWordsUnknown } words
        && words.All(word =>
            !Endings.Has(word.Key) && !Articles.Has(word.Key) && !Joiners.Has(word.Key) && !Praise.Has(word.Key)
        )
        && (
            words.Count == 1
            || JobEndings.EndsWord(words[^1].Key, shortest: 2)
            || JobEndings.EndsWord(words[0].Key, shortest: 2)
        )
        && VacancyNames.IsOrganisation(words) is false;

    private static bool IsGender(string key) => Genders.Has(key.Trim('(', ')'));

    // "(32-40 uur)", "(regio Salland)"; not "(m/w/d)", "(Junior)".
    private static string Without(string title)
    {
        while (
            title.IndexOf('(', StringComparison.Ordinal) is >= 0 and var open
            && title.IndexOf(')', open) is > 0 and var close
            && VacancyWord
                .Of(title[open..close])
                .Any(word => Terms.Has(word.Key) || word.Text.Count(char.IsAsciiDigit) > 1 || Regions.Has(word.Key))
        )
        {
            title = Stripped(title.Remove(open, close - open + 1));
        }

        return title;
    }

    private static string Stripped(string text) =>
        text.Trim(' ', '*', '#', '_', '-', '•', '!', '–', '—', ':', '·', '|', ',');

    // With the punctuation between them, which is part of a title such as "Elektroniker/in (m/w/d)".
    private static string Until(VacancyLine line, int start, int end)
    {
        var last = line.Words[end - 1].At + line.Words[end - 1].Text.Length;
        while (last < line.Text.Length && line.Text[last] is ')')
        {
            last++;
        }

        return line.Text[First(line, start)..last];
    }

    // With the bracket of "(Junior) Developer".
    private static int First(VacancyLine line, int start) =>
        line.Words[start].At is > 0 and var at && line.Text[at - 1] is '(' ? at - 1 : line.Words[start].At;

    // A bracket is closed, or was cut.
    private static string Balanced(string title) =>
        title.Count(it => it is '(') is var open
        && title.Count(it => it is ')') is var close
        && open > close
        && title.LastIndexOf('(') is > 0 and var last
            ? VacancyWord.Of(title[last..]).Any(word => IsGender(word.Key)) || title.Length - last < 12
                ? title + ")"
                : title[..last].TrimEnd()
            : open < close && title[^1] == ')'
                ? title[..^1] is var rest && title.Contains('(', StringComparison.Ordinal)
                    ? title
                    : $"({title}"
                : title;

    private static string Cased(string title, bool isWithin) => isWithin ? Capital(title) : title;

    private static string Capital(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..];

    private static IEnumerable<Found<string>> Sought(VacancyLine line)
    {
        for (var seeking = 0; seeking < line.Words.Count; seeking++)
        {
            if (
                !Seeking.Has(line.Words[seeking].Key)
                && !(
                    SeekingPhrases.Begin(line.Words[seeking].Key)
                    && Enumerable
                        .Range(2, 3)
                        .Any(count =>
                            seeking + count <= line.Words.Count && SeekingPhrases.Has(Key(line, seeking, count))
                        )
                )
            )
            {
                continue;
            }

            for (
                var at = seeking + 1;
                at < line.Words.Count && at <= seeking + MostWordsBetween && !line.Words[at - 1].EndsSentence;
                at++
            )
            {
                if (Articles.Has(line.Words[at].Key))
                {
                    if (SoughtAt(line, at + 1, line.Words[at].Key) is { } title)
                    {
                        yield return title;
                    }

                    break;
                }
            }
        }
    }

    private static Found<string>? SoughtAt(VacancyLine line, int start, string article)
    {
        var end = start;
        while (
            end < line.Words.Count
            && end - start <= MostWordsOfSought
            && !(Endings.Has(line.Words[end].Key) && !IsJoint(line, start, end))
            && !char.IsAsciiDigit(line.Words[end].Text[0])
            && (
                end == start
                || !line.Words[end - 1].EndsClause
                || IsGender(line.Words[end].Key)
                || (end - 1 < line.Words.Count && Praise.Has(line.Words[end - 1].Key))
            )
        )
        {
            end++;
        }

        start += Praised(line, start, end);
        if (
            end - start is <= 0 or > MostWordsOfSought
            || Nobody.Has(line.Words[start].Key)
            || Enumerable.Range(start, end - start).Any(i => Nobody.Has(line.Words[i].Key) && !IsJob(line.Words[i].Key))
        )
        {
            return null;
        }

        var title = Balanced(Until(line, start, end));
        var isJob = Enumerable
            .Range(start, end - start)
            .Any(i => IsGender(line.Words[i].Key) || IsJob(line.Words[i].Key));
        return
            (isJob || end - start <= MostWordsUnknown)
            && IsTitle(title, isJob)
            && VacancyText.Name(title, MaxTitle) is { } name
            ? new(Capital(Nominative(name, article)), line, line.Words[start].At) { Rank = isJob ? 0 : 1 }
            : null;
    }

    // "kok en bakker", where a job follows.
    private static bool IsJoint(VacancyLine line, int start, int at) =>
        Joiners.Has(line.Words[at].Key)
        && at > start
        && at + 1 < line.Words.Count
        && (Praise.Has(line.Words[at - 1].Key) || IsJob(line.Words[at + 1].Key) || IsAdjective(line, at - 1));

    // Adjectives before a job are no part of it: "an experienced and technically minded Account Manager".
    private static int Praised(VacancyLine line, int start, int end)
    {
        var count = 0;
        for (var at = start; at < end; at++)
        {
            var isLower = char.IsLower(line.Words[at].Text[0]);
            if (Praise.Has(line.Words[at].Key) && !Joiners.Has(line.Words[at].Key) && (isLower || at == start))
            {
                count = at - start + 1;
            }
            else if (IsJob(line.Words[at].Key))
            {
                break;
            }
            else if (isLower && Joiners.Has(line.Words[at].Key) && at > start && at + 1 < end)
            {
                // "geduldige en opgewekte onderwijsassistent": what is joined to an adjective is another one.
                var next = at + 1;
                while (next + 1 < end && char.IsLower(line.Words[next].Text[0]) && !IsJob(line.Words[next].Key))
                {
                    next++;
                }

                if (Praise.Has(line.Words[at - 1].Key) || (IsAdjective(line, at - 1) && !IsJob(line.Words[at - 1].Key)))
                {
                    count = next - start;
                }
            }
        }

        return Math.Min(count, Math.Max(0, end - start - 1));
    }

    private static bool IsAdjective(VacancyLine line, int at) =>
        char.IsLower(line.Words[at].Text[0])
        && (Praise.Has(line.Words[at].Key) || line.Words[at].Key is [.., 'e'] or [.., 'e', 'n'] or [.., 'e', 'd'])
        && !IsJob(line.Words[at].Key);

    // "einen Lageristen" is a Lagerist.
    private static string Nominative(string title, string article) =>
        article.StartsWith("einen", StringComparison.Ordinal) && title.Split(' ') is [var only] && only.Length > 7
            ? only.EndsWith("isten", StringComparison.Ordinal)
            || only.EndsWith("enten", StringComparison.Ordinal)
            || only.EndsWith("anten", StringComparison.Ordinal)
                ? only[..^2]
                : only.EndsWith("logen", StringComparison.Ordinal) || only.EndsWith("gogen", StringComparison.Ordinal)
                    ? only[..^1]
                    : only
            : title;

    // "Als filiaalleider maak jij …", "As a cook you …"
    private static IEnumerable<Found<string>> AsIn(VacancyLine line)
    {
        for (var at = 0; at < Math.Min(line.Words.Count, 400); at++)
        {
            if (!line.Begins(at) || !As.Begin(line.Words[at].Key))
            {
                continue;
            }

            var start =
                at
                + (
                    Enumerable
                        .Range(1, 3)
                        .Where(count => at + count <= line.Words.Count && As.Has(Key(line, at, count)))
                        .DefaultIfEmpty(0)
                        .Max()
                );
            if (start == at)
            {
                continue;
            }

            start += start < line.Words.Count && Articles.Has(line.Words[start].Key) ? 1 : 0;
            var end = start;
            while (
                end < line.Words.Count
                && end - start < MostWordsOfSought
                && !AsAfter.Has(line.Words[end].Key)
                && !line.Words[end].EndsClause
                && !Endings.Has(line.Words[end].Key)
            )
            {
                end++;
            }

            end += end < line.Words.Count && line.Words[end].EndsClause && !AsAfter.Has(line.Words[end].Key) ? 1 : 0;
            start += Praised(line, start, end);
            var isJob = Enumerable
                .Range(start, Math.Max(0, end - start))
                .Any(i => IsGender(line.Words[i].Key) || IsJob(line.Words[i].Key));
            if (
                isJob
                && end < line.Words.Count
                && VacancyText.Name(Balanced(Until(line, start, end)), MaxTitle) is { } name
                && IsTitle(name, true)
            )
            {
                yield return new(Capital(name), line, line.Words[start].At) { Rank = 0 };
            }
        }
    }

    private static string Key(VacancyLine line, int at, int count) =>
        string.Join(' ', Enumerable.Range(at, count).Select(i => line.Words[i].Key));
}
