using System.Globalization;
using System.Threading.RateLimiting;

namespace Flowgen.Api.Edge;

/// <summary>
/// A bucket of tokens for each of those that ask, of which a request takes one. It holds a burst, and fills by so many a second.
/// One that has been full for some seconds is forgotten.
/// </summary>
/// <param name="name">Of the policy, for the headers.</param>
/// <param name="perSecond">Above 0.</param>
/// <param name="burst">At least 1.</param>
internal sealed class TokenBuckets(string name, double perSecond, int burst) : IDisposable
{
    private readonly PartitionedRateLimiter<string> buckets = PartitionedRateLimiter.Create<string, string>(whose =>
        RateLimitPartition.GetTokenBucketLimiter(
            whose,
            _ =>
                new()
                {
                    TokenLimit = burst,
                    TokensPerPeriod = 1,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1 / perSecond),
                }
        )
    );

    /// <summary>The policy in the header <c>RateLimit-Policy</c>: how many requests in how many seconds.</summary>
    public string Policy { get; } =
        string.Create(CultureInfo.InvariantCulture, $"\"{name}\";q={burst};w={Seconds(burst / perSecond)}");

    /// <summary>Takes a token, if there is one.</summary>
    public bool TryTake(string whose)
    {
        using var lease = buckets.AttemptAcquire(whose);
        return lease.IsAcquired;
    }

    /// <summary>How many tokens there are.</summary>
    public long Left(string whose) => buckets.GetStatistics(whose)!.CurrentAvailablePermits;

    /// <summary>The state in the header <c>RateLimit</c>: how many requests are left, and in how many seconds it is all of them.</summary>
    public string State(string whose)
    {
        var left = Left(whose);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"\"{name}\";r={left};t={Seconds((burst - left) / perSecond)}"
        );
    }

    /// <summary>For the header <c>Retry-After</c>: when there is a token in an empty bucket, in whole seconds.</summary>
    public string RetryAfter { get; } = Seconds(1 / perSecond).ToString(CultureInfo.InvariantCulture);

    public void Dispose() => buckets.Dispose();

    private static long Seconds(double seconds) => (long)Math.Ceiling(seconds);
}
