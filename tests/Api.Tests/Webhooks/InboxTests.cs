using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Flowgen.Harness;

namespace Flowgen.Api.Tests.Webhooks;

/// <summary>The receiver that the sandbox has built in.</summary>
public class InboxTests(ApiFixture api)
{
    private const string Inbox = "/sandbox/inbox";

    [Fact]
    public async Task The_inbox_shows_a_delivery_without_a_receiver_and_no_erased_text()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var sandbox = await ApiProcess.StartAsync(
            ("ConnectionStrings__Postgres", database.ConnectionString)
        );
        var secret = await sandbox.Client.AddWebhookAsync(new Uri(sandbox.Address, Inbox).ToString());
        using var body = new StringContent(Requests.Smallest, Encoding.UTF8, "application/json");
        await sandbox.Client.PostAsync("/flow-generations", body, TestContext.Current.CancellationToken);

        var messages = new List<JsonElement>();
        await Eventually.Until(async () =>
        {
            var document = await sandbox.Client.GetFromJsonAsync<JsonElement>(Inbox);
            messages = [.. document.GetProperty("data").EnumerateArray().Select(one => one.GetProperty("attributes"))];
            return messages.Count == 3;
        });

        Assert.Equal(
            [1, 2, 3],
            messages
                .Select(one => one.GetProperty("body").GetProperty("data").GetProperty("attributes"))
                .Select(one => one.GetProperty("version").GetInt32())
                .Order()
        );
        Assert.All(
            messages,
            one =>
            {
                var sent = Encoding.UTF8.GetBytes(one.GetProperty("body").GetRawText());
                var id = one.GetProperty("body").GetProperty("data").GetProperty("id").GetString()!;
                var headers = new Dictionary<string, string>
                {
                    ["webhook-id"] = id,
                    ["webhook-timestamp"] = one.GetProperty("timestamp").GetString()!,
                    ["webhook-signature"] = one.GetProperty("signature").GetString()!,
                };
                Assert.Contains(true, new Received(Inbox, headers, sent, At: 0).SignaturesBy(secret));
            }
        );

        var erased = Resource(messages[0]).GetProperty("id");
        using var answer = await sandbox.Client.DeleteAsync(
            $"/flow-generations/{erased}?erase=true",
            TestContext.Current.CancellationToken
        );
        var after = await sandbox.Client.GetFromJsonAsync<JsonElement>(Inbox, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        // What is told of the deletion may have come by now, and has no texts.
        Assert.DoesNotContain("\"event\":\"update\"", after.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"event\":\"create\"", after.GetRawText(), StringComparison.Ordinal);

        static JsonElement Resource(JsonElement message) =>
            message.GetProperty("body").GetProperty("data").GetProperty("attributes").GetProperty("resource");
    }

    [Fact]
    public async Task It_shows_only_deliveries_of_the_organisation_and_refuses_invalid_ones()
    {
        var other = await Deliver($$"""{"data": {"attributes": {"webhookId": "{{Guid.CreateVersion7()}}"} } }""");
        var nonsense = await Deliver("nonsense");
        var half = await Deliver("""{"data": {"attributes": {"webhookId": "none"}}}""");

        Assert.Equal((204, 400, 400), (other.Status, nonsense.Status, half.Status));
        Assert.Empty((await api.Get(Inbox)).Data.EnumerateArray());
        Assert.Equal(401, (await api.Get(Inbox, "fg_sandbox_wrong")).Status);
    }

    [Fact]
    public async Task Production_has_no_inbox()
    {
        await using var production = await api.StartAsync("Production", solo: false);

        Assert.Equal((int)HttpStatusCode.NotFound, (await production.Send(HttpMethod.Get, Inbox)).Status);
    }

    private Task<Answer> Deliver(string body) =>
        api.Send(HttpMethod.Post, Inbox, body, request => request.Headers.Authorization = null);
}
