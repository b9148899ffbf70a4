using System.ComponentModel.DataAnnotations;

namespace Flowgen.Application.Common;

/// <summary>The section <c>Memory</c>: how much a process may hold of the texts of its clients.</summary>
public sealed record MemorySettings
{
    /// <summary>In MiB, of all work together.</summary>
    [Range(64, 1_000_000)]
    public int Budget { get; init; } = 128;

    /// <summary>How long a request waits for its part before it is refused.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>The memory of a process by kinds of work, so that none waits for another (docs/adr/0030).</summary>
public sealed class MemoryBudgets(MemorySettings settings, TimeProvider clock)
{
    private const long MiB = 1024 * 1024;

    /// <summary>Of requests, from the body to the end of the response.</summary>
    public ByteBudget Requests { get; } = new(settings.Budget * MiB / 2, clock);

    /// <summary>Of the parts of the log that are read for streams and exports, until they are written.</summary>
    public ByteBudget Streams { get; } = new(settings.Budget * MiB / 8, clock);

    /// <summary>Of generations that run, and of long bodies of deliveries that are rendered.</summary>
    public ByteBudget Work { get; } = new(settings.Budget * MiB / 4, clock);

    /// <summary>Of webhook deliveries that are sent.</summary>
    public ByteBudget Deliveries { get; } = new(settings.Budget * MiB / 8, clock);

    /// <summary>How long a request waits.</summary>
    public TimeSpan Wait => settings.Wait;

    /// <summary>Takes a part for background work.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="length">Of the texts, in characters; 0 where it is not known.</param>
    /// <param name="limit">The longest wait; infinite for none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public ValueTask<Reservation> TakeWorkAsync(
        string organisation,
        int length,
        TimeSpan limit,
        CancellationToken cancellationToken
    ) =>
        Work.TakeAsync(
            organisation,
            LeastOfWork + (CopiesInWork * (length > 0 ? length : LongestText)),
            limit,
            cancellationToken
        );

    // Measured: a text as events, state, JSON and parameters of statements, at the same time.
    private const long CopiesInWork = 12;
    private const long LeastOfWork = 128 * 1024;
    private const long LongestText = MiB;
}
