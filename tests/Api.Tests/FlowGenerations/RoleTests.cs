using Flowgen.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Flowgen.Api.Tests.FlowGenerations;

/// <summary>Answering and generating in processes of their own, and what becomes of the work between them.</summary>
public class RoleTests
{
    private const string Waiting = """
        select (select count(*) from flowgen.backlog)
            + (select count(*) from flowgen_messages.wolverine_incoming_envelopes where owner_id = 0)
        """;

    [Fact]
    public async Task One_process_generates_the_flows_of_requests_to_another()
    {
        await using var slow = await SlowApi.StartAsync(solo: false, role: "api");
        var created = await slow.Host.Send(HttpMethod.Post, "/flow-generations", Requests.Smallest);
        Assert.Equal(1L, await slow.Fixture.QueryAsync(Waiting));

        await using var worker = await slow.Fixture.StartAsync("Sandbox", solo: false, role: "worker");
        var waited = await slow.Host.Send(HttpMethod.Post, "/flow-generations?sync=true", Requests.Smallest);
        var first = await slow.Host.UntilEnded(created.Id);

        Assert.Equal("finished", waited.Attributes.GetProperty("status").GetString());
        Assert.Equal("finished", first.Attributes.GetProperty("status").GetString());
        Assert.Equal(0, slow.Generator.Calls); // the other's
    }

    [Fact]
    public async Task A_worker_serves_only_the_health_endpoints()
    {
        await using var slow = await SlowApi.StartAsync(role: "worker");

        var list = await slow.Host.Send(HttpMethod.Get, "/flow-generations");

        Assert.Equal(404, list.Status);
        await slow.Host.UntilReady();
    }

    [Fact]
    public async Task An_unreadable_message_becomes_a_dead_letter_and_its_generation_gets_a_new_message()
    {
        await using var slow = await SlowApi.StartAsync(solo: false, role: "api");
        var created = await slow.Host.Send(HttpMethod.Post, "/flow-generations", Requests.Smallest);
        await slow.Fixture.QueryAsync("update flowgen.backlog set body = '\\x0102'");

        await using var worker = await slow.Fixture.StartAsync("Sandbox", solo: false, role: "worker");
        const string setAside = "select count(*) from flowgen_messages.wolverine_dead_letters";
        await Eventually.Until(async () => await slow.Fixture.QueryAsync(setAside) is 1L);
        // As if it had lain there for a day.
        await slow.Fixture.QueryAsync(
            "update flowgen_messages.wolverine_dead_letters set failed_at = failed_at - interval '1 day'"
        );
        var ended = await slow.Host.UntilEnded(created.Id);

        Assert.Equal("finished", ended.Attributes.GetProperty("status").GetString());
        Assert.Equal(0L, await slow.Fixture.QueryAsync(setAside));
    }

    [Fact]
    public async Task A_shutdown_returns_prefetched_messages_at_once_and_finishes_work_in_progress()
    {
        const int posts = 60;
        await using var slow = await SlowApi.StartAsync(solo: false, settings: ("Shutdown:Grace", "01:00:00"));
        for (var i = 0; i < posts; i++)
        {
            await slow.Host.Send(HttpMethod.Post, "/flow-generations", Requests.Smallest);
        }

        const string underWay =
            "select count(*) from flowgen.mt_doc_flowgeneration where data ->> 'status' = 'Processing'";
        await Eventually.Until(async () => await slow.Fixture.QueryAsync(underWay) is 48L);

        var host = slow.Host.Services.GetRequiredService<IHost>();
        var stopping = host.StopAsync(TestContext.Current.CancellationToken);
        await Eventually.Until(async () => await slow.Fixture.QueryAsync(Waiting) is 12L);
        Assert.False(stopping.IsCompleted);
        slow.Generator.Release();
        await stopping;

        Assert.Equal(12L, await slow.Fixture.QueryAsync(Waiting));
        Assert.Equal(48L, await slow.Fixture.QueryAsync("select count(*) from flowgen.mt_doc_flow"));
        Assert.Equal(48, slow.Generator.Calls);
    }
}
