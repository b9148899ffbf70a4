namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>The facts in the text of a vacancy; null if no rule found a fact. They contain no markup and no placeholder.</summary>
/// <param name="Title">The title of the job, at most 80 characters.</param>
/// <param name="Organisation">The employer, without its legal form.</param>
/// <param name="Place">The town or city.</param>
/// <param name="Hours">The hours per week.</param>
/// <param name="Salary">The salary of the job. A range with only one end and a salary for other hours are ignored.</param>
public sealed record Vacancy(
    string? Title = null,
    string? Organisation = null,
    string? Place = null,
    Hours? Hours = null,
    Salary? Salary = null
)
{
    /// <summary>The first words of the text, at most 80 characters. They name the flow if the vacancy has no title.</summary>
    public string? Heading { get; init; }
}

/// <summary>The facts in the text of a vacancy, with their evidence.</summary>
/// <param name="Title">As in <see cref="Vacancy"/>.</param>
/// <param name="Organisation">As in <see cref="Vacancy"/>.</param>
/// <param name="Place">As in <see cref="Vacancy"/>.</param>
/// <param name="Hours">As in <see cref="Vacancy"/>.</param>
/// <param name="Salary">As in <see cref="Vacancy"/>.</param>
public sealed record VacancyFacts(
    Fact<string>? Title = null,
    Fact<string>? Organisation = null,
    Fact<string>? Place = null,
    Fact<Hours>? Hours = null,
    Fact<Salary>? Salary = null
)
{
    /// <inheritdoc cref="Vacancy.Heading"/>
    public string? Heading { get; init; }

    /// <summary>The facts without their evidence.</summary>
    public Vacancy Vacancy =>
        new(Title?.Value, Organisation?.Value, Place?.Value, Hours?.Value, Salary?.Value) { Heading = Heading };
}

/// <summary>A fact in a text.</summary>
/// <param name="Value">The value of the fact.</param>
/// <param name="Evidence">The sentence or line that states the fact, exactly as in the text, including markup.</param>
public sealed record Fact<T>(T Value, string Evidence);

/// <summary>The hours per week.</summary>
/// <param name="From">The minimum number of hours.</param>
/// <param name="To">The maximum number of hours; equal to the minimum if the text has one figure.</param>
public sealed record Hours(decimal From, decimal To);

/// <summary>A salary.</summary>
/// <param name="From">The minimum amount.</param>
/// <param name="To">The maximum amount; equal to the minimum if the text has one figure.</param>
/// <param name="Currency">The code of the currency (ISO 4217).</param>
/// <param name="Period">The period of the salary.</param>
/// <param name="IsNet">Whether the text states that the amount is net of tax.</param>
public sealed record Salary(decimal From, decimal To, string Currency, SalaryPeriod Period, bool IsNet = false);

/// <summary>The periods of a salary.</summary>
public enum SalaryPeriod
{
    /// <summary>An hour of work.</summary>
    Hour,

    /// <summary>A month of work.</summary>
    Month,

    /// <summary>A year of work.</summary>
    Year,
}
