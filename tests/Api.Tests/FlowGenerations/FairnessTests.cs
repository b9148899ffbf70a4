using Flowgen.Application.FlowGenerations;
using Flowgen.Application.FlowGenerations.Messages;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Flows;
using Flowgen.Harness;
using Microsoft.Extensions.DependencyInjection;
using Wolverine;
using Wolverine.Runtime;

namespace Flowgen.Api.Tests.FlowGenerations;

/// <summary>No organisation waits for the backlog of another: docs/adr/0017.</summary>
public class FairnessTests
{
    private const int Many = 1_000;

    // The 80 that are in hand, and what is finished while the one itself is being started and finished.
    private const int AFew = 160;

    private const string Finished = "'flow_generation_finished'";

    [Fact]
    public async Task The_first_generation_of_an_organisation_waits_for_only_a_few_of_a_thousand_of_another()
    {
        await using var slow = await SlowApi.StartAsync();
        await Queue(slow, "demo", Many);
        await slow.Generator.Started();
        await Queue(slow, "newcomer", 1);

        slow.Generator.Release();
        await slow.Fixture.UntilIdle();

        var before = await slow.Fixture.QueryAsync(
            $"""
            select count(*) from flowgen.mt_events where tenant_id = 'demo' and type = {Finished}
                and seq_id < (select seq_id from flowgen.mt_events where tenant_id = 'newcomer' and type = {Finished})
            """
        );
        Assert.InRange((long)before!, 0, AFew);
        Assert.Equal(Many + 1L, await slow.Fixture.QueryAsync("select count(*) from flowgen.mt_doc_flow"));
    }

    [Fact]
    public async Task With_more_queued_work_than_workers_every_organisation_has_its_turn()
    {
        const int newcomers = 200;
        await using var slow = await SlowApi.StartAsync();
        await Queue(slow, "demo", Many);
        for (var i = 0; i < newcomers; i++)
        {
            await Queue(slow, $"newcomer-{i}", 2);
        }

        slow.Generator.Release();
        await slow.Fixture.UntilIdle();

        var before = await slow.Fixture.QueryAsync(
            $"""
            select count(*) from flowgen.mt_events where tenant_id = 'demo' and type = {Finished}
                and seq_id < (
                    select max(first) from (
                        select min(seq_id) as first from flowgen.mt_events
                        where tenant_id like 'newcomer-%' and type = {Finished} group by tenant_id
                    ) firsts
                )
            """
        );
        Assert.InRange((long)before!, 0, AFew);
        Assert.Equal(
            Many + (2L * newcomers),
            await slow.Fixture.QueryAsync("select count(*) from flowgen.mt_doc_flow")
        );
    }

    [Fact]
    public async Task Slow_work_of_one_organisation_does_not_stop_that_of_another()
    {
        const int quick = 100;
        await using var slow = await SlowApi.StartAsync(solo: false, role: "api");
        await Queue(slow, "slow", 200, flowType: "slow");
        await Queue(slow, "quick", quick);

        var generator = new HalfSlowGenerator(slow.Generator);
        await using var worker = await slow.Fixture.StartAsync(
            "Sandbox",
            services => services.AddSingleton<IFlowGenerator>(generator),
            solo: false,
            role: "worker"
        );
        await Eventually.Until(async () =>
            await slow.Fixture.QueryAsync("select count(*) from flowgen.mt_doc_flow") is (long)quick
        );

        Assert.Equal(
            (long)quick,
            await slow.Fixture.QueryAsync("select count(*) from flowgen.mt_doc_flow where tenant_id = 'quick'")
        );
        slow.Generator.Release();
    }

    [Fact]
    public async Task A_message_that_an_earlier_version_left_in_the_inbox_is_run()
    {
        await using var slow = await SlowApi.StartAsync(solo: false, role: "api");
        var created = await slow.Host.Send(HttpMethod.Post, "/flow-generations", Requests.Smallest);
        var queue = slow
            .Host.Services.GetRequiredService<IWolverineRuntime>()
            .RoutingFor(typeof(RunFlowGeneration))
            .RouteForPublish(new RunFlowGeneration(created.Id), new DeliveryOptions())[0]
            .Destination;
        await slow.Fixture.QueryAsync(
            $"""
            with moved as (delete from flowgen.backlog returning *)
            insert into flowgen_messages.wolverine_incoming_envelopes (body, id, message_type, received_at, status, owner_id)
            select body, id, message_type, '{queue}', 'Incoming', 0 from moved
            """
        );

        await using var worker = await slow.Fixture.StartAsync("Sandbox", solo: false, role: "worker");
        var ended = await slow.Host.UntilEnded(created.Id);
        await slow.Fixture.UntilIdle();

        Assert.Equal("finished", ended.Attributes.GetProperty("status").GetString());
        Assert.Equal("queued processing_started finished", await slow.Fixture.EventsOf(created.Id));
    }

    // As a post does, for any organisation.
    private static Task Queue(SlowApi api, string organisation, int count, string flowType = "some")
    {
        var streams = api.Host.Services.GetRequiredService<FlowGenerationStreams>();
        return Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = 32 },
            async (_, cancellationToken) =>
            {
                var id = Guid.CreateVersion7();
                var queued = FlowGenerationDecider.Queue(id, flowType, "{}", null, TimeProvider.System.GetUtcNow());
                await streams.DecideAsync(
                    new(organisation, id, _ => new([queued])) { IsNew = true },
                    cancellationToken
                );
            }
        );
    }

    private sealed class HalfSlowGenerator(SlowGenerator slow) : IFlowGenerator
    {
        public Task<GeneratedFlow> GenerateAsync(
            string organisation,
            FlowGeneration generation,
            CancellationToken cancellationToken
        ) =>
            generation.FlowType is "slow"
                ? slow.GenerateAsync(organisation, generation, cancellationToken)
                : Task.FromResult(
                    new GeneratedFlow(
                        new FlowDesign("Driver", "en", 1, "Still there?", 1, []),
                        Cost: 3,
                        GeneratedBy.Composer
                    )
                );
    }
}
