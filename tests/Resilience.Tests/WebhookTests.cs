using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Flowgen.Harness;

namespace Flowgen.Resilience.Tests;

/// <summary>Whatever is killed, nothing that happens goes unannounced, and nothing announced undelivered.</summary>
public class WebhookTests
{
    private const int Burst = 100;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_killed_node_was_delivering_is_delivered_by_another()
    {
        await using var database = await SchemaDatabase.CreateAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        // Nobody gets an answer as long as the first node lives.
        var killed = new TaskCompletionSource();
        receiver.Answer = async (_, context) => await killed.Task.WaitAsync(context.RequestAborted);
        await using var doomed = await Start(database);
        await doomed.Client.AddWebhookAsync(receiver.Url());

        var id = await Post(doomed);
        await Eventually.Until(() => Task.FromResult(receiver.All.Count >= 2));
        await using var other = await Start(database);
        await doomed.KillAsync();
        killed.SetResult();
        await UntilTold(database);

        Assert.Equal(
            [1, 2, 3],
            receiver.All.Where(one => one.ResourceId == id).Select(one => one.Version).Distinct().Order()
        );
        Assert.Equal(3, receiver.All.DistinctBy(one => (one.Id, Convert.ToBase64String(one.Body))).Count());
    }

    [Fact]
    public async Task While_nodes_are_killed_under_load_every_event_is_announced_once_and_every_delivery_arrives()
    {
        await using var database = await SchemaDatabase.CreateAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        var lasting = await Start(database);
        await using var _ = lasting;
        var secret = await lasting.Client.AddWebhookAsync(receiver.Url());
        for (var round = 0; round < 3; round++)
        {
            await using var doomed = await Start(database);
            var posts = Enumerable
                .Range(0, Burst)
                .Select(async i =>
                {
                    try
                    {
                        await Post(i % 2 == 0 ? lasting : doomed);
                    }
                    catch (HttpRequestException)
                    {
                        // Killed meanwhile: it may have been saved or not.
                    }
                })
                .ToList();
            var before = receiver.All.Count;
            await Eventually.Until(() => Task.FromResult(receiver.All.Count > before));
            await doomed.KillAsync();
            await Task.WhenAll(posts);
        }

        await Eventually.Until(async () =>
            await database.ExecuteAsync(
                "select count(*) from flowgen.mt_doc_flowgeneration where data ->> 'status' in ('Queued', 'Processing')"
            )
                is 0L
        );
        await UntilTold(database);

        var events = await database.ExecuteAsync(
            "select array_agg(stream_id || ' ' || version) from flowgen.mt_events where type like 'flow_generation_%'"
        );
        Assert.InRange(((string[])events!).Length, 3 * Burst, int.MaxValue);
        Assert.Equal(
            ((string[])events).Order(StringComparer.Ordinal),
            receiver
                .All.DistinctBy(one => one.Id)
                .Select(one => $"{one.ResourceId} {one.Version}")
                .Order(StringComparer.Ordinal)
        );
        Assert.All(receiver.All, one => Assert.Equal([true], one.SignaturesBy(secret)));
    }

    private static Task<ApiProcess> Start(TestDatabase database) =>
        ApiProcess.StartAsync(
            ("ConnectionStrings__Postgres", database.ConnectionString),
            ("Webhooks__Timeout", "00:00:05")
        );

    private static Task UntilTold(TestDatabase database) =>
        Eventually.Until(async () =>
            await database.ExecuteAsync(
                """
                select (select count(*) from flowgen_messages.wolverine_incoming_envelopes where status <> 'Handled')
                    + (select count(*) from flowgen.backlog) + (select count(*) from flowgen.webhook_delivery where due_at is not null)
                """
            )
                is 0L
        );

    private static async Task<Guid> Post(ApiProcess api)
    {
        using var body = new StringContent(
            Repository.SampleRequest,
            new MediaTypeHeaderValue("application/vnd.api+json")
        );
        using var answer = await api.Client.PostAsync("/flow-generations", body, Cancellation);
        answer.EnsureSuccessStatusCode();
        var created = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        return created.GetProperty("data").GetProperty("id").GetGuid();
    }
}
