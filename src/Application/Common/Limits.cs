using System.ComponentModel.DataAnnotations;

namespace Flowgen.Application.Common;

/// <summary>The limits for each client: the section <c>Limits</c>. Each process counts requests, waiters and streams separately.</summary>
public sealed record Limits
{
    /// <summary>The average rate of requests of an organisation. Each of its keys has four fifths of the rate.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; init; } = 500;

    /// <summary>The size of an organisation's token bucket: the requests that it can send at once. Each of its keys has four fifths of it.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; init; } = 5_000;

    /// <summary>The average rate of requests without a valid key from an IP address.</summary>
    [Range(1, 1_000_000)]
    public int AddressRequestsPerSecond { get; init; } = 10;

    /// <summary>The size of an IP address's token bucket, for requests without a valid key.</summary>
    [Range(1, 1_000_000)]
    public int AddressBurst { get; init; } = 200;

    /// <summary>The requests of an organisation that can wait for their flows at the same time.</summary>
    [Range(1, 100_000)]
    public int SyncWaiters { get; init; } = 50;

    /// <summary>The open event streams of an organisation.</summary>
    [Range(1, 100_000)]
    public int EventStreams { get; init; } = 1_000;

    /// <summary>The queued and processing generations of an organisation. Further generations are refused.</summary>
    [Range(1, 10_000_000)]
    public int QueuedGenerations { get; init; } = 100_000;
}
