using System.Text.Json;
using Flowgen.Harness;
using Microsoft.AspNetCore.Http;
using static Flowgen.Api.Tests.Webhooks.ManagedWebhooks;

namespace Flowgen.Api.Tests.Webhooks;

/// <summary>The log of deliveries, as an organisation reads it and sends from it again (contract, section 6).</summary>
public class WebhookDeliveryTests(ManagedWebhooks webhooks) : IClassFixture<ManagedWebhooks>
{
    /// <summary>Fails on the path <c>/busy</c>, for an hour.</summary>
    internal static async Task Busy(Received received, HttpContext context)
    {
        if (received.Path is "/busy")
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "3600";
            await context.Response.WriteAsync("Busy", TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_test_is_answered_with_the_delivery_of_a_ping()
    {
        var webhook = await webhooks.CreateAsync(attributes => attributes["url"] = webhooks.Receiver.Url("/pinged"));

        var ping = await webhooks.Send("POST", $"{PathOf(webhook.Id)}/test");
        var read = await webhooks.UntilAsync(
            ping.Header("Location")!,
            attributes => attributes.GetProperty("status").GetString() is "delivered"
        );

        Assert.Equal(202, ping.Status);
        Assert.Equal("webhookDeliveries", ping.Data.GetProperty("type").GetString());
        Assert.Equal("ping", ping.Attributes.GetProperty("event").GetString());
        Assert.Equal("waiting", ping.Attributes.GetProperty("status").GetString());
        Assert.Equal(ping.Id, read.Id);
        Assert.Equal(ping.Id, Assert.Single(webhooks.Receiver.At("/pinged")).Id);
        var related = read.Data.GetProperty("relationships").GetProperty("webhook").GetProperty("links");
        Assert.Equal(PathOf(webhook.Id), related.GetProperty("related").GetString());
    }

    [Fact]
    public async Task A_delivery_is_read_with_its_tries()
    {
        webhooks.Receiver.Answer = Busy;
        var (_, delivery) = await webhooks.PingAsync("/busy");

        var read = await webhooks.Send("GET", delivery);
        var known = await webhooks.Send("GET", delivery, headers: [("If-None-Match", read.Header("ETag")!)]);

        Assert.Equal(304, known.Status);
        Assert.Equal("waiting", read.Attributes.GetProperty("status").GetString());
        var one = Assert.Single(read.Attributes.GetProperty("tries").EnumerateArray());
        Assert.Equal(503, one.GetProperty("statusCode").GetInt32());
        Assert.Equal("Busy", one.GetProperty("answer").GetString());
        Assert.NotEqual(JsonValueKind.Null, one.GetProperty("failure").ValueKind);
        Assert.Equal(404, (await webhooks.Send("GET", delivery, key: ApiFixture.OtherKey)).Status);
    }

    // By what the API shows alone.
    [Fact]
    public async Task What_a_webhook_is_told_leads_back_to_the_request_that_called_for_it()
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        var webhook = await webhooks.CreateAsync(attributes =>
        {
            attributes["url"] = webhooks.Receiver.Url("/traced");
            attributes.Remove("fields");
        });

        var posted = await webhooks.Send(
            "POST",
            "/flow-generations?sync=true",
            Requests.Smallest,
            [("traceparent", $"00-{Trace}-b7ad6b7169203331-01")]
        );
        await Eventually.Until(() => Task.FromResult(webhooks.Receiver.At("/traced").Count >= 3));

        var events = (await webhooks.Send("GET", $"/flow-generations/{posted.Id}/events"))
            .Data.EnumerateArray()
            .ToDictionary(one => one.GetProperty("id").GetString()!, one => one.GetProperty("attributes"));
        var deliveries = await webhooks.Send("GET", $"{PathOf(webhook.Id)}/deliveries");
        var told = deliveries
            .Data.EnumerateArray()
            .ToDictionary(
                one => one.GetProperty("id").GetGuid(),
                one => one.GetProperty("attributes").GetProperty("eventId").GetString()!
            );
        Assert.Equal(events.Keys.Order(), told.Values.Order());
        Assert.All(
            webhooks.Receiver.At("/traced"),
            received =>
            {
                var @event = events[told[received.Id]];
                Assert.Equal(@event.GetProperty("version").GetInt32(), received.Version);
                Assert.Equal(@event.GetProperty("traceparent").GetString(), received.Headers["traceparent"]);
            }
        );
        var (queued, asked) = Assert.Single(events, one => $"{one.Value.GetProperty("actor")}" is "key:demo");
        Assert.Equal("FlowGenerationQueued", asked.GetProperty("eventType").GetString());
        Assert.Equal(JsonValueKind.Null, asked.GetProperty("causationId").ValueKind);
        Assert.All(
            events.Where(one => one.Key != queued),
            one => Assert.Equal(queued, one.Value.GetProperty("causationId").GetString())
        );
        Assert.All(
            events.Values,
            one =>
            {
                Assert.Equal(Trace, one.GetProperty("correlationId").GetString());
                Assert.Equal(Trace, one.GetProperty("traceparent").GetString()!.Split('-')[1]);
            }
        );
    }

    [Fact]
    public async Task A_webhooks_deliveries_are_listed_newest_first_by_pages_and_without_their_tries()
    {
        var (webhook, first) = await webhooks.PingAsync();
        var second = await webhooks.Send("POST", $"{PathOf(webhook.Id)}/test");
        await webhooks.UntilAsync(
            second.Header("Location")!,
            attributes => attributes.GetProperty("status").GetString() is "delivered"
        );
        var list = $"{PathOf(webhook.Id)}/deliveries";

        var page = await webhooks.Send("GET", $"{list}?page[size]=1&filter[status]=delivered");
        var next = await webhooks.Send("GET", page.Document.GetProperty("links").GetProperty("next").GetString()!);
        var back = await webhooks.Send("GET", next.Document.GetProperty("links").GetProperty("prev").GetString()!);
        var waiting = await webhooks.Send("GET", $"{list}?filter[status]=waiting");

        var newest = Assert.Single(page.Data.EnumerateArray());
        Assert.Equal(second.Id, newest.GetProperty("id").GetGuid());
        Assert.False(newest.GetProperty("attributes").TryGetProperty("tries", out _));
        Assert.EndsWith(Assert.Single(next.Data.EnumerateArray()).GetProperty("id").GetString()!, first);
        Assert.Equal(second.Id, Assert.Single(back.Data.EnumerateArray()).GetProperty("id").GetGuid());
        Assert.Empty(waiting.Data.EnumerateArray());
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
    }

    [Fact]
    public async Task A_delivery_is_sent_again_while_there_is_a_webhook_to_send_it_to()
    {
        var (webhook, delivery) = await webhooks.PingAsync("/again");
        var path = $"{delivery}/redeliver";

        Assert.Equal(404, (await webhooks.Send("POST", path, key: ApiFixture.OtherKey)).Status);
        Assert.Equal(202, (await webhooks.Send("POST", path)).Status);
        await Eventually.Until(() => Task.FromResult(webhooks.Receiver.At("/again").Count >= 2));
        await webhooks.Send("DELETE", PathOf(webhook.Id));

        Assert.Equal(404, (await webhooks.Send("POST", path)).Status);
        Assert.Single(webhooks.Receiver.At("/again").Select(one => one.Id).Distinct());
    }

    [Fact]
    public async Task A_disabled_webhook_is_sent_nothing()
    {
        var (webhook, delivery) = await webhooks.PingAsync();
        await webhooks.ChangeAsync(webhook.Id, """{"enabled": false}""");

        foreach (
            var path in new[]
            {
                $"{PathOf(webhook.Id)}/test",
                $"{PathOf(webhook.Id)}/replay?from=1",
                $"{delivery}/redeliver",
            }
        )
        {
            var refused = await webhooks.Send("POST", path);
            Assert.Equal(409, refused.Status);
            Assert.Equal(["webhook_disabled"], refused.Errors);
        }
    }
}
