using System.Net;
using Flowgen.Domain.Organisations;

namespace Flowgen.Api.Tests.History;

/// <summary>The log as it happens (contract, section 5).</summary>
public class StreamTests(ApiFixture api)
{
    [Fact]
    public async Task Events_arrive_live_and_a_stream_resumes_on_another_node_without_gap_or_duplicate()
    {
        await using var fixture = new ApiFixture();
        await fixture.InitializeAsync();
        await using var other = await fixture.StartAsync("Sandbox");
        long last;
        await using (var stream = await EventStream.OpenAsync(fixture.Host))
        {
            await other.Send(HttpMethod.Post, "/flow-generations?sync=true", Requests.Smallest);
            var first = await stream.NextAsync();
            var second = await stream.NextAsync();
            Assert.Equal("FlowGenerationQueued", first!.Value.Type);
            Assert.Equal("FlowGenerationProcessingStarted", second!.Value.Type);
            Assert.Equal(
                second.Value.Id,
                second.Value.Resource.GetProperty("attributes").GetProperty("sequence").GetInt64()
            );
            last = second.Value.Id;
        }

        await fixture.Post(Requests.Smallest, sync: true);
        await using var resumed = await EventStream.OpenAsync(other, lastEventId: last);

        Assert.Equal(
            [
                "FlowGenerationFinished",
                "FlowGenerationQueued",
                "FlowGenerationProcessingStarted",
                "FlowGenerationFinished",
            ],
            await resumed.NextAsync(4)
        );
    }

    [Fact]
    public async Task From_0_it_begins_at_the_beginning_and_filters_apply()
    {
        var generation = await api.Post(Requests.Smallest, sync: true);
        await using var stream = await EventStream.OpenAsync(
            api.Host,
            $"/events?page[after]=0&filter[flowGenerationId]={generation.Id}&filter[eventType][in]=FlowGenerationFinished,FlowGenerationDeleted"
        );

        await api.Post(Requests.Smallest, sync: true);
        await api.Delete(generation.Id);

        Assert.Equal(["FlowGenerationFinished", "FlowGenerationDeleted"], await stream.NextAsync(2));
    }

    [Fact]
    public async Task A_slow_reader_falls_behind_the_recent_events_and_misses_nothing()
    {
        const int Events = 5_000; // more than are kept for those who follow
        await using var fixture = new ApiFixture();
        await fixture.InitializeAsync();
        var reads = new TaskCompletionSource();
        await using var slow = await EventStream.OpenAsync(fixture.Host, begins: reads.Task);
        await using var quick = await EventStream.OpenAsync(fixture.Host);

        await fixture.QueryAsync(
            $$"""
            create table made as select gen_random_uuid() as id from generate_series(1, {{Events}});
            insert into flowgen.mt_streams (tenant_id, id, type, version) select 'demo', id, 'flow_generation', 1 from made;
            insert into flowgen.mt_events (seq_id, id, stream_id, version, data, type, tenant_id, timestamp, mt_dotnet_type, is_archived)
            select nextval('flowgen.mt_events_sequence'), gen_random_uuid(), id, 1,
                jsonb_build_object('flowGenerationId', id, 'startedAt', '2026-01-01T00:00:00+00:00'), 'flow_generation_processing_started', 'demo', now(), '', false
            from made
            """
        );

        var all = await ReadAsync(quick);
        await fixture.Post(Requests.Smallest, sync: true);
        Assert.Equal(3, (await quick.NextAsync(3)).Count);
        reads.SetResult();
        Assert.Equal(all, await ReadAsync(slow));
        Assert.Equal(
            (long[])
                (
                    await fixture.QueryAsync(
                        "select array_agg(seq_id order by seq_id) from flowgen.mt_events join made on made.id = stream_id"
                    )
                )!,
            all
        );

        static async Task<IReadOnlyList<long>> ReadAsync(EventStream stream)
        {
            var ids = new List<long>();
            while (ids.Count < Events)
            {
                ids.Add((await stream.NextAsync())!.Value.Id);
            }

            return ids;
        }
    }

    [Fact]
    public async Task The_stream_of_one_generation_ends_with_it_and_a_reconnect_gets_204()
    {
        await using var slow = await SlowApi.StartAsync();
        var created = await slow.Host.Send(HttpMethod.Post, "/flow-generations", Requests.Smallest);
        await slow.Generator.Started();
        var path = $"/flow-generations/{created.Id}/events";
        await using var stream = await EventStream.OpenAsync(slow.Host, path);
        Assert.Equal(["FlowGenerationQueued", "FlowGenerationProcessingStarted"], await stream.NextAsync(2));

        await slow.Host.Send(HttpMethod.Delete, $"/flow-generations/{created.Id}");
        var last = await stream.NextAsync();
        var end = await stream.NextAsync();
        await using var again = await EventStream.OpenAsync(slow.Host, path, last!.Value.Id);
        await using var whole = await EventStream.OpenAsync(slow.Host, path);

        Assert.Equal("FlowGenerationDeleted", last.Value.Type);
        Assert.Null(end);
        Assert.Equal(HttpStatusCode.NoContent, again.Response.StatusCode);
        Assert.Equal(3, (await whole.NextAsync(3)).Count);
        Assert.Null(await whole.NextAsync());
    }

    [Fact]
    public async Task A_stream_ends_when_its_key_is_revoked()
    {
        var (id, key) = await api.CreateKeyAsync(Scope.ReadEvents);
        await using var stream = await EventStream.OpenAsync(api.Host, key: key);

        await api.Send(HttpMethod.Delete, $"/api-keys/{id}");
        await api.Post(Requests.Smallest, sync: true);

        // What others made happen meanwhile may come before its end.
        while (await stream.NextAsync() is not null) { }
    }

    [Fact]
    public async Task The_number_of_open_streams_is_limited()
    {
        await using var host = await api.StartAsync("Sandbox", settings: ("Limits:EventStreams", "1"));
        await using (await EventStream.OpenAsync(host))
        {
            var refused = await host.Send(
                HttpMethod.Get,
                "/events",
                configure: request => request.Headers.Accept.ParseAdd("text/event-stream")
            );
            Assert.Equal(429, refused.Status);
            Assert.Equal(["too_many_streams"], refused.Errors);
        }

        await Harness.Eventually.Until(async () =>
        {
            await using var again = await EventStream.OpenAsync(host);
            return again.Response.StatusCode is HttpStatusCode.OK;
        });
    }

    [Theory]
    [InlineData("nonsense", "invalid_header at Last-Event-ID")]
    [InlineData("9223372036854775807", "position_beyond_log at Last-Event-ID")]
    public async Task A_bad_Last_Event_ID_is_refused(string sent, string error)
    {
        var answer = await api.Send(
            HttpMethod.Get,
            "/events",
            configure: request =>
            {
                request.Headers.Accept.ParseAdd("text/event-stream");
                request.Headers.Add("Last-Event-ID", sent);
            }
        );

        Assert.Equal(400, answer.Status);
        Assert.Equal([error], answer.Errors);
    }

    [Fact]
    public async Task A_HEAD_of_a_stream_ends()
    {
        var answer = await api.Send(
            HttpMethod.Head,
            "/events",
            configure: request => request.Headers.Accept.ParseAdd("text/event-stream")
        );

        Assert.Equal(200, answer.Status);
        Assert.Equal("text/event-stream", answer.Header("Content-Type"));
    }
}
