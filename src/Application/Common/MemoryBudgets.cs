using System.ComponentModel.DataAnnotations;

namespace Flowgen.Application.Common;

/// <summary>The section <c>Memory</c>: the memory of a process for clients' texts.</summary>
public sealed record MemorySettings
{
    /// <summary>The memory for all kinds of work together, in MiB.</summary>
    [Range(64, 1_000_000)]
    public int Budget { get; init; } = 128;

    /// <summary>The longest wait of a request for its memory. Afterwards it is refused.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>The memory budgets of a process. Each kind of work has its own, so that none waits for another (docs/adr/0030).</summary>
public sealed class MemoryBudgets(MemorySettings settings, TimeProvider clock)
{
    private const long MiB = 1024 * 1024;

    /// <summary>The memory of requests, from the body to the end of the response.</summary>
    public ByteBudget Requests { get; } = new(settings.Budget * MiB / 2, clock);

    /// <summary>The memory of log pages for streams and exports, until they are written to the response.</summary>
    public ByteBudget Streams { get; } = new(settings.Budget * MiB / 8, clock);

    /// <summary>The memory of running generations, and of long bodies of deliveries while they are rendered.</summary>
    public ByteBudget Work { get; } = new(settings.Budget * MiB / 4, clock);

    /// <summary>The memory of webhook deliveries in progress.</summary>
    public ByteBudget Deliveries { get; } = new(settings.Budget * MiB / 8, clock);

    /// <summary>The longest wait of a request.</summary>
    public TimeSpan Wait => settings.Wait;

    /// <summary>Reserves memory for background work.</summary>
    /// <param name="organisation">The organisation that holds the memory.</param>
    /// <param name="length">The length of the texts in characters; 0 if it is unknown.</param>
    /// <param name="limit">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public ValueTask<Reservation> TakeWorkAsync(
        string organisation,
        int length,
        TimeSpan limit,
        CancellationToken cancellationToken
    ) =>
        Work.TakeAsync(
            organisation,
            MinWork + (CopiesInWork * (length > 0 ? length : MaxText)),
            limit,
            cancellationToken
        );

    // Measured: bytes for a character of text, which is in events, state, JSON and statement parameters at the same time.
    private const long CopiesInWork = 12;
    private const long MinWork = 128 * 1024;
    private const long MaxText = MiB;
}
