using Flowgen.Application.Webhooks;
using static Flowgen.Api.Tests.Webhooks.ManagedWebhooks;

namespace Flowgen.Api.Tests.Webhooks;

/// <summary>The log of deliveries, as an organisation reads it and sends from it again (contract, section 6).</summary>
public class WebhookDeliveryTests(ManagedWebhooks webhooks) : IClassFixture<ManagedWebhooks>
{
    private static readonly DateTimeOffset At = new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_test_is_answered_with_the_delivery_of_a_ping()
    {
        var webhook = await webhooks.CreateAsync();

        var ping = await webhooks.Send("POST", $"{PathOf(webhook.Id)}/test");
        var read = await webhooks.Send("GET", ping.Header("Location")!);

        Assert.Equal(202, ping.Status);
        Assert.Equal("webhookDeliveries", ping.Data.GetProperty("type").GetString());
        Assert.Equal("ping", ping.Attributes.GetProperty("event").GetString());
        Assert.Equal("waiting", ping.Attributes.GetProperty("status").GetString());
        Assert.Equal(ping.Id, read.Id);
        Assert.Equal("[]", read.Attributes.GetProperty("tries").GetRawText());
        var related = read.Data.GetProperty("relationships").GetProperty("webhook").GetProperty("links");
        Assert.Equal(PathOf(webhook.Id), related.GetProperty("related").GetString());
    }

    [Fact]
    public async Task A_delivery_is_read_with_its_tries()
    {
        var webhook = await webhooks.CreateAsync();
        var delivery = webhooks.Deliveries.Add(
            webhook.Id,
            "update",
            new(At, StatusCode: 503, "status", DurationMs: 12, "Busy"),
            new(At.AddSeconds(5), StatusCode: null, "timeout", DurationMs: 15_000, Answer: null)
        );

        var read = await webhooks.Send("GET", $"/webhook-deliveries/{delivery.Id}");
        var known = await webhooks.Send(
            "GET",
            $"/webhook-deliveries/{delivery.Id}",
            headers: [("If-None-Match", read.Header("ETag")!)]
        );

        Assert.Equal(304, known.Status);
        Assert.Equal(2, read.Attributes.GetProperty("attempts").GetInt32());
        Assert.Equal(
            """[{"at":"2026-11-25T09:00:00Z","statusCode":503,"failure":"status","durationMs":12,"answer":"Busy"},{"at":"2026-11-25T09:00:05Z","statusCode":null,"failure":"timeout","durationMs":15000,"answer":null}]""",
            read.Attributes.GetProperty("tries").GetRawText()
        );
        Assert.Equal(
            404,
            (await webhooks.Send("GET", $"/webhook-deliveries/{delivery.Id}", key: ApiFixture.OtherKey)).Status
        );
    }

    [Fact]
    public async Task A_webhooks_deliveries_are_listed_newest_first_by_pages_and_without_their_tries()
    {
        var webhook = await webhooks.CreateAsync();
        var first = webhooks.Deliveries.Add(webhook.Id, "create");
        var second = webhooks.Deliveries.Add(webhook.Id, "update");

        var page = await webhooks.Send("GET", $"{PathOf(webhook.Id)}/deliveries?page[size]=1&filter[status]=waiting");
        var next = await webhooks.Send("GET", page.Document.GetProperty("links").GetProperty("next").GetString()!);

        var newest = Assert.Single(page.Data.EnumerateArray());
        Assert.Equal(second.Id, newest.GetProperty("id").GetGuid());
        Assert.False(newest.GetProperty("attributes").TryGetProperty("tries", out _));
        Assert.Equal(first.Id, Assert.Single(next.Data.EnumerateArray()).GetProperty("id").GetGuid());
        Assert.All(
            webhooks.Deliveries.Listed.TakeLast(2),
            listing =>
            {
                var filter = Assert.Single(listing.Filters);
                Assert.Equal("status", filter.Attribute);
                Assert.Equal([DeliveryStatus.Waiting], filter.Values);
                Assert.Equal(
                    [("createdAt", true), ("id", true)],
                    listing.Order.Select(key => (key.Attribute, key.IsDescending))
                );
            }
        );
    }

    [Theory]
    [InlineData("filter[status]=lost", "invalid_parameter at filter[status]")]
    [InlineData("filter[createdAt][gte]=yesterday", "invalid_parameter at filter[createdAt][gte]")]
    [InlineData("filter[url]=a", "unknown_parameter at filter[url]")]
    [InlineData("page[after]=a", "invalid_parameter at page[after]")]
    public async Task A_list_is_asked_for_in_the_way_of_the_others(string query, string error)
    {
        var webhook = await webhooks.CreateAsync();

        var refused = await webhooks.Send("GET", $"{PathOf(webhook.Id)}/deliveries?{query}");

        Assert.Equal(400, refused.Status);
        Assert.Equal([error], refused.Errors);
    }

    [Theory]
    [InlineData("", "required at from")]
    [InlineData("?from=-1", "invalid_parameter at from")]
    [InlineData("?from=now", "invalid_parameter at from")]
    public async Task A_replay_names_where_it_begins(string query, string error)
    {
        var webhook = await webhooks.CreateAsync();

        var refused = await webhooks.Send("POST", $"{PathOf(webhook.Id)}/replay{query}");
        var taken = await webhooks.Send("POST", $"{PathOf(webhook.Id)}/replay?from=9000000000");

        Assert.Equal((400, 202), (refused.Status, taken.Status));
        Assert.Equal([error], refused.Errors);
        Assert.Contains((webhook.Id, 9_000_000_000), webhooks.Deliveries.Replayed);
    }

    [Fact]
    public async Task A_delivery_is_sent_again_while_there_is_a_webhook_to_send_it_to()
    {
        var webhook = await webhooks.CreateAsync();
        var delivery = webhooks.Deliveries.Add(webhook.Id, "update");
        var path = $"/webhook-deliveries/{delivery.Id}/redeliver";

        Assert.Equal(404, (await webhooks.Send("POST", path, key: ApiFixture.OtherKey)).Status);
        Assert.Equal(202, (await webhooks.Send("POST", path)).Status);
        await webhooks.Send("DELETE", PathOf(webhook.Id));
        Assert.Equal(404, (await webhooks.Send("POST", path)).Status);

        Assert.Equal([delivery.Id], webhooks.Deliveries.Redelivered);
    }

    [Fact]
    public async Task A_disabled_webhook_is_sent_nothing()
    {
        var webhook = await webhooks.CreateAsync();
        var delivery = webhooks.Deliveries.Add(webhook.Id, "update");
        await webhooks.ChangeAsync(webhook.Id, """{"enabled": false}""");

        foreach (
            var path in new[]
            {
                $"{PathOf(webhook.Id)}/test",
                $"{PathOf(webhook.Id)}/replay?from=1",
                $"/webhook-deliveries/{delivery.Id}/redeliver",
            }
        )
        {
            var refused = await webhooks.Send("POST", path);
            Assert.Equal(409, refused.Status);
            Assert.Equal(["webhook_disabled"], refused.Errors);
        }
    }
}
