using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>Finds the salary of a vacancy. It ignores other amounts: rent, bonuses, turnover, a range with only one end.</summary>
internal static class SalaryFigures
{
    // The maximum distance, in tokens, from an amount to the words that give its meaning.
    private const int MaxBefore = 25;
    private const int MaxAfter = 8;

    // The maximum length of a line with an amount but without a word for pay.
    private const int MaxWordsAlone = 4;

    private static readonly VacancyTerms Pay = VacancyTerms.Of(words => words.PayWords);
    private static readonly VacancyTerms Other = VacancyTerms.Of(words => words.OtherMoney);
    private static readonly VacancyTerms Gross = VacancyTerms.Of(words => words.Gross);
    private static readonly VacancyTerms Net = VacancyTerms.Of(words => words.Net);
    private static readonly VacancyTerms ProRata = VacancyTerms.Of(words => [.. words.ProRata, .. words.Steps]);
    private static readonly VacancyTerms Besides = VacancyTerms.Of(words => words.Besides);
    private static readonly VacancyTerms PerOther = VacancyTerms.Of(words => words.PerOther);
    private static readonly Dictionary<string, string> Currencies = Phrasebook
        .Languages.SelectMany(language => Lexicon.Of(language).Vacancy.Currencies)
        .SelectMany(it => it.Value.Select(word => (Word: word, Code: it.Key)))
        .DistinctBy(it => it.Word)
        .ToDictionary(it => it.Word, it => it.Code);
    private static readonly (SalaryPeriod Period, VacancyTerms Behind, VacancyTerms Before)[] Periods =
    [
        (SalaryPeriod.Hour, VacancyTerms.Of(words => words.PerHour), VacancyTerms.Of(words => words.PayPerHour)),
        (SalaryPeriod.Month, VacancyTerms.Of(words => words.PerMonth), VacancyTerms.Of(words => words.PayPerMonth)),
        (SalaryPeriod.Year, VacancyTerms.Of(words => words.PerYear), VacancyTerms.Of(words => words.PayPerYear)),
    ];

    /// <summary>The salary; null if none is certain, or if there are several.</summary>
    public static Found<Salary>? SalaryIn(IReadOnlyList<VacancyLine> lines, IReadOnlyList<Labelled> labels)
    {
        var found = labels
            .Where(label => label.Kind is LabelKind.Salary)
            .SelectMany(label => Salaries(label.Value, label.Line.Label))
            .Concat(
                lines
                    .Where(VacancyFigures.HasFigure)
                    .Take(VacancyFigures.MaxLines)
                    .SelectMany(line => Salaries(line, label: null))
            )
            .GroupBy(it => it.Rank)
            .MinBy(group => group.Key);
        return found?.FirstOrDefault(it => it.Value.From < it.Value.To)
            ?? (found?.Select(it => it.Value).Distinct().Count() == 1 ? found.First() : null);
    }

    /// <summary>Whether a token is the sign or the name of a currency.</summary>
    public static bool IsCurrency(FigureToken token) => Currency(token) is not null;

    /// <summary>The period of a word such as "MONTH"; null if it is not a period of a salary.</summary>
    public static SalaryPeriod? PeriodOf(string unit) =>
        Periods
            .Where(it => it.Behind.Has(VacancyTerms.Lower(unit)))
            .Select(it => (SalaryPeriod?)it.Period)
            .FirstOrDefault();

    /// <summary>The salary if its amount is plausible; otherwise null.</summary>
    public static Salary? Plausible(decimal from, decimal to, string currency, SalaryPeriod period, bool isNet) =>
        from <= to && IsPlausible(from, period) && IsPlausible(to, period)
            ? new(from, to, currency, period, isNet)
            : null;

    private static IEnumerable<Found<Salary>> Salaries(VacancyLine line, string? label)
    {
        var tokens = line.Figures;
        for (var (i, tried) = (0, 0); i < tokens.Count && tried < VacancyFigures.MaxFigures; i++)
        {
            if (tokens[i].Number is null)
            {
                continue;
            }

            tried++;
            var amount = Amount.At(tokens, i);
            if (amount.Currency is not null && Salary(tokens, amount, label) is var (salary, rank))
            {
                yield return new(salary, line, tokens[i].At) { Rank = rank };
            }

            i = amount.End - 1;
        }
    }

    private static (Salary Salary, int Rank)? Salary(FigureTokens tokens, Amount amount, string? label)
    {
        var (end, isGross, isNet) = (amount.End, amount.IsGross, amount.IsNet);
        SalaryPeriod? period = null;
        for (var skipped = 0; skipped < 6 && period is null; skipped++)
        {
            var (gross, net) = (tokens.Phrase(Gross, end), tokens.Phrase(Net, end));
            (isGross, isNet) = (isGross || gross > 0, isNet || net > 0);
            if (gross + net > 0 || tokens[end].Is('(', ')', '/', '.'))
            {
                end += Math.Max(1, gross + net);
                continue;
            }

            var other = tokens.Phrase(PerOther, end);
            var (best, length) = ((SalaryPeriod?)null, 0);
            foreach (var (it, behind, _) in Periods)
            {
                (best, length) =
                    tokens.Phrase(behind, end) is var count && count > length ? (it, count) : (best, length);
            }

            if (other > length)
            {
                return null;
            }

            if (length == 0)
            {
                break;
            }

            (period, end) = (best, end + length);
        }

        // "per maand bruto"
        for (var i = end; i < end + 2; i++)
        {
            (isGross, isNet) = (isGross || tokens.Phrase(Gross, i) > 0, isNet || tokens.Phrase(Net, i) > 0);
        }

        var context = Context.Of(tokens, amount.Start, end, label);
        isNet = !isGross && (isNet || context.IsNet);
        period ??=
            context.Period
            ?? (
                amount.IsThousands ? SalaryPeriod.Year
                : context.IsPay ? PeriodOf(amount)
                : null
            );
        if (
            period is not { } paid
            || context.IsOther
            || (
                !amount.IsRange
                && (
                    VacancyFigures.IsOneEnd(tokens, amount.Start, end)
                    || VacancyFigures.IsOneEnd(tokens, amount.Start, amount.End)
                )
            )
            || (
                !context.IsPay
                && !isGross
                && !isNet
                && !amount.IsRange
                && !amount.IsThousands
                && paid is not SalaryPeriod.Hour
                && !IsAlone(tokens, amount.Start, end)
            )
        )
        {
            return null;
        }

        return Plausible(amount.From, amount.To, amount.Currency!, paid, isNet) is { } salary
            ? (
                salary,
                (
                    label is not null ? 0
                    : context.IsPay || isGross ? 2
                    : 4
                ) + (isNet ? 1 : 0)
            )
            : null;
    }

    private static bool IsAlone(FigureTokens tokens, int start, int end) => start + tokens.Count - end <= MaxWordsAlone;

    // Guesses the period from the amount.
    private static SalaryPeriod? PeriodOf(Amount amount) =>
        amount.To < 100 ? SalaryPeriod.Hour
        : amount.From is >= 1_000 and < 10_000 && amount.To < 10_000 ? SalaryPeriod.Month
        : amount.From >= 10_000 ? SalaryPeriod.Year
        : null;

    private static bool IsPlausible(decimal amount, SalaryPeriod period) =>
        period switch
        {
            SalaryPeriod.Hour => amount is >= 3 and <= 300,
            SalaryPeriod.Month => amount is >= 150 and <= 25_000,
            _ => amount is >= 6_000 and <= 500_000,
        };

    private static string? Currency(FigureToken token) =>
        token.Lower switch
        {
            "€" or "eur" => "EUR",
            "£" or "gbp" => "GBP",
            "$" or "usd" => "USD",
            "chf" => "CHF",
            var word => Currencies.GetValueOrDefault(word),
        };

    // An amount or a range, with its currency.
    private sealed record Amount(
        int Start,
        int End,
        decimal From,
        decimal To,
        string? Currency,
        bool IsRange,
        bool IsThousands
    )
    {
        public bool IsGross { get; init; }

        public bool IsNet { get; init; }

        public static Amount At(FigureTokens tokens, int first)
        {
            var start = IsCurrency(tokens[first - 1]) ? first - 1 : first;
            var (from, isThousands, currency, end) = Figure(tokens, first);
            currency ??= SalaryFigures.Currency(tokens[first - 1]);
            var to = from;

            var next = end;
            next += tokens.Phrase(Gross, next) + tokens.Phrase(Net, next);
            next = VacancyFigures.Second(tokens, start, next);
            next += next > 0 && IsCurrency(tokens[next]) ? 1 : 0;
            var isRange = next > 0 && tokens[next].Number is not null;
            if (isRange)
            {
                var second = Figure(tokens, next);
                currency ??= second.Currency ?? SalaryFigures.Currency(tokens[next - 1]);
                (to, end) = (second.Value, second.End);
                from *= second.IsThousands && !isThousands && from < 1_000 ? 1_000 : 1; // "45-55k"
                isThousands |= second.IsThousands;
            }

            return new(start, end, from, to, currency, isRange, isThousands)
            {
                IsGross = IsBefore(tokens, start, Gross),
                IsNet = IsBefore(tokens, start, Net),
            };
        }

        private static bool IsBefore(FigureTokens tokens, int start, VacancyTerms terms) =>
            tokens.PhraseBefore(terms, start) > 0 || tokens.PhraseBefore(terms, start - 1) > 0;

        private static (decimal Value, bool IsThousands, string? Currency, int End) Figure(FigureTokens tokens, int at)
        {
            var value = tokens[at].Number!.Value;
            var end = at + 1;
            var isThousands = tokens[end].Lower is "k" && value < 1_000;
            end += isThousands ? 1 : 0;
            var currency = SalaryFigures.Currency(tokens[end]);
            end += currency is null ? 0 : 1;
            if (!isThousands && tokens[end].Lower is "k" && tokens[end].IsGlued && value < 1_000)
            {
                (isThousands, end) = (true, end + 1);
            }

            return (value * (isThousands ? 1_000 : 1), isThousands, currency, end);
        }
    }

    // The meaning of the words around an amount: the nearest word before it, and the words after it up to the end of the clause.
    private sealed record Context(bool IsPay, bool IsOther, bool IsNet, SalaryPeriod? Period)
    {
        public static Context Of(FigureTokens tokens, int start, int end, string? label)
        {
            var (pay, other, isProRata, isNet) = (label is null ? int.MaxValue : MaxBefore, int.MaxValue, false, false);
            var period = label is null ? null : Said(label);
            for (var i = start - 1; i >= Math.Max(0, start - MaxBefore) && !EndsSentence(tokens, i); i--)
            {
                var word = tokens[i].Lower;
                isProRata |= tokens.Phrase(ProRata, i) > 0;
                if (IsOneOf(Other, word))
                {
                    other = Math.Min(other, start - i);
                }
                else if (IsPayWord(word))
                {
                    pay = Math.Min(pay, start - i);
                    period ??= Said(word);
                    isNet |= Net.BeginsWord(word);
                }
            }

            var isOtherBehind = false;
            var isClause = true;
            for (var i = end; i < Math.Min(tokens.Count, end + MaxBefore) && !EndsSentence(tokens, i); i++)
            {
                isProRata |= tokens.Phrase(ProRata, i) > 0;
                isClause &=
                    !tokens[i].Is(',', ';', '+', '•', '|', ')')
                    && (tokens.Phrase(Besides, i) == 0)
                    && i < end + MaxAfter;
                isOtherBehind |= isClause && IsOneOf(Other, tokens[i].Lower);
                pay = isClause && IsPayWord(tokens[i].Lower) ? Math.Min(pay, MaxBefore + 1) : pay;
            }

            return new(pay < int.MaxValue, other < pay || isOtherBehind || isProRata, isNet, period);
        }

        private static bool IsPayWord(string word) =>
            Pay.Has(word) || (word.Length > 6 && Pay.EndsWord(word, shortest: 4));

        private static bool IsOneOf(VacancyTerms terms, string word) =>
            terms.Has(word)
            || (word.Length > 7 && (terms.EndsWord(word, shortest: 5) || terms.BeginsWord(word, shortest: 6)));

        private static SalaryPeriod? Said(string words) =>
            words
                .Split(' ')
                .SelectMany(word => Periods.Where(it => it.Before.Has(word)))
                .Select(it => (SalaryPeriod?)it.Period)
                .FirstOrDefault();

        private static bool EndsSentence(FigureTokens tokens, int at) =>
            tokens[at].Is('!', '?')
            || (tokens[at].Is('.') && !tokens[at + 1].IsGlued && tokens[at - 1].Lower.Length > 3);
    }
}
