using System.Text.Json;
using Flowgen.Api.Tests.Webhooks;
using Flowgen.Application.History;

namespace Flowgen.Api.Tests.History;

/// <summary>
/// Halves of surrogate pairs that an earlier version kept are shown everywhere in a form that every JSON reader takes, and the log with them is
/// verified as it was sealed.
/// </summary>
public class KeptHalvesTests
{
    private const string Mark = "kept-halves";

    private const string Sent = $$$$$"""
        {"data":{"type":"flowGenerations","attributes":{"flowType":"vacancy_application_flow",
        "parameters":{"é":"é{{{{{Mark}}}}}","list":["{{{{{Mark}}}}} {{{{{Mark}}}}}"]},
        "context":{"type":"text","value":"Driver wanted","unknown":"{{{{{Mark}}}}}"}}}}
        """;

    [Fact]
    public async Task Unpaired_surrogates_are_replaced_in_responses_and_the_stored_text_is_verified()
    {
        await using var api = await WebhookApi.StartAsync(settings: ("Seals:Pause", "01:00:00"));
        var posted = await api.Host.Send(HttpMethod.Post, "/flow-generations?sync=true", Sent);
        await api.UntilTold();
        foreach (var table in new[] { "mt_events", "mt_doc_flowgeneration" })
        {
            await api.Fixture.QueryAsync(
                $@"update flowgen.{table} set data = replace(data::text, '{Mark}', '\\uD83D\\ud800')::jsonb"
            );
        }

        await api.AddAsync("/replayed");
        var webhooks = await api.Host.Send(HttpMethod.Get, "/webhooks");
        var webhook = webhooks.Data.EnumerateArray().Single(one => $"{one}".Contains("/replayed"));
        await api.Host.Send(HttpMethod.Post, $"/webhooks/{webhook.GetProperty("id")}/replay?from=1");
        await api.UntilReceived(3);
        var again = await api.Host.Send(
            HttpMethod.Post,
            $"/flow-generations/{posted.Id}/regenerations",
            Requests.Regeneration("""{"parameters":{"more":1}}""")
        );
        Assert.Equal(201, again.Status);
        var path = $"/flow-generations/{posted.Id}";
        var texts = new List<string> { again.Document.GetRawText() };
        foreach (var one in new[] { path, $"{path}?version=1", $"{path}/events", "/flow-generations", "/events" })
        {
            texts.Add((await api.Host.Send(HttpMethod.Get, one)).Document.GetRawText());
        }

        var lines = await LinesAsync(api, "application/x-ndjson");
        texts.AddRange(lines.Take(1));
        texts.AddRange(await LinesAsync(api, "application/cloudevents-batch+json"));
        await using (var stream = await EventStream.OpenAsync(api.Host, $"{path}/events"))
        {
            texts.Add((await stream.NextAsync())!.Value.Resource.GetRawText());
        }

        texts.AddRange(api.Receiver.All.Select(one => one.Attributes.GetRawText()));

        Assert.All(
            texts,
            text =>
            {
                Assert.Contains(@"é\ufffd\ufffd", text, StringComparison.Ordinal);
                Assert.Contains(@"\ufffd\ufffd \ufffd\ufffd", text, StringComparison.Ordinal);
                AssertReadable(JsonElement.Parse(text));
            }
        );
        var replaced = JsonElement
            .Parse(lines[0])
            .GetProperty("attributes")
            .GetProperty("data")
            .GetProperty("replacedEscapes");
        Assert.Equal(
            """{"parameters":{"9":"D83D","15":"d800","32":"D83D","38":"d800","45":"D83D","51":"d800"},"context":{"50":"D83D","56":"d800"}}""",
            replaced.GetRawText()
        );

        await using var sealing = await api.Fixture.StartAsync("Sandbox", settings: ("Seals:Pause", "00:00:00.100"));
        await api.Fixture.UntilSealedAsync();
        lines = await LinesAsync(api, "application/x-ndjson");
        var proof = await api.Host.Send(HttpMethod.Get, "/audit/proof?page[size]=20");

        Assert.Null((await VerifyAsync(lines)).Finding);
        Assert.Equal("changed", (await VerifyAsync(Changed("\"9\":\"D83D\"", "\"9\":\"D83E\""))).Finding?.Problem);
        Assert.Equal(
            "unverifiable",
            (await VerifyAsync(Changed("\"9\":\"D83D\"", "\"10\":\"D83D\""))).Finding?.Problem
        );
        Assert.Equal("changed", (await VerifyAsync(Changed("replacedEscapes", "others"))).Finding?.Problem);

        string[] Changed(string before, string after)
        {
            Assert.Contains(before, lines[0], StringComparison.Ordinal);
            return [lines[0].Replace(before, after), .. lines[1..]];
        }

        Task<Verdict> VerifyAsync(string[] export) =>
            LogVerification.RunAsync(
                export.ToAsyncEnumerable(),
                new[] { proof.Document }.ToAsyncEnumerable(),
                kept: null,
                TestContext.Current.CancellationToken
            );
    }

    private static async Task<string[]> LinesAsync(WebhookApi api, string type)
    {
        using var client = api.Host.Server.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", ApiFixture.DemoKey("Sandbox"));
        client.DefaultRequestHeaders.Accept.ParseAdd(type);
        var text = await client.GetStringAsync("/events", TestContext.Current.CancellationToken);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    // As a strict reader does: each text and each name.
    private static void AssertReadable(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                Assert.All(element.EnumerateArray(), AssertReadable);
                break;
            case JsonValueKind.Object:
                Assert.All(element.EnumerateObject(), member => AssertReadable(member.Value));
                Assert.All(element.EnumerateObject(), member => Assert.NotNull(member.Name));
                break;
        }
    }
}
