using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flowgen.Harness;

namespace Flowgen.Resilience.Tests;

/// <summary>Whatever is killed or cut off, what was accepted is finished, once.</summary>
public class KillTests
{
    private const int Burst = 200;

    // So that all the work is in hand or waiting when it is cut off, some of it in the middle of its last commit.
    private const string NoneCanFinish = "lock table flowgen.mt_doc_flow in exclusive mode";

    // Longer than the first, quick retries take.
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(6);

    [Fact]
    public async Task All_work_accepted_before_a_kill_is_finished_once_after_the_restart()
    {
        await using var database = await SchemaDatabase.CreateAsync();
        var accepted = new List<Guid>();
        await using (var doomed = await Start(database))
        await using (await database.HoldAsync(NoneCanFinish))
        {
            foreach (var batch in Enumerable.Range(0, Burst).Chunk(32))
            {
                accepted.AddRange(await Task.WhenAll(batch.Select(_ => Post(doomed))));
            }

            await doomed.KillAsync();
            Assert.Equal(0, await Count(database, "flow_generation_finished"));
        }

        await using var restarted = await Start(database);
        await Eventually.Until(async () => await Count(database, "flow_generation_finished") >= Burst);

        await AssertFinishedOnce(database, accepted);
        foreach (var id in accepted)
        {
            var generation = await restarted.Client.GetFromJsonAsync<JsonElement>(
                $"/flow-generations/{id}",
                TestContext.Current.CancellationToken
            );
            var status = generation.GetProperty("data").GetProperty("attributes").GetProperty("status").GetString();
            Assert.Equal("finished", status);
        }
    }

    [Fact]
    public async Task All_accepted_work_is_finished_once_after_an_outage_of_the_database()
    {
        await using var database = await SchemaDatabase.CreateAsync();
        await using var gate = PostgresGate.To(database);
        await using var api = await ApiProcess.StartAsync(("ConnectionStrings__Postgres", gate.ConnectionString));
        var accepted = new List<Guid>();
        await using (await database.HoldAsync(NoneCanFinish))
        {
            foreach (var batch in Enumerable.Range(0, Burst).Chunk(32))
            {
                accepted.AddRange(await Task.WhenAll(batch.Select(_ => Post(api))));
            }

            gate.Shut();
            Assert.Equal(0, await Count(database, "flow_generation_finished"));
        }

        await Task.Delay(Outage, TestContext.Current.CancellationToken);
        gate.Open();

        await Eventually.Until(async () => await Count(database, "flow_generation_finished") >= Burst);
        await AssertFinishedOnce(database, accepted);
        Assert.DoesNotContain("vacancy text", api.Output);
    }

    [Fact]
    public async Task While_the_database_is_silent_every_request_gets_a_response_and_afterwards_the_node_recovers()
    {
        await using var database = await SchemaDatabase.CreateAsync();
        await using var gate = PostgresGate.To(database);
        await using var api = await ApiProcess.StartAsync(("ConnectionStrings__Postgres", gate.ConnectionString));
        var before = await Post(api);
        gate.FallSilent();

        // Many of them, which none could wait for if each had to find out for itself.
        await Eventually.Until(async () => await Get() is HttpStatusCode.ServiceUnavailable);
        var answers = new List<HttpStatusCode>();
        await Eventually.Until(async () =>
        {
            answers.Add(await Get());
            return answers.Count == Burst;
        });
        gate.Open();
        await Eventually.Until(async () => await Get() is HttpStatusCode.OK);
        List<Guid> accepted = [before, await Post(api)];
        await Eventually.Until(async () => await Count(database, "flow_generation_finished") >= accepted.Count);

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
        await AssertFinishedOnce(database, accepted);

        async Task<HttpStatusCode> Get()
        {
            using var answer = await api.Client.GetAsync("/flow-generations", TestContext.Current.CancellationToken);
            Assert.Equal(
                answer.StatusCode >= HttpStatusCode.InternalServerError,
                answer.Headers.RetryAfter is not null
            );
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Queued_work_of_a_dead_process_is_done_by_a_process_that_joins()
    {
        await using var database = await SchemaDatabase.CreateAsync();
        await using var first = await Start(database);
        var accepted = new List<Guid>();
        await using (await database.HoldAsync(NoneCanFinish))
        {
            foreach (var batch in Enumerable.Range(0, 2 * Burst).Chunk(32))
            {
                accepted.AddRange(await Task.WhenAll(batch.Select(_ => Post(first))));
            }

            await first.KillAsync();
        }

        var waiting = (long)(await database.ExecuteAsync("select count(*) from flowgen.backlog"))!;
        await using var second = await Start(database);
        await Eventually.Until(async () => await Count(database, "flow_generation_finished") >= 2 * Burst);

        Assert.InRange(waiting, Burst, 2 * Burst); // not in the memory of the first
        await AssertFinishedOnce(database, accepted);
    }

    [Fact]
    public async Task Work_without_a_message_is_found_and_done()
    {
        await using var database = await SchemaDatabase.CreateAsync();
        var accepted = new List<Guid>();
        await using (var doomed = await Start(database))
        await using (await database.HoldAsync(NoneCanFinish))
        {
            accepted.AddRange(await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Post(doomed))));
            accepted.AddRange(
                await Task.WhenAll(
                    Enumerable.Range(0, 16).Select(_ => Post(doomed, new Guid(RandomNumberGenerator.GetBytes(16))))
                )
            );
            await Eventually.Until(async () => await Count(database, "flow_generation_processing_started") > 0);
            await doomed.KillAsync();
        }

        await database.ExecuteAsync(
            "delete from flowgen.backlog; delete from flowgen_messages.wolverine_incoming_envelopes"
        );
        await using var restarted = await Start(database);
        await Eventually.Until(async () => await Count(database, "flow_generation_finished") >= accepted.Count);

        await AssertFinishedOnce(database, accepted);
        Assert.Equal(
            0L,
            await database.ExecuteAsync(
                """
                select count(*) from flowgen.mt_events work join flowgen.mt_events queued using (tenant_id, stream_id)
                where queued.version = 1 and work.version > 1 and (work.causation_id, work.correlation_id)
                    is distinct from (queued.id::text, queued.correlation_id)
                """
            )
        );
    }

    [Fact]
    public async Task A_frozen_node_loses_its_work_to_another_and_finishes_none_of_it_when_it_wakes_up()
    {
        await using var database = await SchemaDatabase.CreateAsync();
        await using var leader = await Start(database);
        var accepted = new List<Guid>();
        ApiProcess other;
        await using (await database.HoldAsync(NoneCanFinish))
        {
            accepted.AddRange(await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Post(leader))));
            await Eventually.Until(async () => await Count(database, "flow_generation_processing_started") >= 32);
            other = await Start(database);
            await leader.FreezeAsync();
        }

        await using var _ = other;
        await Eventually.Until(async () => await Count(database, "flow_generation_finished") >= accepted.Count);
        await leader.ThawAsync();
        accepted.Add(await Post(leader));
        await Eventually.Until(async () => await Count(database, "flow_generation_finished") >= accepted.Count);

        // What it still had in hand when it woke up is over once nothing is in hand any more.
        await Eventually.Until(async () =>
            await database.ExecuteAsync("select count(*) from flowgen_messages.wolverine_incoming_envelopes") is 0L
        );
        await AssertFinishedOnce(database, accepted);
    }

    [Fact]
    public async Task A_lock_of_a_frozen_node_does_not_block_the_rest_of_its_work()
    {
        await using var database = await SchemaDatabase.CreateAsync();
        await using var frozen = await Start(database);
        List<Guid> accepted;
        ApiProcess other;
        IAsyncDisposable locked;
        await using (await database.HoldAsync(NoneCanFinish))
        {
            accepted = [.. await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Post(frozen)))];
            await Eventually.Until(async () => await Count(database, "flow_generation_processing_started") >= 32);
            other = await Start(database);
            await frozen.FreezeAsync();
            // As a transaction of its own would, for as long as Postgres lets it.
            locked = await database.HoldAsync(
                "select from flowgen_messages.wolverine_incoming_envelopes where owner_id <> 0 order by id limit 1 for update"
            );
        }

        await using (other)
        {
            await using (locked)
            {
                await Eventually.Until(async () =>
                    await Count(database, "flow_generation_finished") >= accepted.Count - 1
                );
                Assert.Equal(accepted.Count - 1, await Count(database, "flow_generation_finished"));
            }

            await Eventually.Until(async () => await Count(database, "flow_generation_finished") >= accepted.Count);
            await AssertFinishedOnce(database, accepted);
            await frozen.ThawAsync();
        }
    }

    private static Task<ApiProcess> Start(TestDatabase database) =>
        ApiProcess.StartAsync(("ConnectionStrings__Postgres", database.ConnectionString));

    private static async Task<Guid> Post(ApiProcess api, Guid? id = null)
    {
        var document = JsonNode.Parse(Repository.SampleRequest)!;
        if (id is not null)
        {
            document["data"]!["id"] = id;
        }

        using var body = new StringContent(
            document.ToJsonString(),
            new MediaTypeHeaderValue("application/vnd.api+json")
        );
        using var answer = await api.Client.PostAsync("/flow-generations", body, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        var created = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return created.GetProperty("data").GetProperty("id").GetGuid();
    }

    private static async Task<long> Count(TestDatabase database, string type) =>
        (long)(await database.ExecuteAsync($"select count(*) from flowgen.mt_events where type = '{type}'"))!;

    private static async Task AssertFinishedOnce(TestDatabase database, List<Guid> accepted)
    {
        Assert.Equal(accepted.Count, accepted.Distinct().Count());
        Assert.Equal(
            (long)accepted.Count,
            await database.ExecuteAsync(
                """
                select count(*) from (
                  select stream_id from flowgen.mt_events group by stream_id
                  having array_agg(type::text order by version) =
                    '{flow_generation_queued,flow_generation_processing_started,flow_generation_finished}') whole
                """
            )
        );
        Assert.Equal((long)accepted.Count, await database.ExecuteAsync("select count(*) from flowgen.mt_doc_flow"));
    }
}
