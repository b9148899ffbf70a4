using System.Threading.RateLimiting;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;

namespace Flowgen.Api.Edge;

/// <summary>So many requests of an organisation may do something that lasts at the same time, in this process.</summary>
/// <param name="most">How many.</param>
/// <param name="code">Of the error of one that there is no place for.</param>
/// <param name="detail">What to do about it.</param>
internal abstract class Places(int most, string code, string detail) : IDisposable
{
    private readonly PartitionedRateLimiter<string> places = PartitionedRateLimiter.Create<string, string>(
        organisation => RateLimitPartition.GetConcurrencyLimiter(organisation, _ => new() { PermitLimit = most })
    );

    /// <summary>Takes a place, until disposed.</summary>
    /// <exception cref="RequestException">429: there is none left.</exception>
    public IDisposable Enter(string organisation)
    {
        var place = places.AttemptAcquire(organisation);
        return place.IsAcquired
            ? place
            : throw new RequestException(StatusCodes.Status429TooManyRequests, new RequestFault(code, detail));
    }

    public void Dispose() => places.Dispose();
}

/// <summary>Those that wait for their flows.</summary>
internal sealed class SyncWaiters(Limits limits) : Places(limits.SyncWaiters, TooMany, Detail)
{
    public const string TooMany = "too_many_waiters";

    public const string Detail =
        "Too many of your requests wait for their flows. Nothing was created: post without waiting, or again after the seconds in Retry-After.";
}

/// <summary>Those that follow the log, or are sent all of it.</summary>
internal sealed class OpenStreams(Limits limits) : Places(limits.EventStreams, TooMany, Detail)
{
    public const string TooMany = "too_many_streams";

    public const string Detail =
        "Too many event streams of yours are open: close one, or try again after the seconds in Retry-After.";
}
