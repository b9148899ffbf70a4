using System.Globalization;
using System.Text.RegularExpressions;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>
/// Finds the hours and the salary of a vacancy, and leaves other figures alone: opening hours, bonuses, turnover. Nothing in
/// a pattern repeats without a small bound, so none takes longer than the length of the untrusted text.
/// </summary>
internal static partial class VacancyFigures
{
    private const RegexOptions AnyCase = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    private const string Number = "[0-9]{1,2}(?:[.,][0-9]{1,2})?";
    private const string Until = " ?(?:-|–|—|/|tot en met|tot|t/m|à|a|to|bis|of|oder|ou|or) ?";
    private const string HourWord = @"(?:uren|uur|hours?|hrs?|heures?|h|stunden|std\.?|u)";
    private const string Pair = $"(?:(?<from>{Number}) ?{HourWord}?{Until})?(?<to>{Number})";
    private const string Daily = " ?(?:per|a|pro|par|/) ?(?:dag|day|tag|jour|maand|month|monat|mois)";

    private const string Currency = @"(?:€|\beur\b|\beuros?\b|£|\bgbp\b|\$|\busd\b|\bchf\b)";
    private const string Amount =
        "(?:[0-9]{1,3}(?:[., ’'][0-9]{3}){1,2}(?:[.,][0-9]{1,2})?|[0-9]{2,6}(?:[.,][0-9]{1,2})?)(?: ?k\\b|,-{1,2}|,–)?";

    private static readonly HashSet<string> HourLabels =
    [
        .. (
            "uren, aantal uren, urenaantal, uren per week, contracturen, hours, weekly hours, hours per week, working hours, "
            + "Arbeitszeit, Wochenstunden, Stunden, Wochenarbeitszeit, temps de travail, durée, durée du travail, durée hebdomadaire"
        )
            .Split(", ")
            .Select(Spelling.Key),
    ];

    /// <summary>Hours a week; null where none are sure.</summary>
    public static Hours? HoursIn(IReadOnlyList<VacancyLine> lines) =>
        lines
            .SelectMany(line => Weekly().Matches(line.Text).Concat(Week().Matches(line.Text)))
            .Concat(
                lines
                    .Select(line => line.Labelled(HourLabels))
                    .OfType<string>()
                    .SelectMany(hours => LabelledHours().Matches(hours))
            )
            .Concat(lines.SelectMany(line => Range().Matches(line.Text).Concat(Alone().Matches(line.Text))))
            .Where(match => !match.Groups["no"].Success)
            .Select(match =>
            {
                var to = Parsed(match.Groups["to"].Value);
                return new Hours(match.Groups["from"] is { Success: true, Value: var from } ? Parsed(from) : to, to);
            })
            .FirstOrDefault(hours => hours.From >= 4 && hours.From <= hours.To && hours.To <= 60);

    /// <summary>The salary; null where none is sure.</summary>
    public static Salary? SalaryIn(IReadOnlyList<VacancyLine> lines) =>
        lines
            .Where(line => HasCurrency().IsMatch(line.Text))
            .SelectMany(line => Money().Matches(line.Text).Select(match => Found(line.Text, match)))
            .FirstOrDefault(salary => salary is not null);

    private static Salary? Found(string line, Match match)
    {
        var before = line[Math.Max(0, match.Index - 60)..match.Index];
        var after = line[(match.Index + match.Length)..Math.Min(line.Length, match.Index + match.Length + 40)];
        var isRange = match.Groups["to"].Success;
        var period = Period().Match(after);
        if (
            !HasCurrency().IsMatch(match.Value)
            || (!period.Success && !SalaryWord().IsMatch(before) && !SalaryWord().IsMatch(match.Value + after))
            || OtherMoney().IsMatch(ClauseEnd().Split(before)[^1])
            || OtherMoney().IsMatch(ClauseEnd().Split(after)[0])
            || (!isRange && OneEnd().IsMatch(before))
        )
        {
            return null;
        }

        var to = Sum(match.Groups[isRange ? "to" : "from"].Value);
        var from = Sum(match.Groups["from"].Value);
        from *= to >= 1_000 && from < 1_000 && IsThousands(match.Groups["to"].Value) ? 1_000 : 1; // "45-55k"
        var paid = PeriodOf(period, to);
        return from <= to && IsPlausible(from, paid) && IsPlausible(to, paid)
            ? new(from, to, CurrencyOf(HasCurrency().Match(match.Value).Value), paid)
            : null;
    }

    // Where it is not said, the figure tells.
    private static SalaryPeriod PeriodOf(Match period, decimal amount) =>
        period.Groups["hour"].Success ? SalaryPeriod.Hour
        : period.Groups["month"].Success ? SalaryPeriod.Month
        : period.Groups["year"].Success ? SalaryPeriod.Year
        : amount < 200 ? SalaryPeriod.Hour
        : amount < 15_000 ? SalaryPeriod.Month
        : SalaryPeriod.Year;

    private static bool IsPlausible(decimal amount, SalaryPeriod period) =>
        period switch
        {
            SalaryPeriod.Hour => amount is >= 5 and <= 300,
            SalaryPeriod.Month => amount is >= 400 and <= 25_000,
            _ => amount is >= 8_000 and <= 500_000,
        };

    private static string CurrencyOf(string text) =>
        text.ToUpperInvariant() switch
        {
            "£" or "GBP" => "GBP",
            "$" or "USD" => "USD",
            "CHF" => "CHF",
            _ => "EUR",
        };

    private static bool IsThousands(string amount) => amount.EndsWith("k", StringComparison.OrdinalIgnoreCase);

    // "2.500,00" and "2,500", "45k", "2.500,-": three figures behind a separator are thousands.
    private static decimal Sum(string amount)
    {
        var parts = amount.TrimEnd('-', ',', '–', 'k', 'K', ' ').Split('.', ',', ' ', '’', '\'');
        var number =
            parts.Length > 1 && parts[^1].Length < 3
                ? $"{string.Concat(parts[..^1])}.{parts[^1]}"
                : string.Concat(parts);
        return Parsed(number) * (IsThousands(amount) ? 1_000 : 1);
    }

    private static decimal Parsed(string number) =>
        decimal.Parse(number.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    // "32 - 40 uur per week"
    [GeneratedRegex(
        $@"\b{Pair} ?-? ?{HourWord} ?(?:(?:per|p\.|p/|pro|in der|die|par|op|each|an|a|/) ?)?(?:week|weekly|wk|woche|wöchentlich|semaine|sem|hebdomadaires?|hebdo|w)\b",
        AnyCase
    )]
    private static partial Regex Weekly();

    // "38-urige werkweek"
    [GeneratedRegex(
        $"\\b{Pair}[ -]?(?:urige|uur|uren|stunden|hours?)[ -]?(?:werk|work|arbeits)?[ -]?(?:week|woche)\\b",
        AnyCase
    )]
    private static partial Regex Week();

    [GeneratedRegex($@"^[^0-9]{{0,20}}{Pair} ?{HourWord}?(?<no>[:.][0-9]|{Daily})?(?:[^0-9:]|$)", AnyCase)]
    private static partial Regex LabelledHours();

    // "32-40 uur", and not from 17 to 22 o'clock.
    [GeneratedRegex(
        $@"(?<no>\b(?:van|tussen|from|between|von|zwischen|entre|de) )?\b(?<from>{Number}){Until}(?<to>{Number}) ?{HourWord}\b(?<no>{Daily})?",
        AnyCase
    )]
    private static partial Regex Range();

    // A line of its own, "36 uur".
    [GeneratedRegex(
        "^[^\\p{L}0-9]{0,4}(?<to>[1-4][0-9](?:[.,]5)?) ?(?:uur|uren|hours|stunden|std\\.?|heures)$",
        AnyCase
    )]
    private static partial Regex Alone();

    [GeneratedRegex(Currency, AnyCase)]
    private static partial Regex HasCurrency();

    [GeneratedRegex(
        $@"(?:{Currency} ?)?\b(?<from>{Amount})(?: ?{Currency})?(?: ?(?:brutto|bruto|brut|gross)\b)?(?: ?(?:-|–|—|tot|en|and|to|bis|und|à|et) ?(?:{Currency} ?)?(?<to>{Amount})(?: ?{Currency})?)?",
        AnyCase
    )]
    private static partial Regex Money();

    [GeneratedRegex(
        @"^[ ,]{0,2}(?:\(?(?:brutto|bruto|brut\(e\)|brut|gross)\)?[ ,]{0,2})?(?:(?:per|p\.|p|pro|in de|im|par|de l[’']|l[’']|an|a|in der|die|/) ?){0,2}(?:(?<hour>(?:uur|u|hour|hr|h|stunde|std|heure)\b|hourly)|(?<month>(?:maand|mnd|m|month|monat|mois)\b|monatlich|mensuel|monthly|p/m)|(?<year>(?:jaar|jr|year|annum|jahr|an)\b|jährlich|annuel|annually|yearly|p\.a|pa\b))",
        AnyCase
    )]
    private static partial Regex Period();

    [GeneratedRegex(
        @"salari|salary|\bloon|uurloon|maandloon|verdien|\bpay\b|wage|gehalt|vergütung|\blohn|stundenlohn|entgelt|salair|rémunération|taux horaire|\bbruto|\bbrutto|\bbrut\b|\bgross\b|compensation|\bearn",
        AnyCase
    )]
    private static partial Regex SalaryWord();

    // Money that is not a salary.
    [GeneratedRegex(
        @"bonus|toeslag|budget|vergoeding|reiskosten|omzet|revenue|turnover|umsatz|zuschlag|zuschuss|\bprime|chiffre d|investe|investi|allowance|referral|premie|funding|leasing|ticket|opleiding|training|vakantiegeld|korting|discount|rabatt|remise|gutschein|cadeau|\bkm\b|kilometer|million|miljoen|mio\b|mrd|overname|deposit|contribution|mutuelle",
        AnyCase
    )]
    private static partial Regex OtherMoney();

    [GeneratedRegex("[,;+()•|]| (?:und|en|and|et|plus|sowie) ", AnyCase)]
    private static partial Regex ClauseEnd();

    // One end of what is paid, without the other.
    [GeneratedRegex(
        @"(?:tot|up to|bis zu|jusqu[’']à|max(?:imaal|imum|imal)?\.?|vanaf|from|starting at|ab|à partir de|dès|min(?:imaal|imum|destens)?\.?)(?: maximaal| zu)?[ :]{0,2}$",
        AnyCase
    )]
    private static partial Regex OneEnd();
}
