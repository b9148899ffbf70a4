using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>Finds the title of a job in a sentence in which an employer seeks staff.</summary>
internal static class SoughtTitles
{
    private const int MaxTitle = 80;
    private const int ShortestInflected = 7;
    private const int MaxWordsOfSought = 7;

    // A title at the head of the text may have no word for a job, if it is short.
    private const int MaxWordsUnknown = 3;

    // The maximum number of words between "we are looking for" and "a".
    private const int MaxWordsBetween = 12;

    private static readonly VacancyTerms AccusativeArticles = VacancyTerms.Of(words => words.AccusativeArticles);
    private static readonly List<KeyValuePair<string, string>> Accusatives = VacancyTitles.All(words =>
        words.Accusatives
    );
    private static readonly VacancyTerms Seeking = VacancyTerms.Of(words => words.Seeking);
    private static readonly VacancyTerms SeekingPhrases = VacancyTerms.Of(words => words.SeekingPhrases);
    private static readonly VacancyTerms Articles = VacancyTerms.Of(words => words.Articles);
    private static readonly VacancyTerms Endings = VacancyTerms.Of(words => words.Endings);
    private static readonly VacancyTerms Praise = VacancyTerms.Of(words => words.Praise);
    private static readonly VacancyTerms Vague = VacancyTerms.Of(words => words.Vague);
    private static readonly VacancyTerms As = VacancyTerms.Of(words => words.AsWords);
    private static readonly VacancyTerms AsAfter = VacancyTerms.Of(words => words.AsAfter);
    private static readonly VacancyTerms Joiners = VacancyTerms.Of(words => words.Joiners);

    /// <summary>The job that a sentence seeks.</summary>
    public static Found<string>? In(IReadOnlyList<VacancyLine> lines)
    {
        var found = lines.SelectMany(Sought).Concat(lines.SelectMany(AsIn)).ToList();
        return found.Find(it => it.Rank == 0) ?? (found.Count > 0 ? found[0] : null);
    }

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
                            seeking + count <= line.Words.Count && SeekingPhrases.Has(line.Key(seeking, count))
                        )
                )
            )
            {
                continue;
            }

            for (
                var at = seeking + 1;
                at < line.Words.Count && at <= seeking + MaxWordsBetween && !line.Words[at - 1].EndsSentence;
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
            && end - start <= MaxWordsOfSought
            && !(Endings.Has(line.Words[end].Key) && !IsJoint(line, start, end))
            && !char.IsAsciiDigit(line.Words[end].Text[0])
            && (
                end == start
                || !line.Words[end - 1].EndsClause
                || VacancyTitles.IsGender(line.Words[end].Key)
                || (end - 1 < line.Words.Count && Praise.Has(line.Words[end - 1].Key))
            )
        )
        {
            end++;
        }

        start += Praised(line, start, end);
        if (
            end - start is <= 0 or > MaxWordsOfSought
            || Vague.Has(line.Words[start].Key)
            || Enumerable
                .Range(start, end - start)
                .Any(i => Vague.Has(line.Words[i].Key) && !VacancyTitles.IsJob(line.Words[i].Key))
        )
        {
            return null;
        }

        var title = VacancyTitles.Balanced(VacancyTitles.Until(line, start, end));
        var isJob = Enumerable
            .Range(start, end - start)
            .Any(i => VacancyTitles.IsGender(line.Words[i].Key) || VacancyTitles.IsJob(line.Words[i].Key));
        return
            (isJob || end - start <= MaxWordsUnknown)
            && VacancyTitles.IsTitle(title, isJob)
            && VacancyText.Name(title, MaxTitle) is { } name
            ? new(VacancyTitles.Capital(Nominative(name, article)), line, line.Words[start].At) { Rank = isJob ? 0 : 1 }
            : null;
    }

    // "kok en bakker": a joiner before another job.
    private static bool IsJoint(VacancyLine line, int start, int at) =>
        Joiners.Has(line.Words[at].Key)
        && at > start
        && at + 1 < line.Words.Count
        && (
            Praise.Has(line.Words[at - 1].Key)
            || VacancyTitles.IsJob(line.Words[at + 1].Key)
            || IsAdjective(line, at - 1)
        );

    // The number of adjectives before a title, which are not part of it: "an experienced and technically minded Account Manager".
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
            else if (VacancyTitles.IsJob(line.Words[at].Key))
            {
                break;
            }
            else if (isLower && Joiners.Has(line.Words[at].Key) && at > start && at + 1 < end)
            {
                // "geduldige en opgewekte onderwijsassistent": a word joined to an adjective is an adjective too.
                var next = at + 1;
                while (
                    next + 1 < end
                    && char.IsLower(line.Words[next].Text[0])
                    && !VacancyTitles.IsJob(line.Words[next].Key)
                )
                {
                    next++;
                }

                if (
                    Praise.Has(line.Words[at - 1].Key)
                    || (IsAdjective(line, at - 1) && !VacancyTitles.IsJob(line.Words[at - 1].Key))
                )
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
        && !VacancyTitles.IsJob(line.Words[at].Key);

    // "einen Lageristen" becomes "Lagerist".
    private static string Nominative(string title, string article) =>
        AccusativeArticles.Has(article)
        && !title.Contains(' ')
        && title.Length > ShortestInflected
        && Accusatives.FirstOrDefault(it => title.EndsWith(it.Key, StringComparison.Ordinal))
            is
                (not null, _)
                and var form
            ? title[..^form.Key.Length] + form.Value
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
                        .Where(count => at + count <= line.Words.Count && As.Has(line.Key(at, count)))
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
                && end - start < MaxWordsOfSought
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
                .Any(i => VacancyTitles.IsGender(line.Words[i].Key) || VacancyTitles.IsJob(line.Words[i].Key));
            if (
                isJob
                && end < line.Words.Count
                && VacancyText.Name(VacancyTitles.Balanced(VacancyTitles.Until(line, start, end)), MaxTitle) is { } name
                && VacancyTitles.IsTitle(name, true)
            )
            {
                yield return new(VacancyTitles.Capital(name), line, line.Words[start].At) { Rank = 0 };
            }
        }
    }
}
