using System.Text.Json;

namespace Flowgen.Api.Tests.History;

/// <summary>The log of an organisation by pages, and in bulk (contract, section 5).</summary>
public class LogTests(ApiFixture api)
{
    [Fact]
    public async Task A_reader_that_follows_next_sees_every_event_once_in_order_and_later_the_new_ones()
    {
        var start = await api.EndOfLog();
        var (first, second) = (
            await api.Post(Requests.Smallest, sync: true),
            await api.Post(Requests.Smallest, sync: true)
        );

        var (events, next) = await ReadAll($"/events?page[size]=2&page[after]={start}");
        var third = await api.Post(Requests.Smallest, sync: true);
        var (later, _) = await ReadAll(next);

        var own = events.Where(one => IsOf(one, first.Id) || IsOf(one, second.Id)).ToList();
        Assert.Equal(6, own.Count);
        Assert.Equal(3, later.Count(one => IsOf(one, third.Id)));
        var sequences = events.Concat(later).Select(Sequence).ToList();
        Assert.Equal(sequences.Distinct().Order(), sequences);
    }

    [Fact]
    public async Task The_last_page_is_caught_up_and_still_has_a_next_link()
    {
        await api.Post(Requests.Smallest, sync: true);
        var start = await api.EndOfLog();

        var end = await api.Get($"/events?page[after]={start}&filter[eventType]=FlowGenerationErased");

        Assert.True(end.Document.GetProperty("meta").GetProperty("caughtUp").GetBoolean());
        Assert.Contains("page%5Bafter%5D=", end.Document.GetProperty("links").GetProperty("next").GetString());
        Assert.Empty(end.Data.EnumerateArray());
    }

    [Fact]
    public async Task The_log_has_only_events_of_the_organisation_also_of_deleted_generations()
    {
        var start = await api.EndOfLog();
        var own = await api.Post(Requests.Smallest, sync: true);
        var other = await api.Send(
            HttpMethod.Post,
            "/flow-generations?sync=true",
            Requests.Smallest,
            request => request.Headers.Authorization = new("Bearer", ApiFixture.OtherKey)
        );
        await api.Delete(own.Id);

        var (events, _) = await ReadAll($"/events?page[after]={start}");

        Assert.Equal(
            [
                "FlowGenerationQueued",
                "FlowGenerationProcessingStarted",
                "FlowGenerationFinished",
                "FlowGenerationDeleted",
            ],
            events.Where(one => IsOf(one, own.Id)).Select(Type)
        );
        Assert.DoesNotContain(events, one => IsOf(one, other.Id));
    }

    [Fact]
    public async Task Filters_all_apply_and_next_keeps_them()
    {
        var start = await api.EndOfLog();
        var first = await api.Post(Requests.Smallest, sync: true);
        var second = await api.Post(Requests.Smallest, sync: true);
        var since = second.Attributes.GetProperty("createdAt").GetString();

        Assert.Equal(
            ["FlowGenerationQueued", "FlowGenerationFinished"],
            await Types(
                $"/events?page[after]={start}&page[size]=1&filter[flowGenerationId]={first.Id}&filter[eventType][in]=FlowGenerationQueued,FlowGenerationFinished"
            )
        );
        Assert.Equal(
            ["FlowGenerationFinished"],
            await Types(
                $"/events?page[after]={start}&filter[eventType]=FlowGenerationFinished&filter[flowGenerationId]={second.Id}&filter[occurredAt][gte]={since}"
            )
        );
        Assert.Empty(
            await Types(
                $"/events?page[after]={start}&filter[flowGenerationId]={first.Id}&filter[occurredAt][gte]={since}"
            )
        );
    }

    [Theory]
    [InlineData("page[after]=-1", "invalid_parameter at page[after]")]
    [InlineData("page[after]=abc", "invalid_parameter at page[after]")]
    [InlineData("page[after]=99999999999999999999", "invalid_parameter at page[after]")]
    [InlineData("page[after]=9223372036854775807", "position_beyond_log at page[after]")]
    [InlineData("page[size]=1001", "invalid_parameter at page[size]")]
    [InlineData("page[size]=0", "invalid_parameter at page[size]")]
    [InlineData("filter[eventType]=Nonsense", "invalid_parameter at filter[eventType]")]
    [InlineData("filter[occurredAt][gte]=yesterday", "invalid_parameter at filter[occurredAt][gte]")]
    [InlineData("page[before]=1", "unknown_parameter at page[before]")]
    public async Task An_invalid_position_in_the_log_is_refused(string query, string error)
    {
        var answer = await api.Get($"/events?{query}");

        Assert.Equal(400, answer.Status);
        Assert.Equal([error], answer.Errors);
    }

    [Fact]
    public async Task Pages_of_long_texts_end_early_and_miss_nothing()
    {
        var start = await api.EndOfLog();
        var random = new Random(1);
        var text = string.Concat(Enumerable.Range(0, 90_000).Select(_ => (char)random.Next('a', 'z')));
        var ids = new List<Guid>();
        for (var i = 0; i < 20; i++)
        {
            ids.Add(
                (
                    await api.Post(
                        Requests.With(attributes => attributes["context"]!["value"] = text, Requests.Smallest)
                    )
                ).Id
            );
        }

        var filter = "filter[eventType]=FlowGenerationQueued";
        var first = await api.Get($"/events?page[after]={start}&page[size]=1000&{filter}");
        var (events, _) = await ReadAll($"/events?page[after]={start}&page[size]=1000&{filter}");

        Assert.InRange(first.Data.GetArrayLength(), 1, 19);
        Assert.False(first.Document.GetProperty("meta").GetProperty("caughtUp").GetBoolean());
        Assert.Equal(ids, events.Select(Generation).Where(ids.Contains));
    }

    [Fact]
    public async Task Bulk_replay_is_the_same_log_with_one_event_a_line()
    {
        var start = await api.EndOfLog();
        await api.Post(Requests.Smallest, sync: true);
        await api.Post(Requests.Smallest, sync: true);

        using var lines = await Bulk($"/events?page[after]={start}", "application/x-ndjson");
        var text = await lines.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var (events, _) = await ReadAll($"/events?page[after]={start}");

        Assert.Equal("application/x-ndjson", lines.Content.Headers.ContentType!.MediaType);
        Assert.EndsWith("}\n", text);
        var sent = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(events.Select(one => one.GetRawText()).Take(sent.Length), sent);
        Assert.True(sent.Length >= 6);
    }

    [Fact]
    public async Task Cloud_events_are_those_of_the_library_and_their_link_leads_on()
    {
        var start = await api.EndOfLog();
        var generation = await api.Post(Requests.Smallest, sync: true);

        using var batch = await Bulk(
            $"/events?page[after]={start}&page[size]=2&filter[flowGenerationId]={generation.Id}",
            "application/cloudevents-batch+json"
        );
        var bytes = await batch.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var events = new CloudNative.CloudEvents.SystemTextJson.JsonEventFormatter()
            .DecodeBatchModeMessage(bytes, null, null)
            .ToList();
        var link = batch.Headers.GetValues("Link").Single();
        var next = await api.Get(link[1..link.IndexOf('>')]);

        Assert.Equal(
            ["flowgen.FlowGenerationQueued", "flowgen.FlowGenerationProcessingStarted"],
            events.Select(one => one.Type)
        );
        Assert.All(events, one => Assert.True(one.IsValid));
        Assert.All(events, one => Assert.Equal($"{generation.Id}", one.Subject));
        Assert.Equal("flowgen.FlowGenerationFinished", $"flowgen.{Type(next.Data[0])}");
        Assert.Equal($"{Sequence(next.Data[0]) - 2:D19}", $"{events[0]["sequence"]}");
    }

    [Theory]
    [InlineData("application/x-ndjson;q=0.5, application/vnd.api+json", "application/vnd.api+json")]
    [InlineData("*/*, application/x-ndjson", "application/x-ndjson")]
    [InlineData("*/*", "application/vnd.api+json")]
    [InlineData("application/vnd.api+json;q=0, */*;q=0.1", "text/event-stream")]
    public async Task The_client_chooses_the_form(string accept, string chosen)
    {
        using var client = api.Host.Server.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/events?page[size]=1");
        request.Headers.Authorization = new("Bearer", ApiFixture.DemoKey("Sandbox"));
        request.Headers.TryAddWithoutValidation("Accept", accept);

        using var response = await client.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(chosen, response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("Accept", response.Headers.Vary);
    }

    private async Task<HttpResponseMessage> Bulk(string path, string accept)
    {
        using var client = api.Host.Server.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", ApiFixture.DemoKey("Sandbox"));
        request.Headers.Accept.ParseAdd(accept);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task<List<string>> Types(string path) => [.. (await ReadAll(path)).Events.Select(Type)];

    private async Task<(List<JsonElement> Events, string Next)> ReadAll(string path)
    {
        var events = new List<JsonElement>();
        while (true)
        {
            var page = await api.Get(path);
            Assert.Equal(200, page.Status);
            events.AddRange(page.Data.EnumerateArray());
            path = page.Document.GetProperty("links").GetProperty("next").GetString()!;
            if (page.Document.GetProperty("meta").GetProperty("caughtUp").GetBoolean())
            {
                return (events, path);
            }
        }
    }

    private static bool IsOf(JsonElement one, Guid id) => Generation(one) == id;

    private static Guid Generation(JsonElement one) =>
        one.GetProperty("attributes").GetProperty("flowGenerationId").GetGuid();

    private static long Sequence(JsonElement one) => one.GetProperty("attributes").GetProperty("sequence").GetInt64();

    private static string Type(JsonElement one) => one.GetProperty("attributes").GetProperty("eventType").GetString()!;
}
