using System.Threading.RateLimiting;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;

namespace Flowgen.Api.Edge;

/// <summary>So many requests of an organisation may wait for their flows at the same time, in this process.</summary>
internal sealed class SyncWaiters(Limits limits) : IDisposable
{
    /// <summary>The code of a request that there is no place for.</summary>
    public const string TooMany = "too_many_waiters";

    /// <summary>What to do about it.</summary>
    public const string Detail =
        "Too many of your requests wait for their flows. Nothing was created: post without waiting, or again after the seconds in Retry-After.";

    private readonly PartitionedRateLimiter<string> places = PartitionedRateLimiter.Create<string, string>(
        organisation =>
            RateLimitPartition.GetConcurrencyLimiter(organisation, _ => new() { PermitLimit = limits.SyncWaiters })
    );

    /// <summary>Takes a place, until disposed.</summary>
    /// <exception cref="RequestException">429: there is none left.</exception>
    public IDisposable Enter(string organisation)
    {
        var place = places.AttemptAcquire(organisation);
        return place.IsAcquired
            ? place
            : throw new RequestException(StatusCodes.Status429TooManyRequests, new RequestFault(TooMany, Detail));
    }

    public void Dispose() => places.Dispose();
}
