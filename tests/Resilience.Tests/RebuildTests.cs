using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Flowgen.Harness;

namespace Flowgen.Resilience.Tests;

/// <summary>The read models, made what the events say while an API serves.</summary>
public class RebuildTests
{
    private const int Before = 40;
    private const int Clients = 1;

    // A state of each kind that is not what its events say: another one, none, one that should be gone, one of nothing.
    private const string Spoil = """
        create temporary table spoilt as
            select id, row_number() over (order by id) as n from flowgen.mt_streams where type = 'flow_generation' and tenant_id = 'demo';
        update flowgen.mt_doc_flowgeneration set data = jsonb_set(data, '{flowType}', '"wrong"') where id in (select id from spoilt where n <= 10);
        update flowgen.mt_doc_flowgeneration set mt_version = 9 where id in (select id from spoilt where n between 11 and 15);
        insert into flowgen.mt_doc_flowgeneration (tenant_id, id, data, mt_version)
            select d.tenant_id, s.id, jsonb_set(d.data, '{id}', to_jsonb(s.id)), 4 from flowgen.mt_streams s
            cross join (select tenant_id, data from flowgen.mt_doc_flowgeneration limit 1) d
            where s.tenant_id = d.tenant_id and s.version = 4;
        delete from flowgen.mt_doc_flowgeneration where id in (select id from spoilt where n between 21 and 30);
        insert into flowgen.mt_doc_flowgeneration (tenant_id, id, data, mt_version)
            select tenant_id, gen_random_uuid(), data, 3 from flowgen.mt_doc_flowgeneration limit 1;
        update flowgen.mt_doc_webhook set data = jsonb_set(data, '{settings,url}', '"https://wrong.example.com"');
        update flowgen.mt_doc_organisation set data = jsonb_set(data, '{name}', '"Wrong"') where data ->> 'id' = 'demo';
        update flowgen.usage set queued = queued + 7, cost = 0;
        update flowgen.unended set generations = generations + 7
        """;

    private const string WrongCounters = """
        select count(*) from (
            select sum(queued) as queued, sum(finished) as finished, sum(deleted_before_end) as deleted, sum(cost) as cost from flowgen.usage
        ) kept
        cross join (
            select count(*) filter (where type = 'flow_generation_queued') as queued,
                count(*) filter (where type = 'flow_generation_finished') as finished,
                sum((data ->> 'cost')::int) as cost from flowgen.mt_events
        ) there
        where (kept.queued, kept.finished, kept.deleted, kept.cost) <> (there.queued, there.finished, there.queued - there.finished, there.cost)
            or (select sum(generations) from flowgen.unended) <> 0
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rebuild_repairs_all_states_while_the_API_serves_also_after_a_killed_rebuild()
    {
        await using var database = await SchemaDatabase.CreateAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var api = await ApiProcess.StartAsync(("ConnectionStrings__Postgres", database.ConnectionString));
        await api.Client.AddWebhookAsync(receiver.Url());
        ConcurrentBag<Guid> posted = [.. await Task.WhenAll(Enumerable.Range(0, Before).Select(_ => PostAsync(api)))];
        await UntilEndedAsync(database);
        await DeleteAsync(api, posted.Order().Skip(15).Take(5));
        await database.ExecuteAsync(Spoil);
        var deleted = posted.Order().Skip(15).Take(5).ToHashSet();

        using var over = new CancellationTokenSource();
        var posting = Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => PostOnAndOnAsync()));
        var held = posted.Order().ElementAt(9);
        await using (await database.HoldAsync($"select from flowgen.mt_streams where id = '{held}' for update"))
        {
            using var killed = Start(database);
            await Eventually.Until(async () => await WrongAsync(database) is 1L);
            killed.Kill();
            await killed.WaitForExitAsync(Cancellation);
        }

        var mended = await RebuildAsync(database);
        await over.CancelAsync();
        await posting;
        await UntilEndedAsync(database);
        var again = await RebuildAsync(database);

        Assert.InRange(mended.GetProperty("mended").GetInt64(), 1, Before + 2);
        Assert.True(mended.GetProperty("streams").GetInt64() > Before);
        Assert.Equal((0, 0, 0, 1), Figures(again));
        Assert.True(posted.Count > Before);
        foreach (var id in posted)
        {
            // What it is by its state, and by its events.
            var state = await api.Client.GetAsync($"/flow-generations/{id}", Cancellation);
            var folded = await AttributesOf(
                await api.Client.GetAsync($"/flow-generations/{id}?version=3", Cancellation)
            );
            if (deleted.Contains(id))
            {
                Assert.Equal(HttpStatusCode.NotFound, state.StatusCode);
            }
            else
            {
                Assert.Equal(folded, await AttributesOf(state));
            }
        }

        var listed = await api.Client.GetFromJsonAsync<JsonElement>("/webhooks", Cancellation);
        Assert.Contains(receiver.Url(), listed.GetRawText());
        Assert.Equal(
            "Demo",
            await database.ExecuteAsync(
                "select data ->> 'name' from flowgen.mt_doc_organisation where data ->> 'id' = 'demo'"
            )
        );
        Assert.Equal(
            posted.Count - (long)deleted.Count,
            await database.ExecuteAsync("select count(*) from flowgen.mt_doc_flowgeneration")
        );
        Assert.Equal(0L, await database.ExecuteAsync(WrongCounters));

        async Task PostOnAndOnAsync()
        {
            while (!over.IsCancellationRequested)
            {
                posted.Add(await PostAsync(api));
            }
        }
    }

    private static (int Mended, int Removed, int Counters, int Passes) Figures(JsonElement result) =>
        (
            result.GetProperty("mended").GetInt32(),
            result.GetProperty("removed").GetInt32(),
            result.GetProperty("counters").GetInt32(),
            result.GetProperty("passes").GetInt32()
        );

    private static Task<object?> WrongAsync(TestDatabase database) =>
        database.ExecuteAsync(
            "select count(*) from flowgen.mt_doc_flowgeneration join flowgen.mt_streams using (tenant_id, id) where data ->> 'flowType' = 'wrong'"
        );

    private static Task UntilEndedAsync(TestDatabase database) =>
        Eventually.Until(async () =>
            await database.ExecuteAsync(
                "select count(*) filter (where type = 'flow_generation_queued') - count(*) filter (where type = 'flow_generation_finished') from flowgen.mt_events"
            )
                is 0L
        );

    private static (string, string?)[] Settings(TestDatabase database) =>
        [("ASPNETCORE_ENVIRONMENT", "Sandbox"), ("ConnectionStrings__Postgres", database.ConnectionString)];

    private static Process Start(TestDatabase database)
    {
        var start = new ProcessStartInfo("dotnet", [Repository.ProgramOf("Sandbox"), "projections", "rebuild"]);
        foreach (var (name, value) in Settings(database))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static async Task<JsonElement> RebuildAsync(TestDatabase database)
    {
        var (exitCode, output, errors) = await ApiCommand.RunAsync(
            Settings(database),
            "projections",
            "rebuild",
            "--settle",
            "1",
            "--json"
        );
        Assert.True(exitCode == 0, output + errors);
        return JsonElement.Parse(output);
    }

    private static async Task<Guid> PostAsync(ApiProcess api)
    {
        using var body = new StringContent(
            Repository.SampleRequest,
            new MediaTypeHeaderValue("application/vnd.api+json")
        );
        using var answer = await api.Client.PostAsync("/flow-generations?sync=true", body, Cancellation);
        answer.EnsureSuccessStatusCode();
        var created = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        return created.GetProperty("data").GetProperty("id").GetGuid();
    }

    private static async Task DeleteAsync(ApiProcess api, IEnumerable<Guid> ids)
    {
        foreach (var id in ids)
        {
            using var answer = await api.Client.DeleteAsync($"/flow-generations/{id}", Cancellation);
            answer.EnsureSuccessStatusCode();
        }
    }

    private static async Task<string> AttributesOf(HttpResponseMessage answer)
    {
        answer.EnsureSuccessStatusCode();
        var document = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        return document.GetProperty("data").GetProperty("attributes").GetRawText();
    }
}
