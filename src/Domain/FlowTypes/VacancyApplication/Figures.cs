using System.Globalization;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>Formats the numbers of a vacancy as candidates write them.</summary>
internal static class Figures
{
    private const string NoBreak = "\u00A0";
    private const string NarrowNoBreak = "\u202F";

    /// <summary>"32 to 40".</summary>
    public static string Said(this Hours hours, Phrasebook say) =>
        Range(say, hours.From, hours.To, it => Number(say, it, "0.##"));

    /// <summary>"€2,500 to €3,000 a month".</summary>
    public static string Said(this Salary salary, Phrasebook say)
    {
        var said = say.Say(
            $"Salary.{salary.Period}",
            ("amount", Range(say, salary.From, salary.To, amount => Money(say, amount, salary.Currency)))
        );
        return salary.IsNet ? say.Say("Salary.Net", ("salary", said)) : said;
    }

    private static string Range(Phrasebook say, decimal from, decimal to, Func<decimal, string> said) =>
        from == to ? said(to) : say.Say("Range", ("from", said(from)), ("to", said(to)));

    private static string Money(Phrasebook say, decimal amount, string currency)
    {
        var number = Number(say, amount, amount == decimal.Truncate(amount) ? "#,0" : "#,0.00");
        var symbol = currency switch
        {
            "EUR" => "€",
            "GBP" => "£",
            "USD" => "$",
            _ => currency + NoBreak,
        };
        return say.Language switch
        {
            "en" => symbol + number,
            "nl" => symbol.TrimEnd() + NoBreak + number,
            _ => number + NoBreak + symbol.TrimEnd(),
        };
    }

    private static string Number(Phrasebook say, decimal number, string format) =>
        number.ToString(
            format,
            new NumberFormatInfo
            {
                NumberDecimalSeparator = say.Language is "en" ? "." : ",",
                NumberGroupSeparator = say.Language switch
                {
                    "en" => ",",
                    "fr" => NarrowNoBreak,
                    _ => ".",
                },
            }
        );
}
