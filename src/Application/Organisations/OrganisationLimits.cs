namespace Flowgen.Application.Organisations;

/// <summary>How much an organisation may ask for.</summary>
public sealed record OrganisationLimits
{
    /// <summary>How many of its generations may be queued or processing before another is refused, 1..10,000,000.</summary>
    public int QueuedGenerations { get; init; } = 100_000;

    /// <exception cref="InvalidOperationException">One is out of its range.</exception>
    public OrganisationLimits Checked() =>
        QueuedGenerations is < 1 or > 10_000_000
            ? throw new InvalidOperationException("Limits:QueuedGenerations must be 1 to 10000000.")
            : this;
}
