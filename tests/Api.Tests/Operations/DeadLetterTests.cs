using System.Text.Json;
using Flowgen.Api.Authentication;
using Flowgen.Application.Common;
using Flowgen.Application.Webhooks.Messages;
using Flowgen.Harness;
using static Flowgen.Api.Tests.Operations.DeadLetterApi;

namespace Flowgen.Api.Tests.Operations;

/// <summary>Messages that were given up are seen, replayed and discarded (docs/operations.md).</summary>
public class DeadLetterTests(DeadLetterApi letters) : IClassFixture<DeadLetterApi>
{
    private static readonly DateTimeOffset FailedAt = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_dead_letter_shows_its_cause_and_after_a_replay_its_generation_finishes_once()
    {
        await letters.RefuseToFinishAsync();
        var (generation, letter) = await letters.FailedAsync();
        await letters.LetFinishAsync();

        var replays = await Task.WhenAll(letters.Replay(letter.Id), letters.Replay(letter.Id));
        var ended = await letters.Api.Host.UntilEnded(generation);

        Assert.Equal("deadLetters", letter.Data.GetProperty("type").GetString());
        Assert.Equal(
            "Flowgen.Application.FlowGenerations.RunFlowGeneration",
            letter.Attributes.GetProperty("messageType").GetString()
        );
        Assert.Equal("demo", letter.Attributes.GetProperty("organisation").GetString());
        Assert.Equal(7, letter.Attributes.GetProperty("attempts").GetInt32());
        Assert.EndsWith("MartenCommandException", letter.Attributes.GetProperty("exceptionType").GetString());
        Assert.Equal("23514", letter.Attributes.GetProperty("sqlState").GetString());
        Assert.DoesNotContain(Canary, letter.Document.GetRawText());
        Assert.Equal([202, 404], replays.Select(replay => replay.Status).Order());
        Assert.Equal("finished", ended.Attributes.GetProperty("status").GetString());
        await letters.Api.UntilIdle();
        Assert.Equal("queued processing_started finished", await letters.Api.EventsOf(generation));
        Assert.Equal(404, (await letters.Get($"{Letters}/{letter.Id}")).Status);
    }

    [Fact]
    public async Task A_message_of_an_earlier_version_for_a_webhook_is_delivered_once()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var client = letters.Api.Host.Server.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", ApiFixture.DemoKey("Sandbox"));
        var generation = await letters.Api.Post(Requests.Smallest, sync: true);
        await client.AddWebhookAsync(receiver.Url());

        await letters.DeliverAsync(letters.Message(of: new AnnounceChange(generation.Id, 3)));
        await letters.DeliverAsync(letters.Message(of: new AnnounceChange(generation.Id, 3)));
        await Eventually.Until(() => Task.FromResult(receiver.All.Count >= 1));
        await letters.Api.UntilIdle();

        var one = Assert.Single(receiver.All);
        Assert.Equal((3, generation.Id), (one.Version, one.ResourceId));
        await letters.Api.QueryAsync("delete from flowgen.mt_doc_webhook");
    }

    [Fact]
    public async Task A_replayed_message_that_fails_again_has_all_its_attempts_and_its_full_time()
    {
        await letters.RefuseToFinishAsync();
        var (generation, first) = await letters.FailedAsync();
        await letters.Replay(first.Id);
        var second = await letters.UntilFailedAsync(generation);
        await letters.LetFinishAsync();

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(7, second.Attributes.GetProperty("attempts").GetInt32());
        Assert.Equal(Time(first, "sentAt"), Time(second, "sentAt"));
        Assert.True(Time(first, "failedAt") < Time(second, "failedAt"));
        foreach (var letter in new[] { first, second })
        {
            var kept = Time(letter, "expiresAt") - Time(letter, "failedAt");
            Assert.Equal(30, kept.TotalDays, tolerance: 0.001);
        }
    }

    [Fact]
    public async Task A_replay_for_a_generation_that_has_ended_changes_nothing()
    {
        var generation = await letters.Api.Post(Requests.Smallest, sync: true);
        var message = letters.Message(flowGenerationId: generation.Id);
        await letters.StoreAsync(message, "System.Exception", FailedAt);

        Assert.Equal(202, (await letters.Replay(message.Id)).Status);
        await letters.Api.UntilIdle();

        Assert.Equal("queued processing_started finished", await letters.Api.EventsOf(generation.Id));
        Assert.Equal(404, (await letters.Get($"{Letters}/{message.Id}")).Status);
    }

    [Fact]
    public async Task A_discarded_dead_letter_is_deleted()
    {
        var message = letters.Message();
        await letters.StoreAsync(message, "System.Exception", FailedAt);
        var path = $"{Letters}/{message.Id}";

        var refused = await letters.Send("DELETE", path, ifMatch: "\"2\"");
        var read = await letters.Get(path);
        var discarded = await letters.Send("DELETE", path, ifMatch: read.Header("ETag"));

        Assert.Equal(412, refused.Status);
        Assert.Equal(204, discarded.Status);
        Assert.Equal(404, (await letters.Get(path)).Status);
        Assert.Equal(404, (await letters.Send("DELETE", path)).Status);
        Assert.Equal(404, (await letters.Replay(message.Id)).Status);
    }

    [Theory]
    [InlineData("Of.A.Newer.Version", "{}", "UnknownMessageTypeNameException")]
    [InlineData(null, "not JSON", "JsonException")]
    public async Task A_message_without_a_handler_is_not_lost(string? type, string data, string exception)
    {
        var message = letters.Message(type, data: data);
        await letters.DeliverAsync(message);

        await Eventually.Until(async () => (await letters.Get($"{Letters}/{message.Id}")).Status is 200);

        var letter = await letters.Get($"{Letters}/{message.Id}");
        Assert.EndsWith(exception, letter.Attributes.GetProperty("exceptionType").GetString());
        Assert.Equal(message.MessageType, letter.Attributes.GetProperty("messageType").GetString());
        Assert.Equal(JsonValueKind.Null, letter.Attributes.GetProperty("flowGenerationId").ValueKind);
        Assert.Equal(JsonValueKind.Null, letter.Attributes.GetProperty("sqlState").ValueKind);
        await letters.Api.UntilIdle();
    }

    [Fact]
    public async Task An_unreadable_dead_letter_is_shown_and_can_only_be_discarded()
    {
        var message = letters.Message();
        await letters.StoreAsync(message, "System.Exception", FailedAt, body: "'broken'");

        var read = await letters.Get($"{Letters}/{message.Id}");
        var replayed = await letters.Replay(message.Id);
        var discarded = await letters.Send("DELETE", $"{Letters}/{message.Id}");

        Assert.Equal(message.MessageType, read.Attributes.GetProperty("messageType").GetString());
        Assert.Equal(JsonValueKind.Null, read.Attributes.GetProperty("organisation").ValueKind);
        Assert.Equal(JsonValueKind.Null, read.Attributes.GetProperty("attempts").ValueKind);
        Assert.DoesNotContain(Canary, read.Document.GetRawText());
        Assert.Equal(409, replayed.Status);
        Assert.Equal(["unreadable_message"], replayed.Errors);
        Assert.Equal(204, discarded.Status);
    }

    [Fact]
    public async Task The_list_begins_with_the_last_failure_and_is_paged_both_ways()
    {
        var stored = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            var message = letters.Message("Paged");
            await letters.StoreAsync(message, $"Exception{i % 2}", FailedAt.AddTicks(i / 2 * 10));
            stored.Add(message.Id);
        }

        stored.Reverse();
        var forwards = await Walk($"{Letters}?filter[messageType]=Paged&page[size]=3", "next");
        var backwards = await Walk(forwards[^1].Document.GetProperty("links").GetProperty("self").GetString()!, "prev");
        var filtered = await letters.Get(
            $"{Letters}?filter[messageType][prefix]=Page&filter[exceptionType]=Exception1&filter[failedAt][gt]={FailedAt.UtcDateTime:O}"
        );
        var oldest = await letters.Get(
            $"{Letters}?filter[messageType]=Paged&sort=failedAt&page[size]=1&fields[deadLetters]=sentAt"
        );

        Assert.Equal([3, 3, 1], forwards.Select(page => page.Data.GetArrayLength()));
        Assert.Equal(stored, forwards.SelectMany(Ids));
        Assert.Equal(stored, backwards.AsEnumerable().Reverse().SelectMany(Ids));
        Assert.Equal([stored[1], stored[3]], Ids(filtered));
        Assert.Equal([stored[^1]], Ids(oldest));
        Assert.Equal("""{"sentAt":"2026-11-24T00:00:00Z"}""", oldest.Data[0].GetProperty("attributes").GetRawText());
    }

    [Theory]
    [InlineData("GET", "", "?page[size]=0", 400, "invalid_parameter at page[size]")]
    [InlineData("GET", "", "?filter[organisation]=demo", 400, "unknown_parameter at filter[organisation]")]
    [InlineData("GET", "/0190a0a0-0000-7000-8000-000000000000", "", 404, "not_found")]
    [InlineData("DELETE", "/0190a0a0-0000-7000-8000-000000000000", "", 404, "not_found")]
    [InlineData("POST", "/0190a0a0-0000-7000-8000-000000000000/replay", "", 404, "not_found")]
    [InlineData("GET", "/not-a-uuid", "", 404, "not_found")]
    [InlineData("GET", "/0190a0a0-0000-7000-8000-000000000000/replay", "", 405, "method_not_allowed")]
    [InlineData("PUT", "", "", 405, "method_not_allowed")]
    public async Task Invalid_requests_for_dead_letters_are_refused(
        string method,
        string path,
        string query,
        int status,
        string error
    )
    {
        var answer = await letters.Send(method, Letters + path + query);

        Assert.Equal(status, answer.Status);
        Assert.Equal([error], answer.Errors);
    }

    [Theory]
    [InlineData(null, Letters, 401, "unauthorized")]
    [InlineData("fg_sandbox_wrong", Letters, 401, "unauthorized")]
    [InlineData(ApiFixture.OtherKey, Letters, 403, "forbidden")]
    [InlineData(ApiFixture.OtherKey, $"{Letters}/0190a0a0-0000-7000-8000-000000000000", 403, "forbidden")]
    [InlineData(ApiFixture.OperatorKey, Letters, 200, null)]
    [InlineData(ApiFixture.OperatorKey, "/flow-generations", 403, "insufficient_scope")]
    [InlineData(ApiFixture.OperatorKey, "/flows/0190a0a0-0000-7000-8000-000000000000", 403, "insufficient_scope")]
    [InlineData(ApiFixture.OperatorKey, "/flow-types", 403, "forbidden")]
    [InlineData(ApiFixture.OperatorKey, "/nothing-here", 404, null)]
    public async Task Operators_see_dead_letters_and_nothing_else(string? key, string path, int status, string? error)
    {
        var answer = await letters.Send("GET", path, key);

        Assert.Equal(status, answer.Status);
        if (status is 401 or 403)
        {
            Assert.Equal([error!], answer.Errors);
            Assert.Equal("application/vnd.api+json", answer.Header("Content-Type"));
        }
    }

    [Fact]
    public async Task Only_operators_can_replay_or_discard()
    {
        var message = letters.Message();
        await letters.StoreAsync(message, "System.Exception", FailedAt);

        var replayed = await letters.Send("POST", $"{Letters}/{message.Id}/replay", ApiFixture.OtherKey);
        var discarded = await letters.Send("DELETE", $"{Letters}/{message.Id}", ApiFixture.OtherKey);

        Assert.Equal((403, 403), (replayed.Status, discarded.Status));
        Assert.Equal(204, (await letters.Send("DELETE", $"{Letters}/{message.Id}")).Status);
    }

    [Fact]
    public async Task A_key_of_an_operator_and_of_an_organisation_has_both_permissions()
    {
        await using var host = await letters.Api.StartAsync("Sandbox", operatorKey: "fg_sandbox_demo");

        Assert.Equal(200, (await host.Send(HttpMethod.Get, Letters)).Status);
        Assert.Equal(200, (await host.Send(HttpMethod.Get, "/flow-generations")).Status);
    }

    [Fact]
    public void An_operator_is_configured_by_a_hash() =>
        Assert.Contains(
            "Operators",
            Assert.Throws<SettingException>(new ApiKeyOptions { Operators = { "a key" } }.Validate).Message
        );

    private async Task<List<Answer>> Walk(string path, string link)
    {
        var pages = new List<Answer>();
        for (var at = path; at is not null; )
        {
            pages.Add(await letters.Get(at));
            at = pages[^1].Document.GetProperty("links").TryGetProperty(link, out var there) ? there.GetString() : null;
        }

        return pages;
    }

    private static IEnumerable<Guid> Ids(Answer page) =>
        page.Data.EnumerateArray().Select(letter => letter.GetProperty("id").GetGuid());

    private static DateTimeOffset Time(Answer letter, string attribute) =>
        letter.Attributes.GetProperty(attribute).GetDateTimeOffset();
}
