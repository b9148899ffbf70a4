using System.ComponentModel.DataAnnotations;

namespace Flowgen.Application.Common;

/// <summary>What one client may take from the others: the section <c>Limits</c>. Of requests, waiters and streams, each process counts for itself.</summary>
public sealed record Limits
{
    /// <summary>Of an organisation, on the average of some time. Each of its keys has four fifths of it.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; init; } = 500;

    /// <summary>How many requests of an organisation may come at once, after a quiet time. Each of its keys has four fifths of it.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; init; } = 5_000;

    /// <summary>Of an address, without a valid key.</summary>
    [Range(1, 1_000_000)]
    public int AddressRequestsPerSecond { get; init; } = 10;

    /// <summary>How many requests of an address may come at once without a valid key.</summary>
    [Range(1, 1_000_000)]
    public int AddressBurst { get; init; } = 200;

    /// <summary>How many requests of an organisation may wait for their flows at the same time.</summary>
    [Range(1, 100_000)]
    public int SyncWaiters { get; init; } = 50;

    /// <summary>How many event streams of an organisation may be open at the same time.</summary>
    [Range(1, 100_000)]
    public int EventStreams { get; init; } = 1_000;

    /// <summary>How many generations of an organisation may be queued or processing before another is refused.</summary>
    [Range(1, 10_000_000)]
    public int QueuedGenerations { get; init; } = 100_000;
}
