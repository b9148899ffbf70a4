using System.Text.Json;
using Flowgen.Api.Tests.FlowGenerations;
using Flowgen.Domain.FlowGenerations;

namespace Flowgen.Api.Tests.History;

/// <summary>The events of one generation (contract, section 5).</summary>
public class FlowGenerationEventTests(ApiFixture api)
{
    private const string LetterByLetter = """
        {"data":{"type":"flowGenerations","attributes":{"flowType":"vacancy_application_flow",
        "parameters":{ "own": [1.0, "\u0041"],  "language":"nl" },
        "context":{"value":"Driver  wanted", "type":"text"}}}}
        """;

    [Fact]
    public async Task A_history_has_every_event_in_order_also_for_a_deleted_generation()
    {
        var finished = await api.Post(LetterByLetter, sync: true);
        var before = await Events(finished.Id);
        await api.Delete(finished.Id);

        var after = await Events(finished.Id);

        Assert.Equal(200, after.Status);
        Assert.Equal(ApiFixture.JsonApi, after.Header("Content-Type"));
        Assert.Equal(
            [
                "1 FlowGenerationQueued",
                "2 FlowGenerationProcessingStarted",
                "3 FlowGenerationFinished",
                "4 FlowGenerationDeleted",
            ],
            Each(after, "version", "eventType")
        );
        Assert.Equal(
            before.Data.EnumerateArray().Select(item => item.GetRawText()),
            after.Data.EnumerateArray().Take(3).Select(item => item.GetRawText())
        );
    }

    [Fact]
    public async Task An_event_has_all_its_metadata_and_the_exact_texts()
    {
        var finished = await api.Send(
            HttpMethod.Post,
            "/flow-generations?sync=true",
            LetterByLetter,
            request => request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        );

        var events = await Events(finished.Id);

        var queued = events.Data[0];
        var attributes = queued.GetProperty("attributes");
        var data = attributes.GetProperty("data");
        Assert.Equal("flowGenerationEvents", queued.GetProperty("type").GetString());
        Assert.Equal(finished.Id, attributes.GetProperty("flowGenerationId").GetGuid());
        Assert.Equal("key:demo", attributes.GetProperty("actor").GetString());
        Assert.Equal(JsonValueKind.Null, attributes.GetProperty("causationId").ValueKind);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", attributes.GetProperty("correlationId").GetString());
        Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c-", attributes.GetProperty("traceparent").GetString());
        Assert.Equal("""{ "own": [1.0, "\u0041"],  "language":"nl" }""", data.GetProperty("parameters").GetRawText());
        Assert.Equal("""{"value":"Driver  wanted", "type":"text"}""", data.GetProperty("context").GetRawText());
        var relationship = queued.GetProperty("relationships").GetProperty("flowGeneration");
        Assert.Equal(finished.Id, relationship.GetProperty("data").GetProperty("id").GetGuid());
        Assert.Equal(
            $"/flow-generations/{finished.Id}",
            relationship.GetProperty("links").GetProperty("related").GetString()
        );
        Assert.All(events.Data.EnumerateArray(), item => Assert.Equal(7, item.GetProperty("id").GetGuid().Version));
        var sequences = events
            .Data.EnumerateArray()
            .Select(item => item.GetProperty("attributes").GetProperty("sequence").GetInt64())
            .ToList();
        Assert.Equal(sequences.Order().Distinct(), sequences);
    }

    [Fact]
    public async Task An_event_happened_when_the_generation_changed()
    {
        var finished = await api.Post(Requests.Smallest, sync: true);

        var events = await Events(finished.Id);

        foreach (var item in events.Data.EnumerateArray())
        {
            var attributes = item.GetProperty("attributes");
            var made = await api.Get($"/flow-generations/{finished.Id}?version={attributes.GetProperty("version")}");
            Assert.EndsWith("Z", attributes.GetProperty("occurredAt").GetString());
            Assert.Equal(
                made.Attributes.GetProperty("updatedAt").GetString(),
                attributes.GetProperty("occurredAt").GetString()
            );
            // The database has microseconds.
            Assert.Equal(
                true,
                await api.QueryAsync(
                    $"select abs(extract(epoch from timestamp - '{attributes.GetProperty("occurredAt")}')) <= 0.000001 from flowgen.mt_events where id = '{item.GetProperty("id")}'"
                )
            );
        }
    }

    // A new event, or a new member of one, must not be forgotten in what clients see.
    [Fact]
    public async Task The_data_of_every_type_of_event_has_all_of_its_own_members()
    {
        await using var failing = await SlowApi.StartAsync(
            new Domain.DomainRuleException("impossible", "It can't be done.")
        );
        var finished = await api.Post(Requests.Appointment, sync: true);
        await api.Erase(finished.Id);
        var failed = await failing.Host.Send(HttpMethod.Post, "/flow-generations?sync=true", Requests.Smallest);

        var events = (await Events(finished.Id))
            .Data.EnumerateArray()
            .Concat(
                (await failing.Host.Send(HttpMethod.Get, $"/flow-generations/{failed.Id}/events")).Data.EnumerateArray()
            )
            .Select(item => item.GetProperty("attributes"))
            .DistinctBy(attributes => $"{attributes.GetProperty("eventType")}")
            .ToDictionary(
                attributes => $"{attributes.GetProperty("eventType")}",
                attributes => attributes.GetProperty("data").EnumerateObject().Select(member => member.Name).Order()
            );

        var types = typeof(FlowGenerationEvent)
            .Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(FlowGenerationEvent)));
        Assert.Equal(types.Select(type => type.Name).Order(), events.Keys.Order());
        Assert.All(
            types,
            type =>
                Assert.Equal(
                    type.GetProperties()
                        .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))
                        .Where(name => name is not "flowGenerationId")
                        .Order(),
                    events[type.Name]
                )
        );
    }

    [Fact]
    public async Task A_history_is_walked_both_ways_by_pages()
    {
        var finished = await api.Post(Requests.Smallest, sync: true);
        var first = await Events(finished.Id, "?page[size]=2");

        var second = await api.Get(ListedApi.LinkOf(first, "next")!);
        var back = await api.Get(ListedApi.LinkOf(second, "prev")!);
        await api.Delete(finished.Id);
        var grown = await api.Get(ListedApi.LinkOf(first, "next")!);

        Assert.Equal(["1", "2"], Each(first, "version"));
        Assert.Equal(["3"], Each(second, "version"));
        Assert.Equal(first.Data.GetRawText(), back.Data.GetRawText());
        Assert.Null(ListedApi.LinkOf(second, "next"));
        Assert.Null(ListedApi.LinkOf(back, "prev"));
        Assert.Equal(["3", "4"], Each(grown, "version"));
        Assert.StartsWith($"/flow-generations/{finished.Id}/events?", ListedApi.LinkOf(first, "next"));
        Assert.Equal($"/flow-generations/{finished.Id}/events", ListedApi.LinkOf(await Events(finished.Id), "self"));
    }

    [Fact]
    public async Task Beyond_the_last_event_is_an_empty_page_that_leads_back()
    {
        var created = await api.Post(Requests.Smallest, sync: true);
        var one = await Events(created.Id, "?page[size]=2");
        var last = await api.Get(ListedApi.LinkOf(one, "next")!);
        await api.Delete(created.Id);
        var deleted = await Events(created.Id, "?page[size]=3");
        var end = await api.Get(ListedApi.LinkOf(deleted, "next")!);
        var before = await api.Get(ListedApi.LinkOf(end, "prev")!);

        Assert.Equal(["3"], Each(last, "version"));
        Assert.Equal(["4"], Each(end, "version"));
        Assert.Equal(["1", "2", "3"], Each(before, "version"));
    }

    [Fact]
    public async Task A_generation_links_to_its_history()
    {
        var created = await api.Post(Requests.Smallest);
        var relationship = created.Data.GetProperty("relationships").GetProperty("events");

        var events = await api.Get(relationship.GetProperty("links").GetProperty("related").GetString()!);

        Assert.False(relationship.TryGetProperty("data", out _));
        Assert.Equal("FlowGenerationQueued", Each(events, "eventType").First());
    }

    [Fact]
    public async Task Only_the_fields_asked_for_are_sent()
    {
        var created = await api.Post(Requests.Smallest);

        var events = await Events(created.Id, "?fields[flowGenerationEvents]=eventType");

        Assert.All(
            events.Data.EnumerateArray(),
            item =>
            {
                Assert.Equal("eventType", Assert.Single(item.GetProperty("attributes").EnumerateObject()).Name);
                Assert.False(item.TryGetProperty("relationships", out _));
            }
        );
    }

    [Fact]
    public async Task The_history_of_an_unknown_generation_or_of_another_organisation_is_not_found()
    {
        var created = await api.Post(Requests.Smallest);

        Assert.Equal(404, (await Events(Guid.CreateVersion7())).Status);
        Assert.Equal(404, (await api.Get($"/flow-generations/{created.Id}/events", ApiFixture.OtherKey)).Status);
    }

    [Fact]
    public async Task Two_organisations_with_the_same_id_have_a_history_and_a_past_each()
    {
        var id = Guid.CreateVersion7();
        var body = Requests.Smallest.Replace(
            "\"type\":\"flowGenerations\"",
            $"\"type\":\"flowGenerations\",\"id\":\"{id}\""
        );
        var ours = await api.Post(body, sync: true);
        var theirs = await api.Send(
            HttpMethod.Post,
            "/flow-generations",
            body.Replace("Driver wanted", "Cook wanted"),
            request => request.Headers.Authorization = new("Bearer", ApiFixture.OtherKey)
        );

        var history = await Events(id);
        var past = await api.Get($"/flow-generations/{id}?version=1", ApiFixture.OtherKey);

        Assert.Equal(201, theirs.Status);
        Assert.Equal(["1", "2", "3"], Each(history, "version"));
        Assert.DoesNotContain("Cook", history.Document.GetRawText());
        Assert.Equal(ours.Id, past.Id);
        Assert.Contains("Cook", past.Document.GetRawText());
    }

    [Fact]
    public async Task A_cursor_of_another_history_or_an_unknown_parameter_is_named()
    {
        var one = await Events((await api.Post(Requests.Smallest, sync: true)).Id, "?page[size]=1");
        var cursor = ListedApi.LinkOf(one, "next")!.Split('?')[1];
        var other = await api.Post(Requests.Smallest);

        Assert.Equal(["cursor_mismatch at page[after]"], (await Events(other.Id, $"?{cursor}")).Errors);
        Assert.Equal(["unknown_parameter at sort"], (await Events(other.Id, "?sort=version")).Errors);
    }

    [Fact]
    public async Task An_unsupported_media_type_is_refused()
    {
        var created = await api.Post(Requests.Smallest);

        var answer = await api.Send(
            HttpMethod.Get,
            $"/flow-generations/{created.Id}/events",
            configure: request => request.Headers.Add("Accept", "text/html")
        );

        Assert.Equal(406, answer.Status);
    }

    private Task<Answer> Events(Guid id, string query = "") => api.Get($"/flow-generations/{id}/events{query}");

    private static IEnumerable<string> Each(Answer events, params string[] attributes) =>
        events
            .Data.EnumerateArray()
            .Select(item =>
                string.Join(' ', attributes.Select(name => item.GetProperty("attributes").GetProperty(name)))
            );
}
