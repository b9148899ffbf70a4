using System.Text.Json;
using Alba;
using Flowgen.Application.History;
using Flowgen.Harness;

namespace Flowgen.Api.Tests.History;

/// <summary>What was changed behind the API's back is found by two files alone (docs/adr/0025).</summary>
public class SealTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_intact_log_is_verified_offline_and_the_first_changed_event_is_named()
    {
        await using var model = await FakeLanguageModel.StartAsync();
        await using var api = new ApiFixture
        {
            SealPause = "00:00:00.200",
            Settings = [("LanguageModel:Endpoint", model.Endpoint), ("LanguageModel:Model", "fake-1")],
        };
        await api.InitializeAsync();
        await api.QueryAsync("select nextval('flowgen.mt_events_sequence')");
        var free = (long)(await api.QueryAsync("select last_value from flowgen.mt_events_sequence"))!;
        var pretty = Requests.Smallest.Replace("\"context\":{", "\"context\":\r\n{\n ");
        var first = await api.Post(pretty, sync: true);
        var second = await api.Post(Requests.Sample, sync: true);
        await api.Erase((await api.Post(Requests.Sample, sync: true)).Id);
        await api.UntilSealedAsync();
        await api.Erase(second.Id); // what is sealed by now
        await api.UntilSealedAsync();
        await api.QueryAsync("create table backup as table flowgen.mt_events");
        var events = await ExportAsync(api);
        var intact = await VerifyAsync(api);
        var (queued, finished, worded) = (events[0].Sequence, events[2].Sequence, events[5].Sequence);

        Assert.Null(intact.Finding);
        Assert.Equal((13, 0), (intact.Events, intact.Unsealed));
        Assert.DoesNotContain(events, one => one.Line.Contains('\r'));

        await Finds(
            "changed",
            finished,
            $"update flowgen.mt_events set data = data || '{{\"cost\": 7}}' where seq_id = {finished}"
        );
        await Finds(
            "changed",
            worded,
            $"update flowgen.mt_events set data = jsonb_set(data, '{{generatedBy, inputTokens}}', '5') where seq_id = {worded}"
        );
        await Finds(
            "changed",
            finished,
            $"update flowgen.mt_events set data = data - 'generatedBy' where seq_id = {finished}"
        );
        Assert.Contains("\"worded\":4", events[5].Line);
        await Finds("changed", finished, $"update flowgen.mt_events set user_name = 'key:0' where seq_id = {finished}");
        await Finds(
            "changed",
            queued,
            $"update flowgen.mt_events set data = data || jsonb_build_object('context', replace(data->>'context', 'Driver', 'Baker')) where seq_id = {queued}"
        );
        // An erasure that nobody asked for, though its digest is right.
        await Finds(
            "changed",
            queued,
            $$"""
            create table masked as select sha256(decode(data->>'textSalt', 'hex') || convert_to(translate(data->>'parameters', E'\n\r', '  '), 'UTF8')
                || '\x00'::bytea || convert_to(translate(data->>'context', E'\n\r', '  '), 'UTF8')) as digest
            from flowgen.mt_events where seq_id = {{queued}};
            update flowgen.mt_events set data = data || jsonb_build_object('parameters', '{}', 'context', null, 'isErased', true, 'textSalt', null,
                'textDigest', (select encode(digest, 'hex') from masked)) where seq_id = {{queued}}
            """
        );
        await Finds("removed", finished, $"delete from flowgen.mt_events where seq_id = {finished}");
        await Finds(
            "removed",
            events[^1].Sequence,
            $"delete from flowgen.mt_events where seq_id = {events[^1].Sequence}"
        );
        await Finds(
            "inserted",
            free,
            $"""
            insert into flowgen.mt_events select (jsonb_populate_record(one, jsonb_build_object('seq_id', {free}, 'id', gen_random_uuid(), 'version', 99))).*
            from flowgen.mt_events one where seq_id = {finished}
            """
        );
        await Finds(
            "changed",
            queued,
            $"""
            update flowgen.mt_events set seq_id = -seq_id where seq_id in ({queued}, {finished});
            update flowgen.mt_events set seq_id = case -seq_id when {queued} then {finished} else {queued} end where seq_id < 0
            """
        );

        Assert.Equal("head_missing", (await VerifyAsync(api, kept: new string('0', 64))).Finding!.Problem);
        Assert.Null((await VerifyAsync(api, kept: intact.Head)).Finding);
        Assert.Equal(
            "unverifiable",
            (await VerifyAsync(api, query: "?fields[flowGenerationEvents]=sequence")).Finding!.Problem
        );
        Assert.Equal("removed", (await VerifyAsync(api, query: $"?page[after]={queued}")).Finding!.Problem);
        await api.QueryAsync("update flowgen.seal set hash = sha256(hash) where number = 1");
        Assert.Equal("chain_broken", (await VerifyAsync(api)).Finding!.Problem);

        async Task Finds(string problem, long sequence, string tampering)
        {
            await api.QueryAsync(tampering);
            var verdict = await VerifyAsync(api);
            await api.QueryAsync("delete from flowgen.mt_events; insert into flowgen.mt_events select * from backup");
            Assert.Equal((problem, sequence), (verdict.Finding?.Problem, verdict.Finding?.Sequence));
            Assert.Contains(verdict.Finding!.EventId.ToString()!, verdict.Finding.Detail);
        }
    }

    [Fact]
    public async Task Nodes_that_seal_concurrently_and_are_stopped_create_one_chain_for_each_organisation()
    {
        await using var api = new ApiFixture { SealPause = "00:00:00.200" };
        await api.InitializeAsync();
        var nodes = new List<IAlbaHost>();
        for (var i = 0; i < 3; i++)
        {
            nodes.Add(await api.StartAsync("Sandbox", settings: ("Seals:Pause", "00:00:00.010")));
        }

        await Task.WhenAll(
            nodes.Select(async node =>
            {
                await using var stopped = node;
                for (var i = 0; i < 8; i++)
                {
                    await node.Send(HttpMethod.Post, "/flow-generations?sync=true", Requests.Smallest);
                    await node.Send(
                        HttpMethod.Post,
                        "/flow-generations?sync=true",
                        Requests.Smallest,
                        request => request.Headers.Authorization = new("Bearer", ApiFixture.OtherKey)
                    );
                }
            })
        );
        await api.UntilSealedAsync();
        await api.UntilSealedAsync("other");

        foreach (var key in new[] { ApiFixture.DemoKey("Sandbox"), ApiFixture.OtherKey })
        {
            var verdict = await VerifyAsync(api, key: key);
            Assert.Null(verdict.Finding);
            Assert.Equal((72, 0), (verdict.Events, verdict.Unsealed));
        }
    }

    [Fact]
    public async Task The_command_needs_only_two_files()
    {
        await using var api = new ApiFixture { SealPause = "00:00:00.200" };
        await api.InitializeAsync();
        await api.Post(Requests.Smallest, sync: true);
        await api.UntilSealedAsync();
        var folder = Directory.CreateTempSubdirectory("flowgen-audit-").FullName;
        var (log, proof) = (Path.Combine(folder, "log.ndjson"), Path.Combine(folder, "proof.json"));
        var lines = (await ExportAsync(api)).Select(one => one.Line).ToList();
        await File.WriteAllLinesAsync(log, lines, Cancellation);
        var pages = await ProofAsync(api, ApiFixture.DemoKey("Sandbox"));
        await File.WriteAllLinesAsync(proof, pages.Select(page => page.GetRawText()), Cancellation);

        var (exitCode, output, errors) = await ApiCommand.RunAsync(
            [],
            "audit",
            "verify",
            log,
            "--proof",
            proof,
            "--json"
        );
        Assert.True(exitCode == 0, output + errors);
        var head = pages[^1].GetProperty("data").GetProperty("attributes").GetProperty("head");
        Assert.Equal(head.GetProperty("hash").GetString(), JsonElement.Parse(output).GetProperty("head").GetString());
        Assert.Equal(3, head.GetProperty("eventCount").GetInt64());

        await File.WriteAllLinesAsync(log, [lines[0], lines[2]], Cancellation);
        (exitCode, output, _) = await ApiCommand.RunAsync([], "audit", "verify", log, "--proof", proof);
        Directory.Delete(folder, recursive: true);
        Assert.Equal(1, exitCode);
        Assert.Contains(
            $"Event {JsonElement.Parse(lines[1]).GetProperty("attributes").GetProperty("sequence")} ",
            output
        );
        Assert.Contains("was removed", output);
    }

    private static async Task<Verdict> VerifyAsync(
        ApiFixture api,
        string? key = null,
        string query = "",
        string? kept = null
    )
    {
        key ??= ApiFixture.DemoKey("Sandbox");
        var lines = (await LinesAsync(api, key, query)).ToAsyncEnumerable();
        return await LogVerification.RunAsync(
            lines,
            (await ProofAsync(api, key)).ToAsyncEnumerable(),
            kept,
            Cancellation
        );
    }

    private static async Task<List<(long Sequence, string Line)>> ExportAsync(ApiFixture api) =>
        [
            .. (await LinesAsync(api, ApiFixture.DemoKey("Sandbox"), query: "")).Select(line =>
                (JsonElement.Parse(line).GetProperty("attributes").GetProperty("sequence").GetInt64(), line)
            ),
        ];

    private static async Task<string[]> LinesAsync(ApiFixture api, string key, string query)
    {
        using var client = api.Host.Server.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        client.DefaultRequestHeaders.Accept.ParseAdd("application/x-ndjson");
        var text = await client.GetStringAsync("/events" + query, Cancellation);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task<List<JsonElement>> ProofAsync(ApiFixture api, string key)
    {
        var pages = new List<JsonElement>();
        var next = "/audit/proof?page[size]=1";
        while (next is not null)
        {
            var page = await api.Get(next, key);
            pages.Add(page.Document);
            next = page.Document.GetProperty("links").TryGetProperty("next", out var link) ? link.GetString() : null;
        }

        return pages;
    }
}
