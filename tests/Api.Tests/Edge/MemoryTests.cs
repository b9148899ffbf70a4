using Flowgen.Application.Common;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Api.Tests.Edge;

/// <summary>What a process may hold of memory, and who of those that want some gets it (docs/adr/0030).</summary>
public class MemoryTests
{
    private static readonly TimeSpan NoWait = TimeSpan.Zero;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_beyond_the_memory_budget_is_refused_and_that_of_another_organisation_is_not()
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
    public async Task A_page_of_the_log_is_bounded_by_its_length_and_not_by_its_stored_size()
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
