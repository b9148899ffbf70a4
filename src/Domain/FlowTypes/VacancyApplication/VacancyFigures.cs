using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>Finds the hours per week of a vacancy. It ignores other numbers: opening hours, hours per day, a range with only one end.</summary>
internal static class VacancyFigures
{
    /// <summary>The maximum number of lines with numbers that are read: a vacancy has fewer.</summary>
    public const int MaxLines = 300;

    /// <inheritdoc cref="MaxLines"/>
    public const int MaxFigures = 60;

    private const int MinHours = 4;
    private const int MaxHours = 60;

    // The maximum distance, in tokens, from the hours to a word such as "contract".
    private const int MaxDistance = 4;

    private static readonly VacancyTerms HourWords = VacancyTerms.Of(words => words.HourWords);
    private static readonly VacancyTerms Weekly = VacancyTerms.Of(words => words.Weekly);
    private static readonly VacancyTerms Daily = VacancyTerms.Of(words => words.Daily);
    private static readonly VacancyTerms Contract = VacancyTerms.Of(words => words.ContractWords);
    private static readonly VacancyTerms Basis = VacancyTerms.Of(words => words.Basis);

    public static readonly VacancyTerms Between = VacancyTerms.Of(words => words.Between);
    private static readonly VacancyTerms Ranges = VacancyTerms.Of(words => words.Ranges);
    private static readonly VacancyTerms RangesBetween = VacancyTerms.Of(words => words.RangesBetween);
    private static readonly VacancyTerms OneEnd = VacancyTerms.Of(words => [.. words.AtLeast, .. words.AtMost]);
    private static readonly VacancyTerms About = VacancyTerms.Of(words => [.. words.About, .. words.Gross]);
    private static readonly VacancyTerms OpenEnd = VacancyTerms.Of(words => words.OpenEnd);

    /// <summary>The hours per week; null if none are certain, or if there are several.</summary>
    public static Found<Hours>? HoursIn(IReadOnlyList<VacancyLine> lines, IReadOnlyList<Labelled> labels)
    {
        var found = labels
            .Where(label => label.Kind is LabelKind.Hours)
            .SelectMany(label => Hours(label.Value, isLabelled: true).Select(it => it with { Line = label.Value }))
            .Concat(lines.Where(HasFigure).Take(MaxLines).SelectMany(line => Hours(line, isLabelled: false)))
            .GroupBy(it => it.Rank)
            .MinBy(group => group.Key);
        return found is null ? null
            : found.Key is 0 || found.Select(it => it.Value).Distinct().Count() == 1 ? found.First()
            : null;
    }

    /// <summary>The position of the second number of a range, after a sign such as "to" or "-"; 0 if the first number begins no range.</summary>
    /// <param name="tokens">The tokens of the line.</param>
    /// <param name="first">The position of the first number.</param>
    /// <param name="at">The position after the first number.</param>
    public static int Second(FigureTokens tokens, int first, int at) =>
        tokens[at].Is('-', '–', '—', '/') ? at + 1
        : tokens.Phrase(Ranges, at) is > 0 and var count ? at + count
        : tokens.Phrase(RangesBetween, at) is > 0 and var joint && tokens.PhraseBefore(Between, first) > 0 ? at + joint
        : 0;

    /// <summary>Whether a single number is one end of a range: "at least 20", "20 or more", "20+".</summary>
    /// <param name="tokens">The tokens of the line.</param>
    /// <param name="first">The position of the number.</param>
    /// <param name="end">The position after the number and its unit.</param>
    public static bool IsOneEnd(FigureTokens tokens, int first, int end)
    {
        while (tokens[first - 1].Is(':', '(', '±', '~') || About.Has(tokens[first - 1].Lower))
        {
            first--;
        }

        end += tokens[end].Is(',', '(', ')') ? 1 : 0;
        return tokens.PhraseBefore(OneEnd, tokens[first - 1].Is('.') ? first - 1 : first) > 0
            || tokens[end].Is('+')
            || tokens.Phrase(OpenEnd, end) > 0;
    }

    private static IEnumerable<Found<Hours>> Hours(VacancyLine line, bool isLabelled)
    {
        var tokens = line.Figures;
        for (var (i, tried) = (0, 0); i < tokens.Count && tried < MaxFigures; i++)
        {
            tried += tokens[i].Number is null ? 0 : 1;
            if (
                tokens[i].Number is not { } from
                || SalaryFigures.IsCurrency(tokens[i - 1])
                || Hours(tokens, i, from, isLabelled) is not { } found
            )
            {
                continue;
            }

            var (hours, rank, end) = found;
            i = end - 1;
            if (hours.From >= MinHours && hours.From <= hours.To && hours.To <= MaxHours)
            {
                yield return new(hours, line, tokens[i].At) { Rank = rank };
            }
        }
    }

    private static (Hours Hours, int Rank, int End)? Hours(
        FigureTokens tokens,
        int first,
        decimal from,
        bool isLabelled
    )
    {
        var at = first + 1;
        at +=
            tokens.Phrase(HourWords, at) is > 0
            && tokens[Second(tokens, first, at + 1)].Number is not null
            && Second(tokens, first, at + 1) > 0
                ? 1
                : 0;
        var to = from;
        var isRange = Second(tokens, first, at) is > 0 and var second && tokens[second].Number is not null;
        if (isRange)
        {
            at = Second(tokens, first, at);
            to = tokens[at].Number!.Value;
            at++;
        }

        var unit = tokens[at].Is('-') && tokens[at + 1].IsGlued ? at + 1 : at;
        var hasUnit = tokens.Phrase(HourWords, unit) > 0;
        var isQualified =
            !hasUnit
            && tokens[unit].IsWord
            && isRange
            && tokens[unit + 1].Lower.Length > 3
            && tokens.Phrase(HourWords, unit + 1) > 0;
        unit += isQualified ? 1 : 0;
        hasUnit |= isQualified;
        var end = hasUnit ? unit + 1 : at;

        // "9H00", "8.30 h", "€ 12 per uur"
        if (
            (hasUnit && tokens[end].IsGlued && (tokens[end].Number is not null || tokens[end].Lower is "#"))
            || tokens[at].Is('%', '€', '£', '$')
            || tokens[first - 1].Is('#')
            || IsDaily(tokens, end)
        )
        {
            return null;
        }

        var week = end;
        while (tokens[week].Is('-', '/', '(', '–', '.'))
        {
            week++;
        }

        var isWeekly = hasUnit && (tokens.Phrase(Weekly, week) > 0 || tokens.Phrase(Weekly, unit) > 0);
        end = isWeekly && tokens.Phrase(Weekly, week) > 0 ? week + tokens.Phrase(Weekly, week) : end;
        if (!isRange && (IsOneEnd(tokens, first, end) || IsOneEnd(tokens, first, at)))
        {
            return null;
        }

        var isFrom = tokens.PhraseBefore(Between, first) > 0;
        var isAlone = first == 0 && end == tokens.Count;
        var rank =
            tokens.PhraseBefore(Basis, first) > 0 ? 4
            : isLabelled && (hasUnit || !tokens[at].IsWord) ? 0
            : isWeekly ? 1
            : !hasUnit ? 9
            : IsNear(tokens, first, end) ? 2
            : isRange && !isFrom && !isQualified && tokens[unit].Lower.Length > 1 ? 2
            : isAlone && tokens[unit].Lower.Length > 1 ? 2
            : 9;
        return rank == 9 ? null : (new(from, to), rank, end);
    }

    public static bool HasFigure(VacancyLine line) => line.Text.Any(char.IsAsciiDigit);

    private static bool IsDaily(FigureTokens tokens, int at)
    {
        while (tokens[at].Is('/', '(', '-', '.'))
        {
            at++;
        }

        return tokens.Phrase(Daily, at) > 0;
    }

    private static bool IsNear(FigureTokens tokens, int first, int end)
    {
        for (var i = 1; i <= MaxDistance; i++)
        {
            if (Contract.Has(tokens[first - i].Lower) || Contract.Has(tokens[end + i - 1].Lower))
            {
                return true;
            }
        }

        return false;
    }
}
