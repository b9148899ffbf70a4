using Flowgen.Application.Common;

namespace Flowgen.Infrastructure.Tests.Common;

/// <summary>docs/adr/0030</summary>
public class ByteBudgetTests
{
    private static readonly TimeSpan NoWait = TimeSpan.Zero;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_organisation_may_hold_as_much_as_is_still_free()
    {
        var budget = new ByteBudget(90, TimeProvider.System);

        using var half = await budget.TakeAsync("one", 45, NoWait, Cancellation);
        await Assert.ThrowsAsync<BusyException>(async () => await budget.TakeAsync("one", 1, NoWait, Cancellation));
        using var quarter = await budget.TakeAsync("two", 22, NoWait, Cancellation);
        await Assert.ThrowsAsync<BusyException>(async () => await budget.TakeAsync("two", 2, NoWait, Cancellation));
        using var rest = await budget.TakeAsync("three", 11, NoWait, Cancellation);
    }

    [Fact]
    public async Task Work_waits_only_behind_work_of_its_organisation_and_in_order()
    {
        var budget = new ByteBudget(100, TimeProvider.System);
        var held = await budget.TakeAsync("one", 50, NoWait, Cancellation);

        var large = budget.TakeAsync("one", 40, Timeout.InfiniteTimeSpan, Cancellation).AsTask();
        var small = budget.TakeAsync("one", 1, Timeout.InfiniteTimeSpan, Cancellation).AsTask();
        using var others = await budget.TakeAsync("two", 20, NoWait, Cancellation);
        Assert.False(large.IsCompleted || small.IsCompleted);
        held.Dispose();

        (await large).Dispose();
        using var second = await small;
    }

    [Fact]
    public async Task Work_that_is_cancelled_does_not_hold_up_the_work_behind_it()
    {
        var budget = new ByteBudget(100, TimeProvider.System);
        using var held = await budget.TakeAsync("one", 40, NoWait, Cancellation);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var large = budget.TakeAsync("one", 50, Timeout.InfiniteTimeSpan, gone.Token).AsTask();
        var small = budget.TakeAsync("one", 10, Timeout.InfiniteTimeSpan, Cancellation).AsTask();
        Assert.False(small.IsCompleted);

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        using var granted = await small;
    }

    [Fact]
    public async Task Memory_that_is_returned_early_is_not_returned_twice()
    {
        var budget = new ByteBudget(100, TimeProvider.System);
        var held = await budget.TakeAsync("one", 1_000, NoWait, Cancellation); // more than there is counts as all of it

        held.ShrinkTo(60);
        held.ShrinkTo(80);
        using var other = await budget.TakeAsync("two", 40, NoWait, Cancellation);
        await Assert.ThrowsAsync<BusyException>(async () => await budget.TakeAsync("three", 1, NoWait, Cancellation));
        held.Dispose();
        held.Dispose();

        using var rest = await budget.TakeAsync("three", 60, NoWait, Cancellation);
        await Assert.ThrowsAsync<BusyException>(async () => await budget.TakeAsync("four", 1, NoWait, Cancellation));
    }
}
