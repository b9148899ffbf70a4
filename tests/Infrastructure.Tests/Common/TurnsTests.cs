using Flowgen.Application.Common;
using Flowgen.Domain;
using JasperFx;
using Microsoft.Extensions.Time.Testing;

namespace Flowgen.Infrastructure.Tests.Common;

public class TurnsTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly Turns turns;

    public TurnsTests() => turns = new(clock);

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changes_of_one_key_run_one_after_the_other_and_of_another_beside_them()
    {
        var first = new TaskCompletionSource<int>();
        var one = turns.TakeAsync("one", () => first.Task, Test);
        var next = turns.TakeAsync("one", () => Task.FromResult(2), Test);

        Assert.Equal(3, await turns.TakeAsync("another", () => Task.FromResult(3), Test));
        Assert.False(next.IsCompleted);
        first.SetResult(1);

        Assert.Equal(1, await one);
        Assert.Equal(2, await next);
    }

    [Fact]
    public async Task A_change_that_fails_gives_up_its_turn()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            turns.TakeAsync<int>("one", () => throw new InvalidOperationException(), Test)
        );

        Assert.Equal(2, await turns.TakeAsync("one", () => Task.FromResult(2), Test));
    }

    [Fact]
    public async Task A_change_that_another_node_overtook_is_repeated_after_a_back_off()
    {
        var attempts = 0;
        var change = turns.TakeAsync("one", () => ++attempts < 3 ? throw Overtaken() : Task.FromResult(attempts), Test);
        Assert.Equal(1, attempts);

        await ElapseUntilEndOf(change);

        Assert.Equal(3, await change);
    }

    [Fact]
    public async Task A_change_that_is_overtaken_for_more_than_ten_seconds_is_busy()
    {
        var start = clock.GetUtcNow();
        var change = turns.TakeAsync<int>("one", () => throw Overtaken(), Test);

        await ElapseUntilEndOf(change);

        var busy = await Assert.ThrowsAsync<DomainRuleException>(() => change);
        Assert.Equal(DomainRuleException.Busy, busy.Code);
        Assert.True(clock.GetUtcNow() - start > TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_cancelled_wait_leaves_the_turn_to_the_next()
    {
        using var caller = new CancellationTokenSource();
        var first = new TaskCompletionSource<int>();
        var one = turns.TakeAsync("one", () => first.Task, Test);
        var gone = turns.TakeAsync("one", () => Task.FromResult(2), caller.Token);
        var next = turns.TakeAsync("one", () => Task.FromResult(3), Test);

        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        first.SetResult(1);

        Assert.Equal(1, await one);
        Assert.Equal(3, await next);
    }

    private static ConcurrencyException Overtaken() => new("overtaken", innerException: null);

    // The pauses begin on other threads, so the clock goes on until the change has ended.
    private async Task ElapseUntilEndOf(Task change)
    {
        while (!change.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }
}
