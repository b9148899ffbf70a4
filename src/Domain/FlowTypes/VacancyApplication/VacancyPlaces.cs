using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>Finds the town of a job. If there are two towns, it returns neither.</summary>
internal static class VacancyPlaces
{
    private const int MaxPlace = 40;
    private const int MaxPhraseLength = 4;

    // The maximum number of words between "in Leeds" and "seeks", such as "we are".
    private const int MaxWordsBeforeVerb = 3;

    private static readonly VacancyTerms In = VacancyTerms.Of(words => words.InWords);
    private static readonly VacancyTerms Sites = VacancyTerms.Of(words => words.Sites);
    private static readonly VacancyTerms Phrases = VacancyTerms.Of(words => words.PlaceVerbs);
    private static readonly VacancyTerms NoPlaces = VacancyTerms.Of(words => words.NoPlaces);
    private static readonly VacancyTerms Towns = VacancyTerms.Of(words => words.Towns);
    private static readonly VacancyTerms TownEndings = VacancyTerms.Of(words => words.TownEndings);
    private static readonly VacancyTerms TownBeginnings = VacancyTerms.Of(words => words.TownBeginnings);
    private static readonly VacancyTerms TownJoints = VacancyTerms.Of(words => words.TownJoints);
    private static readonly VacancyTerms Ends = VacancyTerms.Of(words => words.PlaceEnds);
    private static readonly VacancyTerms Regions = VacancyTerms.Of(words => words.Regions);
    private static readonly VacancyTerms Joiners = VacancyTerms.Of(words => words.Joiners);
    private static readonly VacancyTerms At = VacancyTerms.Of(words => words.AtWords);
    private static readonly VacancyTerms SeekingPhrases = VacancyTerms.Of(words => words.SeekingPhrases);
    private static readonly VacancyTerms Seeking = VacancyTerms.Of(words => words.Seeking);

    public static bool IsIn(string key) => In.Has(key);

    /// <summary>Finds the place by a label, the heading, the sites of the employer, a sentence, or an address, in this order.</summary>
    /// <param name="lines">The lines of the vacancy.</param>
    /// <param name="labels">The labels of the vacancy.</param>
    /// <param name="heading">The place in its heading.</param>
    public static Found<string>? PlaceIn(
        IReadOnlyList<VacancyLine> lines,
        IReadOnlyList<Labelled> labels,
        Found<string>? heading
    ) =>
        Only(labels.Where(it => it.Kind is LabelKind.Place).Select(it => Of(it.Value)))
        ?? heading
        ?? Only(labels.Where(it => it.Kind is LabelKind.Site).Select(it => Of(it.Value)))
        ?? Only(labels.Where(it => it.Kind is LabelKind.Organisation).Select(it => Address(it.Value)))
        ?? Only(lines.SelectMany(Phrased))
        ?? Only(lines.SelectMany(Site))
        ?? Only(lines.Select(SoughtIn))
        ?? Only(lines.SelectMany(HostIn))
        ?? Only(lines.Select(Address))
        ?? Only(lines.Take(4).Select(Alone));

    /// <summary>The place in a header with several parts: "Vitré (35)", "Job in Bautzen".</summary>
    public static string? InHeader(IReadOnlyList<string> parts)
    {
        var lines = parts.Select(VacancyLine.Of).ToList();
        if (lines.Select(Numbered).FirstOrDefault(it => it is not null) is { } numbered)
        {
            return numbered.Value;
        }

        // "regio Breda - Tilburg" is no place.
        if (lines.Exists(line => line.Words.Count > 1 && Regions.Has(line.Words[0].Key)))
        {
            return null;
        }

        foreach (var line in lines)
        {
            for (var at = 0; at < Math.Min(3, line.Words.Count - 1); at++)
            {
                if (In.Has(line.Words[at].Key) && Named(line, at + 1) is { } town)
                {
                    return town.Value;
                }
            }

            if (
                parts.Count > 1
                && line.Words.Count > 0
                && line.TownAt(0) == line.Words.Count
                && IsTown(line, 0, line.Words.Count)
                && !VacancyNames.IsOrganisation(line.Words)
            )
            {
                return Spoken(line.Text);
            }
        }

        return
            parts is [var only]
            && VacancyLine.Of(only) is var one
            && one.Words.Count > 0
            && one.TownAt(0) == one.Words.Count
            && Towns.Has(VacancyTerms.Lower(only))
            ? Spoken(only)
            : null;
    }

    /// <summary>The place at the end of a part of a heading, "Cook in Leeds", with its position.</summary>
    public static (int At, string Place)? Ending(VacancyLine line, int end)
    {
        for (var at = Math.Max(1, end - 6); at < end - 1; at++)
        {
            if (
                In.Has(line.Words[at].Key)
                && at + 1 + line.TownAt(at + 1) is var next
                && next == end
                && Named(line, at + 1) is { } town
            )
            {
                return (at, town.Value);
            }
        }

        return null;
    }

    /// <summary>The place in a value; null if it has none or several.</summary>
    public static Found<string>? Of(VacancyLine value)
    {
        if (Address(value) is { } address)
        {
            return address;
        }

        var line = VacancyLine.Of(
            Cased(
                value.Text.Split([" | ", " – ", " — ", " - "], StringSplitOptions.None)[0].Split(',', '(', '|', ';')[0]
            )
        );
        var count = line.Words.Count > 0 ? line.TownAt(0) : 0;
        return
            count > 0
            && !IsSeveral(value)
            && !VacancyNames.IsOrganisation([.. line.Words.Take(count)])
            && line.Words.Skip(count).All(word => Ends.Has(word.Key) || Regions.Has(word.Key))
            && !line.Words.Take(count).Any(word => NoPlaces.Has(word.Key) || Regions.Has(word.Key))
            && Spoken(line.Said(0, count)) is { } place
            ? new(place, value, 0)
            : null;
    }

    /// <summary>The town in an address: after a postcode, or before a postcode in brackets or of the United Kingdom.</summary>
    public static Found<string>? Address(VacancyLine line)
    {
        var words = line.Words;
        for (var at = 0; at < words.Count; at++)
        {
            var text = words[at].Text;
            var digits =
                text.StartsWith("D-", StringComparison.Ordinal) || text.StartsWith("F-", StringComparison.Ordinal)
                    ? text[2..]
                    : text;
            var isFirst = at == 0 || words[at - 1].EndsClause || In.Has(words[at - 1].Key);
            if (
                at + 1 < words.Count
                && digits.Length is 4 or 5
                && digits.All(char.IsAsciiDigit)
                && !words[at].EndsClause
            )
            {
                // "3011 AB Rotterdam", "73525 Schwäbisch Gmünd", "Kerkstraat 5, 9000 Gent"
                var isDutch =
                    digits.Length == 4
                    && words[at + 1].Text is [>= 'A' and <= 'Z', >= 'A' and <= 'Z']
                    && at + 2 < words.Count;
                var town = at + (isDutch ? 2 : 1);
                var count = line.TownAt(town);
                var ends =
                    town + count == words.Count
                    || words[town + Math.Max(1, count) - 1].EndsClause
                    || Ends.Has(words[town + count].Key)
                    || isDutch;
                if (
                    count > 0
                    && (isDutch || (isFirst && ends && (digits.Length == 5 || IsStreet(line, at))))
                    && Town(line, town, count) is { } found
                )
                {
                    return found;
                }
            }
            else if (
                at > 0
                && digits.Length == 5
                && digits.All(char.IsAsciiDigit)
                && IsBracketed(line, at)
                && Before(line, at) is { } before
            )
            {
                return before; // "Plön (24306)"
            }
            else if (
                at > 0
                && at + 1 < words.Count
                && IsOutward(text)
                && words[at + 1].Text is [>= '0' and <= '9', >= 'A' and <= 'Z', >= 'A' and <= 'Z']
                && Before(line, at) is { } british
            )
            {
                return british; // "Morpeth, NE61 9ZZ"
            }
        }

        return null;
    }

    /// <summary>Whether some words surely are a town: a known town, or a name with the form of one.</summary>
    public static bool IsTown(VacancyLine line, int at, int count)
    {
        if (count == 0)
        {
            return false;
        }

        var said = VacancyTerms.Lower(line.Said(at, count));
        var first = line.Words[at].Key;
        return !NoPlaces.Has(said)
            && (
                Towns.Has(said)
                || Enumerable.Range(at + 1, Math.Max(0, count - 2)).Any(i => TownJoints.Has(line.Words[i].Key))
                || (count > 1 && TownBeginnings.Has(first) && first.Length < 7)
                || (
                    count == 1
                    && first.Contains('-', StringComparison.Ordinal)
                    && TownBeginnings.BeginsWord(first, shortest: 3)
                )
                || (
                    count == 1
                    && first.Length > 5
                    && TownEndings.EndsWord(first, shortest: 3)
                    && !VacancyTitles.IsJob(first)
                )
            );
    }

    // "Bad Zwischenahn/Rostrup" on a line of its own.
    private static Found<string>? Alone(VacancyLine line)
    {
        var text = line.Text.Split('(', ',')[0].Trim();
        var said = VacancyLine.Of(text.Split('/')[0]);
        return
            said.Words.Count > 0
            && !line.IsItem
            && said.TownAt(0) == said.Words.Count
            && IsTown(said, 0, said.Words.Count)
            && !VacancyNames.IsOrganisation(said.Words)
            && !VacancyTitles.IsJob(said.Words[^1].Key)
            && text.Split('/').Length <= 2
            ? Spoken(text) is { } place
                ? new(place, line, 0)
                : null
            : null;
    }

    // "am Standort St. Georgen", "based in Wolverhampton"
    private static IEnumerable<Found<string>> Phrased(VacancyLine line)
    {
        for (var at = 0; at < line.Words.Count - 1; at++)
        {
            if (!Phrases.Begin(line.Words[at].Key))
            {
                continue;
            }

            for (var count = Math.Min(MaxPhraseLength, line.Words.Count - at - 1); count > 0; count--)
            {
                if (
                    Phrases.Has(line.Key(at, count))
                    && !line.Words[at + count - 1].EndsClause
                    && Named(line, at + count) is { } town
                )
                {
                    yield return town;
                    break;
                }
            }
        }
    }

    // "Our office in Leeds"
    private static IEnumerable<Found<string>> Site(VacancyLine line)
    {
        for (var at = 0; at + 2 < line.Words.Count; at++)
        {
            if (
                Sites.Has(line.Words[at].Key)
                && !line.Words[at].EndsClause
                && In.Has(line.Words[at + 1].Key)
                && Named(line, at + 2) is { } town
            )
            {
                yield return town;
            }
        }
    }

    // "At Northwind in Leeds you …"
    private static IEnumerable<Found<string>> HostIn(VacancyLine line)
    {
        for (var at = 0; at + 2 < line.Words.Count; at++)
        {
            if (
                At.Has(line.Words[at].Key)
                && line.Begins(at)
                && at + 1 + line.NameAt(at + 1) is var next
                && next > at + 1
                && next + 1 < line.Words.Count
                && In.Has(line.Words[next].Key)
                && Named(line, next + 1) is { } town
            )
            {
                yield return town;
            }
        }
    }

    // "We are looking for a nurse in Leeds", "Northwind in Leeds is looking for", "In Leeds we seek"
    private static Found<string>? SoughtIn(VacancyLine line)
    {
        var isSeeking = false;
        for (var at = 0; at < line.Words.Count; at++)
        {
            isSeeking = (isSeeking && !line.Begins(at)) || Seeking.Has(line.Words[at].Key);
            if (
                In.Has(line.Words[at].Key)
                && Named(line, at + 1) is { } town
                && (isSeeking || Seeks(line, at + 1 + line.TownAt(at + 1)))
            )
            {
                return town;
            }
        }

        return null;
    }

    // Whether a verb of hiring is at a position or soon after it.
    private static bool Seeks(VacancyLine line, int at) =>
        Enumerable
            .Range(at, Math.Clamp(line.Words.Count - at, 0, MaxWordsBeforeVerb))
            .TakeWhile(i => !line.Words[i - 1].EndsSentence && !Joiners.Has(line.Words[i].Key))
            .Any(i =>
                Seeking.Has(line.Words[i].Key) || SeekingPhrases.Has(line.Key(i, Math.Min(2, line.Words.Count - i)))
            );

    // "Vitré (35)"
    private static Found<string>? Numbered(VacancyLine line) =>
        line.Words is [_, .., { Text.Length: 2 or 3 or 5 } last]
        && last.Text.All(char.IsAsciiDigit)
        && IsBracketed(line, line.Words.Count - 1)
            ? Before(line, line.Words.Count - 1)
            : null;

    private static Found<string>? Named(VacancyLine line, int at) =>
        at < line.Words.Count && line.TownAt(at) is > 0 and var count ? Town(line, at, count) : null;

    private static Found<string>? Town(VacancyLine line, int at, int count)
    {
        var next = at + count;
        var isOfTwo =
            next + 1 < line.Words.Count
            && !line.Words[next - 1].EndsSentence
            && (
                (
                    Joiners.Has(line.Words[next].Key)
                    && line.Words[next + 1].IsCapital
                    && (Towns.Has(line.Words[next + 1].Key) || !VacancyTitles.IsJob(line.Words[next + 1].Key))
                ) || (line.Words[next - 1].EndsClause && line.Words[next].IsCapital && Towns.Has(line.Words[next].Key))
            );
        return
            !isOfTwo
            && !Enumerable.Range(at, count).Any(i => NoPlaces.Has(line.Words[i].Key))
            && !NoPlaces.Has(VacancyTerms.Lower(line.Said(at, count)))
            && Spoken(line.Said(at, count)) is { } place
            ? new(place, line, line.Words[at].At)
            : null;
    }

    private static Found<string>? Before(VacancyLine line, int end)
    {
        for (var at = Math.Max(0, end - 5); at < end; at++)
        {
            if (
                at + line.TownAt(at) == end
                && (at == 0 || !line.Words[at - 1].IsCapital || line.Words[at - 1].EndsClause)
            )
            {
                return Town(line, at, end - at);
            }
        }

        return null;
    }

    // "Leeds, York" and "Haarlem en Heemstede"
    private static bool IsSeveral(VacancyLine value)
    {
        var line = VacancyLine.Of(value.Text);
        var count = line.TownAt(0);
        return count > 0
            && count < line.Words.Count
            && (
                Joiners.Has(line.Words[count].Key)
                || (
                    line.Words[count - 1].EndsClause
                    && line.TownAt(count) is > 0 and var second
                    && Towns.Has(VacancyTerms.Lower(line.Said(count, second)))
                )
            );
    }

    private static bool IsStreet(VacancyLine line, int at) =>
        at > 1 && line.Words.Take(at).Any(word => char.IsAsciiDigit(word.Text[0]) && word.EndsClause);

    private static bool IsBracketed(VacancyLine line, int at) =>
        line.Words[at].At > 0 && line.Text[line.Words[at].At - 1] == '(';

    private static bool IsOutward(string text) =>
        text.Length is >= 2 and <= 4
        && char.IsAsciiLetterUpper(text[0])
        && text.Any(char.IsAsciiDigit)
        && text.All(it => char.IsAsciiLetterUpper(it) || char.IsAsciiDigit(it));

    private static string? Spoken(string place) => VacancyText.Name(Cased(place), MaxPlace);

    // "LES PONTS DE CE" becomes "Les Ponts de Ce".
    private static string Cased(string place) =>
        place.Count(char.IsLetter) > 3 && !place.Any(char.IsLower)
            ? string.Join(
                ' ',
                place
                    .Split(' ')
                    .Select(
                        (word, i) =>
                            i > 0 && TownJoints.Has(VacancyTerms.Lower(word)) ? word.ToLowerInvariant() : Capitals(word)
                    )
            )
            : place;

    private static string Capitals(string word) =>
        string.Join(
            '-',
            word.Split('-').Select(part => part.Length == 0 ? part : part[..1] + part[1..].ToLowerInvariant())
        );

    private static Found<string>? Only(IEnumerable<Found<string>?> all)
    {
        Found<string>? only = null;
        foreach (var found in all)
        {
            if (found is not null && only is not null && !IsSame(found.Value, only.Value))
            {
                return null;
            }

            only ??= found;
        }

        return only;
    }

    private static bool IsSame(string one, string other) =>
        Spelling.Key(one) is var a
        && Spelling.Key(other) is var b
        && (a.StartsWith(b, StringComparison.Ordinal) || b.StartsWith(a, StringComparison.Ordinal));
}
