using Flowgen.Application.FlowGenerations;
using Flowgen.Application.FlowGenerations.Messages;
using Flowgen.Domain;
using Flowgen.Harness;
using Microsoft.Extensions.DependencyInjection;
using Wolverine;

namespace Flowgen.Api.Tests.FlowGenerations;

/// <summary>What a generation goes through while nobody is waiting.</summary>
public class BackgroundTests
{
    [Fact]
    public async Task While_the_flow_is_generated_the_status_is_processing_and_no_transaction_is_open()
    {
        await using var slow = await SlowApi.StartAsync();
        var created = await slow.Host.Send(HttpMethod.Post, "/flow-generations", Requests.Smallest);
        await slow.Generator.Started();

        var read = await slow.Host.Send(HttpMethod.Get, $"/flow-generations/{created.Id}");
        Assert.Equal("processing", read.Attributes.GetProperty("status").GetString());
        // What others have open, such as those that look for work, comes to its end; what would wait for the generator, only
        // with its connection, which Postgres then cuts.
        await slow.Fixture.QueryAsync(
            """
            create table at_work as select pid, xact_start from pg_stat_activity
            where datname = current_database() and state like 'idle in transaction%'
            """
        );
        await Eventually.Until(async () =>
            await slow.Fixture.QueryAsync(
                """
                select count(*) from at_work where not exists (
                    select from pg_stat_activity now where now.pid = at_work.pid and now.xact_start is distinct from at_work.xact_start
                )
                """
            )
                is 0L
        );
    }

    [Fact]
    public async Task A_generation_deleted_while_it_is_generated_never_finishes()
    {
        await using var slow = await SlowApi.StartAsync();
        var created = await slow.Host.Send(HttpMethod.Post, "/flow-generations", Requests.Smallest);
        await slow.Generator.Started();

        var deleted = await slow.Host.Send(HttpMethod.Delete, $"/flow-generations/{created.Id}");
        slow.Generator.Release();
        await slow.Fixture.UntilIdle();

        Assert.Equal(204, deleted.Status);
        Assert.Equal("queued processing_started deleted", await slow.Fixture.EventsOf(created.Id));
        Assert.Equal(0L, await slow.Fixture.QueryAsync("select count(*) from flowgen.mt_doc_flow"));
    }

    [Fact]
    public async Task A_repeated_message_changes_nothing()
    {
        await using var slow = await SlowApi.StartAsync();
        slow.Generator.Release();
        var created = await slow.Host.Send(HttpMethod.Post, "/flow-generations?sync=true", Requests.Smallest);

        var bus = slow.Host.Services.GetRequiredService<IMessageBus>();
        await bus.PublishAsync(new RunFlowGeneration(created.Id), new() { TenantId = "demo" });
        await slow.Fixture.UntilIdle();

        Assert.Equal("queued processing_started finished", await slow.Fixture.EventsOf(created.Id));
        Assert.Equal(1, slow.Generator.Calls);
    }

    [Fact]
    public async Task A_rule_that_forbids_the_flow_fails_the_generation_at_once()
    {
        await using var slow = await SlowApi.StartAsync(new DomainRuleException("some_rule", "Do it differently."));

        var created = await slow.Host.Send(HttpMethod.Post, "/flow-generations?sync=true", Requests.Smallest);

        Assert.Equal("failed", created.Attributes.GetProperty("status").GetString());
        Assert.Equal("some_rule", created.Attributes.GetProperty("failure").GetProperty("code").GetString());
        Assert.Equal("Do it differently.", created.Attributes.GetProperty("failure").GetProperty("detail").GetString());
        Assert.Equal(1, slow.Generator.Calls);
    }

    [Fact]
    public async Task A_generator_that_keeps_failing_fails_the_generation_without_showing_its_message()
    {
        await using var slow = await SlowApi.StartAsync(new InvalidOperationException("secret inner words"));

        var created = await slow.Host.Send(HttpMethod.Post, "/flow-generations", Requests.Smallest);
        var ended = await slow.Host.UntilEnded(created.Id);

        Assert.Equal("failed", ended.Attributes.GetProperty("status").GetString());
        Assert.Equal("generator_failed", ended.Attributes.GetProperty("failure").GetProperty("code").GetString());
        Assert.DoesNotContain("secret", ended.Document.GetRawText());
        Assert.Equal(new GenerationLimits().MaxAttempts, slow.Generator.Calls);
        Assert.Equal("queued processing_started failed", await slow.Fixture.EventsOf(created.Id));
    }

    [Fact]
    public async Task A_generation_deleted_on_another_node_is_cancelled_at_once()
    {
        await using var slow = await SlowApi.StartAsync(solo: false);
        await using var other = await slow.Fixture.StartAsync("Sandbox", solo: false);
        var created = await slow.Host.Send(HttpMethod.Post, "/flow-generations", Requests.Smallest);
        await slow.Generator.Started();

        await other.Send(HttpMethod.Delete, $"/flow-generations/{created.Id}");
        await slow.Generator.Cancelled();
        await slow.Fixture.UntilIdle();

        Assert.Equal("queued processing_started deleted", await slow.Fixture.EventsOf(created.Id));
        Assert.Equal(1, slow.Generator.Calls);
    }

    [Fact]
    public async Task In_production_too_a_deletion_cancels()
    {
        await using var slow = await SlowApi.StartAsync(environment: "Production");
        var created = await slow.Host.Send(HttpMethod.Post, "/flow-generations", Requests.Smallest);
        await slow.Generator.Started();

        await slow.Host.Send(HttpMethod.Delete, $"/flow-generations/{created.Id}");

        await slow.Generator.Cancelled();
    }

    [Fact]
    public async Task Outages_do_not_count_as_attempts_of_the_generation()
    {
        await using var slow = await SlowApi.StartAsync(settings: ("Shutdown:Grace", "00:00:01"));
        var created = await slow.Host.Send(HttpMethod.Post, "/flow-generations", Requests.Smallest);
        await slow.Generator.Started();
        var counted = await slow.Fixture.QueryAsync(
            "with counted as (update flowgen_messages.wolverine_incoming_envelopes set attempts = 60 returning 1) select count(*) from counted"
        );
        Assert.Equal(1L, counted);
        await slow.Host.StopAsync(TestContext.Current.CancellationToken);

        var generator = new SlowGenerator { Failure = new InvalidOperationException() };
        await using var worker = await slow.Fixture.StartAsync(
            "Sandbox",
            services => services.AddSingleton<IFlowGenerator>(generator)
        );
        var ended = await worker.UntilEnded(created.Id);

        Assert.Equal("generator_failed", ended.Attributes.GetProperty("failure").GetProperty("code").GetString());
        Assert.Equal(new GenerationLimits().MaxAttempts, generator.Calls);
    }

    [Fact]
    public async Task A_blocking_generator_is_abandoned_after_its_time_limit()
    {
        await using var slow = await SlowApi.StartAsync(blocks: true);
        var created = await slow.Host.Send(HttpMethod.Post, "/flow-generations", Requests.Smallest);
        await slow.Generator.Started();

        await slow.Host.Send(HttpMethod.Delete, $"/flow-generations/{created.Id}");

        await slow.Fixture.UntilIdle(); // while it still blocks
    }
}
