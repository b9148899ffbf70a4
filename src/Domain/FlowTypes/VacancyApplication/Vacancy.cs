namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>What the text of a vacancy says of it; null where no rule found it. No markup and no placeholder is in any of it.</summary>
/// <param name="Title">What the job is called, at most 80 characters.</param>
/// <param name="Organisation">Who offers it, without its legal form.</param>
/// <param name="Place">The town or city.</param>
/// <param name="Hours">A week.</param>
/// <param name="Salary">Before tax, or as the text has it.</param>
public sealed record Vacancy(
    string? Title = null,
    string? Organisation = null,
    string? Place = null,
    Hours? Hours = null,
    Salary? Salary = null
)
{
    /// <summary>The first words of the text, at most 80 characters: names a flow whose vacancy has no title.</summary>
    public string? Heading { get; init; }
}

/// <summary>Hours a week.</summary>
/// <param name="From">At least.</param>
/// <param name="To">At most; the same where there is but one figure.</param>
public sealed record Hours(decimal From, decimal To);

/// <summary>What is paid.</summary>
/// <param name="From">At least.</param>
/// <param name="To">At most; the same where there is but one figure.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Period">What it is paid for.</param>
public sealed record Salary(decimal From, decimal To, string Currency, SalaryPeriod Period);

/// <summary>What a salary is paid for.</summary>
public enum SalaryPeriod
{
    /// <summary>An hour of work.</summary>
    Hour,

    /// <summary>A month of work.</summary>
    Month,

    /// <summary>A year of work.</summary>
    Year,
}
