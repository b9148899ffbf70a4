using Flowgen.Api.Edge;

namespace Flowgen.Application.Tests.Edge;

public class TokenBucketTests
{
    // Slow enough that no token comes back while a test runs.
    private const double Slow = 1.0 / 3600;

    [Theory]
    [InlineData(500, 5_000, "\"key\";q=5000;w=10")]
    [InlineData(0.8, 800, "\"key\";q=800;w=1000")]
    [InlineData(3, 10, "\"key\";q=10;w=4")]
    public void A_policy_has_its_number_of_requests_and_its_seconds(double perSecond, int burst, string policy)
    {
        using var buckets = new TokenBuckets("key", perSecond, burst);

        Assert.Equal(policy, buckets.Policy);
    }

    [Theory]
    [InlineData(500, "1")]
    [InlineData(1, "1")]
    [InlineData(0.8, "2")]
    [InlineData(0.1, "10")]
    public void A_client_waits_whole_seconds_for_a_token(double perSecond, string seconds)
    {
        using var buckets = new TokenBuckets("key", perSecond, burst: 10);

        Assert.Equal(seconds, buckets.RetryAfter);
    }

    [Fact]
    public void A_bucket_holds_its_burst_and_no_more()
    {
        using var buckets = new TokenBuckets("key", Slow, burst: 3);

        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => buckets.TryTake("one")));
        Assert.Equal(0, buckets.Left("one"));
    }

    [Fact]
    public void Each_caller_has_a_bucket()
    {
        using var buckets = new TokenBuckets("key", Slow, burst: 1);

        Assert.True(buckets.TryTake("one"));
        Assert.False(buckets.TryTake("one"));
        Assert.True(buckets.TryTake("other"));
    }

    [Fact]
    public void The_state_has_the_remaining_tokens_and_the_time_until_the_bucket_is_full()
    {
        using var buckets = new TokenBuckets("key", Slow, burst: 3);

        Assert.Equal("\"key\";r=3;t=0", buckets.State("one"));
        buckets.TryTake("one");
        Assert.Equal("\"key\";r=2;t=3600", buckets.State("one"));
    }
}
