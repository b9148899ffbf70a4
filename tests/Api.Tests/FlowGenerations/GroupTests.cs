using Alba;

namespace Flowgen.Api.Tests.FlowGenerations;

/// <summary>Changes that come together are saved together, and none pays for another: docs/adr/0011.</summary>
public class GroupTests
{
    private const int Many = 40;
    private const string Refused = "this one is refused";

    [Fact]
    public async Task A_post_that_cannot_be_saved_fails_no_other_post()
    {
        await using var slow = await SlowApi.StartAsync();
        slow.Generator.Release();
        await Refuse(slow, "mt_events");

        var answers = await PostAtOnce(slow.Host);
        await slow.Fixture.UntilIdle();

        Assert.Equal([500], answers.Select(answer => answer.Status).Where(status => status != 201));
        Assert.Equal((long)Many, await slow.Fixture.QueryAsync("select count(*) from flowgen.mt_doc_flow"));
        Assert.Equal((long)Many, await slow.Fixture.QueryAsync("select count(*) from flowgen.mt_doc_flowgeneration"));
    }

    [Fact]
    public async Task A_generation_that_cannot_be_saved_fails_no_other_generation()
    {
        await using var slow = await SlowApi.StartAsync();
        slow.Generator.Release();
        await Refuse(slow, "mt_doc_flowgeneration", when: "new.data->>'status' = 'Finished'");

        var answers = await PostAtOnce(slow.Host);
        await slow.Fixture.UntilIdle();

        Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        Assert.Equal((long)Many, await slow.Fixture.QueryAsync("select count(*) from flowgen.mt_doc_flow"));
        Assert.Equal(
            "internal_error",
            await slow.Fixture.QueryAsync(
                "select data -> 'failure' ->> 'code' from flowgen.mt_doc_flowgeneration where data ->> 'status' = 'Failed'"
            )
        );
    }

    [Fact]
    public async Task Of_concurrent_deletions_of_a_generation_one_is_carried_out()
    {
        await using var slow = await SlowApi.StartAsync();
        var created = await slow.Host.Send(HttpMethod.Post, "/flow-generations", Requests.Smallest);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, Many).Select(_ => slow.Host.Send(HttpMethod.Delete, $"/flow-generations/{created.Id}"))
        );

        Assert.Single(answers, answer => answer.Status == 204);
        Assert.Equal(Many - 1, answers.Count(answer => answer.Status == 404));
    }

    private static Task<Answer[]> PostAtOnce(IAlbaHost host)
    {
        var refused = Requests.WithParameters(parameters => parameters["flowName"] = Refused);
        return Task.WhenAll(
            Enumerable
                .Range(0, Many + 1)
                .Select(i =>
                    host.Send(HttpMethod.Post, "/flow-generations", i == Many / 2 ? refused : Requests.Smallest)
                )
        );
    }

    private static Task<object?> Refuse(SlowApi slow, string table, string when = "true") =>
        slow.Fixture.QueryAsync(
            $"""
            create function refuse() returns trigger language plpgsql as $$
            begin
              if new.data::text like '%{Refused}%' and {when} then raise exception 'refused'; end if;
              return new;
            end $$;
            create trigger refuse before insert or update on flowgen.{table} for each row execute function refuse();
            """
        );
}
