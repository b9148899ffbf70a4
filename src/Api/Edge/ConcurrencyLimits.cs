using System.Threading.RateLimiting;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;

namespace Flowgen.Api.Edge;

/// <summary>Limits the concurrent long-running requests of each organisation in this process.</summary>
/// <param name="max">The maximum number of concurrent requests of an organisation.</param>
/// <param name="code">The error code of a rejected request.</param>
/// <param name="detail">The error detail of a rejected request.</param>
internal abstract class ConcurrencyLimits(int max, string code, string detail) : IDisposable
{
    private readonly PartitionedRateLimiter<string> places = PartitionedRateLimiter.Create<string, string>(
        organisation => RateLimitPartition.GetConcurrencyLimiter(organisation, _ => new() { PermitLimit = max })
    );

    /// <summary>Takes a place. Dispose the result to free it.</summary>
    /// <exception cref="RequestException">429: no place is free.</exception>
    public IDisposable Enter(string organisation)
    {
        var place = places.AttemptAcquire(organisation);
        return place.IsAcquired
            ? place
            : throw new RequestException(StatusCodes.Status429TooManyRequests, new RequestError(code, detail));
    }

    public void Dispose() => places.Dispose();
}

/// <summary>Limits the requests that wait for their flows.</summary>
internal sealed class SyncWaiters(Limits limits) : ConcurrencyLimits(limits.SyncWaiters, TooMany, Detail)
{
    public const string TooMany = "too_many_waiters";

    public const string Detail =
        "Too many requests of your organisation wait for their flows. Nothing was created. Post without waiting, or try again after the seconds in Retry-After.";
}

/// <summary>Limits the requests that follow or export the log.</summary>
internal sealed class OpenStreams(Limits limits) : ConcurrencyLimits(limits.EventStreams, TooMany, Detail)
{
    public const string TooMany = "too_many_streams";

    public const string Detail =
        "Too many event streams of your organisation are open. Close one, or try again after the seconds in Retry-After.";
}
