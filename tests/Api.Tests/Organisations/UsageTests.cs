using System.Text.Json;
using Flowgen.Application.Common;
using Flowgen.Application.Organisations;
using Flowgen.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Api.Tests.Organisations;

/// <summary>The counters of an organisation, and the limit that goes by them.</summary>
public class UsageTests
{
    private const int Many = 40;
    private const string Refused = "this one is refused";

    private const string DaysByEvents = """
        select coalesce(json_agg(d order by day), '[]')::text from (
            select (timestamp at time zone 'UTC')::date as day,
                count(*) filter (where type = 'flow_generation_queued') as queued,
                count(*) filter (where type = 'flow_generation_finished') as finished,
                count(*) filter (where type = 'flow_generation_failed') as failed,
                count(*) filter (where type = 'flow_generation_deleted' and not exists (
                    select from flowgen.mt_events other where other.stream_id = e.stream_id and other.tenant_id = e.tenant_id
                        and other.type in ('flow_generation_finished', 'flow_generation_failed')
                )) as "deletedBeforeEnd",
                coalesce(sum((data ->> 'cost')::bigint) filter (where type = 'flow_generation_finished'), 0) as cost
            from flowgen.mt_events e where tenant_id = 'demo' and type <> 'tombstone' group by 1
        ) d
        """;

    [Fact]
    public async Task The_counters_equal_the_events_after_load_conflicts_and_rollbacks()
    {
        await using var slow = await SlowApi.StartAsync();
        await RefuseSome(slow);
        var held = await PostAtOnce(slow);
        // Some of them queued, some of them processing, each by several at once.
        await Task.WhenAll(
            held.Take(10)
                .SelectMany(id => Enumerable.Repeat(id, 4))
                .Select(id => slow.Host.Send(HttpMethod.Delete, $"/flow-generations/{id}"))
        );
        slow.Generator.Release();
        await slow.Fixture.UntilIdle();
        await slow.Host.Send(HttpMethod.Delete, $"/flow-generations/{held[20]}"); // after its end
        await PostAtOnce(slow);
        await slow.Fixture.UntilIdle();

        var counted = await Days(slow);
        Assert.Equal(await DaysOfEvents(slow), counted);
        Assert.Equal(2L * Many, counted.Sum(day => day.Queued));
        Assert.Equal(10L, counted.Sum(day => day.DeletedBeforeEnd));
        Assert.Equal((2L * Many) - 10, counted.Sum(day => day.Finished));
        Assert.Equal(3L * ((2 * Many) - 10), counted.Sum(day => day.Cost));
        Assert.Equal(0m, await slow.Fixture.QueryAsync("select sum(generations) from flowgen.unended"));
    }

    [Fact]
    public async Task A_generation_that_fails_is_counted_as_failed()
    {
        await using var slow = await SlowApi.StartAsync(new InvalidOperationException("down"));

        var created = await slow.Host.Send(HttpMethod.Post, "/flow-generations", Requests.Smallest);
        await slow.Host.UntilEnded(created.Id);

        var counted = await Days(slow);
        Assert.Equal(await DaysOfEvents(slow), counted);
        Assert.Equal((1L, 1L, 0L), (counted.Sum(day => day.Queued), counted.Sum(day => day.Failed), counted[0].Cost));
    }

    [Fact]
    public async Task Generations_from_before_the_counters_are_counted_as_unfinished()
    {
        await using var slow = await SlowApi.StartAsync();
        var posted = await PostAtOnce(slow);
        await slow.Fixture.QueryAsync("delete from flowgen.unended; delete from flowgen.usage");
        var usage = slow.Host.Services.GetRequiredService<IUsage>();

        await Eventually.Until(async () =>
            await usage.UnfinishedAsync("demo", TestContext.Current.CancellationToken) == posted.Length
        );
        slow.Generator.Release();

        await Eventually.Until(async () =>
            await usage.UnfinishedAsync("demo", TestContext.Current.CancellationToken) == 0
        );
    }

    [Fact]
    public async Task Beyond_the_limit_of_unfinished_generations_every_node_refuses_posts()
    {
        void Limit(IServiceCollection services) => services.AddSingleton(new Limits { QueuedGenerations = 3 });
        await using var slow = await SlowApi.StartAsync(solo: false, configure: Limit);
        await using var other = await slow.Fixture.StartAsync("Sandbox", Limit, solo: false, role: "api");
        var first = await slow.Host.Send(HttpMethod.Post, "/flow-generations", Requests.Smallest, WithKey);

        Answer? refused = null;
        foreach (var host in new[] { slow.Host, other })
        {
            await Eventually.Until(async () =>
            {
                refused = await host.Send(HttpMethod.Post, "/flow-generations", Requests.Smallest);
                return refused.Status != 201;
            });
            Assert.Equal(503, refused!.Status);
            Assert.Equal(["queue_full"], refused.Errors);
            Assert.Equal("5", refused.Header("Retry-After"));
        }

        var again = await slow.Host.Send(HttpMethod.Post, "/flow-generations", Requests.Smallest, WithKey);
        var anothers = await slow.Host.Send(
            HttpMethod.Post,
            "/flow-generations",
            Requests.Smallest,
            request => request.Headers.Authorization = new("Bearer", ApiFixture.OtherKey)
        );
        Assert.Equal((201, first.Id), (again.Status, again.Id));
        Assert.Equal(201, anothers.Status);

        slow.Generator.Release();
        await Eventually.Until(async () =>
            (await other.Send(HttpMethod.Post, "/flow-generations", Requests.Smallest)).Status == 201
        );
    }

    [Fact]
    public async Task An_organisation_reads_its_usage_by_day_and_its_limits()
    {
        await using var slow = await SlowApi.StartAsync();
        slow.Generator.Release();
        await slow.Host.Send(HttpMethod.Post, "/flow-generations?sync=true", Requests.Smallest);
        var today = $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}";

        var read = await slow.Host.Send(HttpMethod.Get, "/organisation");

        Assert.Equal(200, read.Status);
        var usage = read.Attributes.GetProperty("usage");
        Assert.Equal(0, usage.GetProperty("unfinished").GetInt64());
        var day = usage.GetProperty("days").EnumerateArray().Single(day => day.GetProperty("queued").GetInt64() == 1);
        Assert.True(string.CompareOrdinal(day.GetProperty("day").GetString(), today) >= 0);
        Assert.Equal(1, day.GetProperty("finished").GetInt64());
        Assert.Equal(3, day.GetProperty("cost").GetInt64());
        Assert.Equal(100_000, read.Attributes.GetProperty("limits").GetProperty("queuedGenerations").GetInt32());
    }

    private static void WithKey(HttpRequestMessage request) =>
        request.Headers.Add("Idempotency-Key", "beyond-the-limit");

    // Among them one whose transaction, shared with others or not, is rolled back.
    private static async Task<Guid[]> PostAtOnce(SlowApi slow)
    {
        var refused = Requests.WithParameters(parameters => parameters["flowName"] = Refused);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, Many + 1)
                .Select(i =>
                    slow.Host.Send(HttpMethod.Post, "/flow-generations", i == Many / 2 ? refused : Requests.Smallest)
                )
        );
        return [.. answers.Where(answer => answer.Status == 201).Select(answer => answer.Id)];
    }

    private static Task<object?> RefuseSome(SlowApi slow) =>
        slow.Fixture.QueryAsync(
            $"""
            create function refuse() returns trigger language plpgsql as $$
            begin
              if new.data::text like '%{Refused}%' then raise exception 'refused'; end if;
              return new;
            end $$;
            create trigger refuse before insert on flowgen.mt_events for each row execute function refuse();
            """
        );

    private static Task<IReadOnlyList<DayOfUsage>> Days(SlowApi slow) =>
        slow
            .Host.Services.GetRequiredService<IUsage>()
            .OfDaysAsync("demo", DateOnly.MinValue, DateOnly.MaxValue, TestContext.Current.CancellationToken);

    private static async Task<IReadOnlyList<DayOfUsage>> DaysOfEvents(SlowApi slow) =>
        JsonSerializer.Deserialize<List<DayOfUsage>>(
            $"{await slow.Fixture.QueryAsync(DaysByEvents)}",
            JsonSerializerOptions.Web
        )!;
}
