namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>What the text of a vacancy says of it; null where no rule found it. No markup and no placeholder is in any of it.</summary>
/// <param name="Title">What the job is called, at most 80 characters.</param>
/// <param name="Organisation">Who offers it, without its legal form.</param>
/// <param name="Place">The town or city.</param>
/// <param name="Hours">A week.</param>
/// <param name="Salary">For the whole of the job; none that is only one end of a range, or for another number of hours.</param>
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

/// <summary>What the text of a vacancy says of it, and where.</summary>
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

    /// <summary>The facts alone.</summary>
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

/// <summary>What is paid.</summary>
/// <param name="From">At least.</param>
/// <param name="To">At most; the same where there is but one figure.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Period">What it is paid for.</param>
/// <param name="IsNet">Whether the text says that it is after tax.</param>
public sealed record Salary(decimal From, decimal To, string Currency, SalaryPeriod Period, bool IsNet = false);

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
