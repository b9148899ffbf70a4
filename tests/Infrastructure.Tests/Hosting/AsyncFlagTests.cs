using Flowgen.Infrastructure.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Flowgen.Infrastructure.Tests.Hosting;

public class AsyncFlagTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private readonly FakeTimeProvider clock = new();
    private readonly AsyncFlag flag = new();

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_flag_that_was_set_before_ends_the_next_wait_alone()
    {
        flag.Set();
        flag.Set();

        await flag.WaitAsync(Test);

        Assert.False(flag.WaitAsync(Test).IsCompleted);
    }

    [Fact]
    public async Task Setting_ends_a_wait()
    {
        var wait = flag.WaitAsync(Limit, clock, Test);
        Assert.False(wait.IsCompleted);

        flag.Set();

        Assert.True(await wait);
    }

    [Fact]
    public async Task The_limit_ends_a_wait_and_leaves_the_flag_for_the_next()
    {
        var wait = flag.WaitAsync(Limit, clock, Test);
        clock.Advance(Limit);
        Assert.False(await wait);

        flag.Set();

        Assert.True(await flag.WaitAsync(Limit, clock, Test));
    }

    [Fact]
    public async Task A_limit_of_zero_resets_the_flag_without_a_wait()
    {
        flag.Set();

        Assert.True(await flag.WaitAsync(TimeSpan.Zero, clock, Test));
        Assert.False(await flag.WaitAsync(TimeSpan.Zero, clock, Test));
    }

    [Fact]
    public async Task An_infinite_limit_waits_until_the_flag_is_set()
    {
        var wait = flag.WaitAsync(Timeout.InfiniteTimeSpan, clock, Test);
        clock.Advance(TimeSpan.FromDays(1));
        Assert.False(wait.IsCompleted);

        flag.Set();

        Assert.True(await wait);
    }

    [Fact]
    public async Task A_cancelled_wait_throws()
    {
        using var caller = new CancellationTokenSource();
        var wait = flag.WaitAsync(Limit, clock, caller.Token);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }
}
