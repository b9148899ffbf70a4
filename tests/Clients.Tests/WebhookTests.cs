using System.Net.Http.Headers;
using System.Text.Json;
using Flowgen.Harness;

namespace Flowgen.Clients.Tests;

/// <summary>The reference library of Standard Webhooks verifies what Flowgen delivers.</summary>
public class WebhookTests(ClientFixture clients)
{
    private const int Generations = 34; // more than a hundred deliveries

    [Fact]
    public async Task Every_delivery_is_verified_and_one_that_was_changed_is_not()
    {
        ClientFixture.Needs("node");
        await using var receiver = await WebhookReceiver.StartAsync();
        using var client = new HttpClient { BaseAddress = new(clients.Address) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", "fg_sandbox_demo");
        var secret = await client.AddWebhookAsync(receiver.Url());
        for (var i = 0; i < Generations; i++)
        {
            using var body = new StringContent(
                Repository.SampleRequest,
                new MediaTypeHeaderValue("application/vnd.api+json")
            );
            (
                await client.PostAsync("/flow-generations", body, TestContext.Current.CancellationToken)
            ).EnsureSuccessStatusCode();
        }

        await Eventually.Until(() => Task.FromResult(receiver.All.Count >= 3 * Generations));
        var changed = receiver.All[0] with { Body = [.. receiver.All[0].Body, (byte)' '] };
        var lines = receiver.All.Append(changed).Select(Line).ToList();
        var output = await ClientFixture.RunAsync("node", ["webhooks.mjs", secret], clients.Node, lines);

        var counts = JsonElement.Parse(output);
        Assert.Equal(lines.Count - 1, counts.GetProperty("verified").GetInt32());
        Assert.Equal(1, counts.GetProperty("refused").GetInt32());
    }

    private static string Line(Received one) =>
        JsonSerializer.Serialize(new { headers = one.Headers, body = Convert.ToBase64String(one.Body) });
}
