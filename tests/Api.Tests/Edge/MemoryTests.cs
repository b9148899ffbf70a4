using Flowgen.Application.Common;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Api.Tests.Edge;

/// <summary>What a process may hold of memory, and who of those that want some gets it (docs/adr/0030).</summary>
public class MemoryTests
{
    private static readonly TimeSpan NoWait = TimeSpan.Zero;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_organisation_may_hold_as_much_as_is_free()
    {
        var budget = new ByteBudget(90, TimeProvider.System);

        using var half = await budget.TakeAsync("one", 45, NoWait, Cancellation);
        await Assert.ThrowsAsync<BusyException>(async () => await budget.TakeAsync("one", 1, NoWait, Cancellation));
        using var quarter = await budget.TakeAsync("two", 22, NoWait, Cancellation);
        await Assert.ThrowsAsync<BusyException>(async () => await budget.TakeAsync("two", 2, NoWait, Cancellation));
        using var rest = await budget.TakeAsync("three", 11, NoWait, Cancellation);
    }

    [Fact]
    public async Task Work_waits_behind_its_own_organisations_alone_and_in_order()
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
    public async Task Work_that_does_not_wait_any_more_keeps_nothing_from_what_is_behind_it()
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
    public async Task What_is_given_back_early_is_not_given_back_twice()
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

    [Fact]
    public async Task A_request_without_room_is_refused_and_another_organisations_is_not()
    {
        await using var fixture = new ApiFixture();
        await fixture.CreateDatabaseAsync();
        await using var host = await fixture.StartAsync(
            "Sandbox",
            settings: [("Memory:Budget", "64"), ("Memory:Wait", "00:00:00.050")]
        );
        var requests = host.Services.GetRequiredService<MemoryBudgets>().Requests;

        using (await requests.TakeAsync("demo", 16 * 1024 * 1024, NoWait, Cancellation))
        {
            var refused = await host.Send(HttpMethod.Get, "/flow-generations");
            Assert.Equal(503, refused.Status);
            Assert.Equal(["memory_full"], refused.Errors);
            Assert.NotNull(refused.Header("Retry-After"));
            var other = await host.Send(
                HttpMethod.Get,
                "/flow-generations",
                configure: request => request.Headers.Authorization = new("Bearer", ApiFixture.OtherKey)
            );
            Assert.Equal(200, other.Status);
        }

        Assert.Equal(200, (await host.Send(HttpMethod.Get, "/flow-generations")).Status);
    }

    // Repetitive texts are compressed a hundredfold where they are stored.
    [Fact]
    public async Task A_page_of_the_log_is_bounded_by_its_length_and_not_by_what_is_stored()
    {
        await using var fixture = new ApiFixture();
        await fixture.CreateDatabaseAsync();
        await using var host = await fixture.StartAsync("Sandbox");
        var text = new string('x', 600_000);
        for (var i = 0; i < 3; i++)
        {
            await host.Send(
                HttpMethod.Post,
                "/flow-generations",
                Requests.WithParameters(parameters => parameters["note"] = text)
            );
        }

        await fixture.UntilIdle();
        var (pages, events, path) = (0, 0, "/events?page[size]=100");
        while (true)
        {
            var page = await host.Send(HttpMethod.Get, path);
            var queued = page
                .Data.EnumerateArray()
                .Count(one => one.GetProperty("attributes").GetProperty("version").GetInt32() == 1);
            Assert.InRange(queued, 0, 1);
            (pages, events) = (pages + 1, events + page.Data.GetArrayLength());
            if (page.Document.GetProperty("meta").GetProperty("caughtUp").GetBoolean())
            {
                break;
            }

            path = page.Document.GetProperty("links").GetProperty("next").GetString()!;
        }

        Assert.Equal((3, 9), (pages, events));
    }
}
