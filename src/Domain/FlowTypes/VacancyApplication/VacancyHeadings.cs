using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>The facts about a job in a heading.</summary>
/// <param name="Title">The title of the job.</param>
/// <param name="Organisation">The employer; null if the heading does not contain it.</param>
/// <param name="Place">The place; null if the heading does not contain it.</param>
/// <param name="IsJob">Whether the title has a word for a job, or a gender form.</param>
/// <param name="IsMarked">Whether it has a mark of titles: a gender form, "(m/w/d)", or "wanted" at the end.</param>
internal sealed record Heading(string Title, string? Organisation, string? Place, bool IsJob, bool IsMarked);

/// <summary>Finds the heading that names a job, and splits headings.</summary>
internal static class VacancyHeadings
{
    private const int MaxTitle = 80;

    // A longer line is a sentence.
    private const int MaxWordsOfTitle = 12;

    // A title at the head of the text may have no word for a job, if it is short.
    private const int MaxWordsUnknown = 3;

    // The heading is among the first lines of a vacancy, but the vacancy may begin further down in a web page.
    private const int MaxHeadings = 60;
    private const int FirstLines = 4;

    private static readonly string[] Separators = [" | ", " – ", " — ", " - ", " • ", " · ", " // ", " ‖ "];
    private static readonly VacancyTerms JobEndings = VacancyTerms.Of(words => words.JobEndings);
    private static readonly VacancyTerms Before = VacancyTerms.Of(words => words.BeforeWords);
    private static readonly VacancyTerms Behind = VacancyTerms.Of(words => words.BehindWords);
    private static readonly VacancyTerms Terms = VacancyTerms.Of(words => words.Terms);
    private static readonly VacancyTerms Persons = VacancyTerms.Of(words => words.Persons);
    private static readonly VacancyTerms Parts = VacancyTerms.Of(words => words.Parts);
    private static readonly VacancyTerms Furniture = VacancyTerms.Of(words => words.Furniture);
    private static readonly VacancyTerms Articles = VacancyTerms.Of(words => words.Articles);
    private static readonly VacancyTerms Endings = VacancyTerms.Of(words => words.Endings);
    private static readonly VacancyTerms Praise = VacancyTerms.Of(words => words.Praise);
    private static readonly VacancyTerms Joiners = VacancyTerms.Of(words => words.Joiners);
    private static readonly VacancyTerms Regions = VacancyTerms.Of(words => words.Regions);

    /// <summary>The heading that names the job, with its line; null if none is certain.</summary>
    public static Found<Heading>? In(IReadOnlyList<VacancyLine> lines, string? organisation)
    {
        Found<Heading>? unknown = null;
        var first = lines.TakeWhile(IsOfPage).Count();
        for (var i = 0; i < Math.Min(MaxHeadings, lines.Count); i++)
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

    // Further down, a line with a word for a job is a title only if it is marked as a heading.
    private static bool IsAtHead(VacancyLine line, int at) =>
        (at < FirstLines || line.IsHeading || line.Text.Contains(" | ", StringComparison.Ordinal))
        && (at < FirstLines || (!line.IsItem && line.Words.Count <= MaxWordsOfTitle));

    /// <summary>Whether a line belongs to the web page around the vacancy.</summary>
    public static bool IsFurniture(VacancyLine line) =>
        line.Words.Count <= 12
        && Enumerable
            .Range(0, line.Words.Count)
            .Any(at =>
                Furniture.Begin(line.Words[at].Key)
                && Enumerable
                    .Range(1, 4)
                    .Any(count => at + count <= line.Words.Count && Furniture.Has(line.Key(at, count)))
            );

    /// <summary>Parses a line as the heading of a vacancy; null if it can't be one.</summary>
    public static Heading? Of(string text)
    {
        var said = VacancyTitles.Stripped(text);
        if (said.Length > 2 * MaxTitle)
        {
            return null;
        }

        var parts = Split(said)
            .SelectMany(Colon)
            .Where(part =>
                !Before.Has(VacancyTerms.Lower(VacancyTitles.Stripped(part))) && !Parts.Has(VacancyTerms.Lower(part))
            )
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

    /// <summary>The organisation and the place in a line of several parts: "VERANEL - Manosque (04) - CDI".</summary>
    public static (string? Organisation, string? Place) Header(VacancyLine line) =>
        line.Text.Length <= 2 * MaxTitle && Split(VacancyTitles.Stripped(line.Text)) is { Count: > 1 } parts
            ? (VacancyNames.InHeader(parts), VacancyPlaces.InHeader(parts))
            : (null, null);

    private static List<string> Split(string text) =>
        [
            .. text.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .SelectMany(part =>
                    part.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                ),
        ];

    private static IEnumerable<string> Colon(string part) =>
        part.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon
            ? VacancyTitles.Stripped(part[(colon + 1)..]) is { Length: > 0 } rest
            && (Before.Has(VacancyTerms.Lower(part[..colon])) || !Title(part[..colon])?.IsJob != false)
                ? [rest]
                : [part[..colon]]
            : [part];

    // Parses a part as a title, with the organisation and the place in the same part.
    private static Heading? Title(string part)
    {
        var text = VacancyTitles.Stripped(part);
        text = Without(text.TrimEnd('.'));
        var line = VacancyLine.Of(text);
        if (line.Words.Count is 0 or > MaxWordsOfTitle + 6)
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
            && (Terms.Has(line.Words[end - 1].Key) || (end > start + 2 && Terms.Has(line.Key(end - 2, 2))))
        )
        {
            end -= Terms.Has(line.Words[end - 1].Key) ? 1 : 2;
            if (end > start + 2 && Joiners.Has(line.Words[end - 1].Key) && Terms.Has(line.Words[end - 2].Key))
            {
                end--; // "Teilzeit oder Vollzeit"
            }
        }

        // What the terms were said with: "in Teilzeit oder Vollzeit", "30–40 Stunden".
        if (
            end < line.Words.Count
            && end > start + 1
            && (VacancyPlaces.IsIn(line.Words[end - 1].Key) || char.IsAsciiDigit(line.Words[end - 1].Text[0]))
        )
        {
            end--;
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
            .FirstOrDefault(i => Persons.Has(line.Words[i].Key) && !VacancyTitles.IsGender(line.Words[i].Key), -1);
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
        var title =
            end == line.Words.Count
                ? line.Text[VacancyTitles.First(line, start)..]
                : VacancyTitles.Until(line, start, end);
        var hasGender = Enumerable.Range(start, end - start).Any(i => VacancyTitles.IsGender(line.Words[i].Key));
        var isJob = hasGender || Enumerable.Range(start, end - start).Any(i => VacancyTitles.IsJob(line.Words[i].Key));
        return
            VacancyText.Name(title.TrimEnd(',', ' '), MaxTitle) is { } found
            && end - start <= MaxWordsOfTitle
            && VacancyTitles.IsTitle(found, isJob)
            ? new(
                VacancyTitles.Cased(VacancyTitles.Balanced(found), start > 0),
                organisation,
                place,
                isJob,
                hasGender || (isWanted && isJob)
            )
            : null;
    }

    // A short heading without a word for a job: "Rietdekker". It has no words of a sentence.
    private static bool IsPlain(string title) =>
        VacancyWord.Of(title) is { Count: <= MaxWordsUnknown } words
        && words.All(word =>
            !Endings.Has(word.Key) && !Articles.Has(word.Key) && !Joiners.Has(word.Key) && !Praise.Has(word.Key)
        )
        && (
            words.Count == 1
            || JobEndings.EndsWord(words[^1].Key, shortest: 2)
            || JobEndings.EndsWord(words[0].Key, shortest: 2)
        )
        && VacancyNames.IsOrganisation(words) is false;

    // Removes brackets such as "(32-40 uur)" and "(regio Salland)"; keeps "(m/w/d)" and "(Junior)".
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
            title = VacancyTitles.Stripped(title.Remove(open, close - open + 1));
        }

        return title;
    }
}
