using System.Globalization;
using System.Threading.RateLimiting;

namespace Flowgen.Api.Edge;

/// <summary>
/// A token bucket for each caller; a request takes one token. A bucket holds a burst and is refilled at a fixed rate. A bucket that
/// has been full for some seconds is discarded.
/// </summary>
/// <param name="name">The name of the policy in the headers.</param>
/// <param name="perSecond">The number of tokens added per second; greater than 0.</param>
/// <param name="burst">The capacity of a bucket; at least 1.</param>
internal sealed class TokenBuckets(string name, double perSecond, int burst) : IDisposable
{
    private readonly PartitionedRateLimiter<string> buckets = PartitionedRateLimiter.Create<string, string>(caller =>
        RateLimitPartition.GetTokenBucketLimiter(
            caller,
            _ =>
                new()
                {
                    TokenLimit = burst,
                    TokensPerPeriod = 1,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1 / perSecond),
                }
        )
    );

    /// <summary>The policy in the header <c>RateLimit-Policy</c>: the number of requests, and the seconds of the window.</summary>
    public string Policy { get; } =
        string.Create(CultureInfo.InvariantCulture, $"\"{name}\";q={burst};w={Seconds(burst / perSecond)}");

    /// <summary>Takes a token; false if the bucket is empty.</summary>
    public bool TryTake(string caller)
    {
        using var lease = buckets.AttemptAcquire(caller);
        return lease.IsAcquired;
    }

    /// <summary>The number of tokens in the bucket.</summary>
    public long Left(string caller) => buckets.GetStatistics(caller)!.CurrentAvailablePermits;

    /// <summary>The state in the header <c>RateLimit</c>: the remaining requests, and the seconds until the bucket is full.</summary>
    public string State(string caller)
    {
        var left = Left(caller);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"\"{name}\";r={left};t={Seconds((burst - left) / perSecond)}"
        );
    }

    /// <summary>The value of the header <c>Retry-After</c>: whole seconds until an empty bucket has a token.</summary>
    public string RetryAfter { get; } = Seconds(1 / perSecond).ToString(CultureInfo.InvariantCulture);

    public void Dispose() => buckets.Dispose();

    private static long Seconds(double seconds) => (long)Math.Ceiling(seconds);
}
