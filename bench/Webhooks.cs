using System.Net.Http.Json;
using System.Text.Json;
using Flowgen.Harness;

namespace Flowgen.Bench;

/// <summary>A healthy receiver and some that hang, with their webhooks, until the object is disposed.</summary>
internal sealed class Webhooks : IAsyncDisposable
{
    /// <summary>The changes of one generation: queued, started, finished.</summary>
    public const int ChangesOfOne = 3;

    private const string Well = "/well";

    private readonly FlowgenProcess flowgen;
    private readonly WebhookReceiver receiver;

    // Converts between the clock of the arrivals and UTC.
    private readonly DateTimeOffset epoch = TimeProvider.System.GetUtcNow();
    private readonly long epochTimestamp = TimeProvider.System.GetTimestamp();
    private int received;

    private Webhooks(FlowgenProcess flowgen, WebhookReceiver receiver)
    {
        this.flowgen = flowgen;
        this.receiver = receiver;
        receiver.Answer = (one, context) =>
            one.Path == Well ? Task.CompletedTask : Task.Delay(Timeout.Infinite, context.RequestAborted);
    }

    /// <summary>The delay from a change until the receiver gets it, for the last generations.</summary>
    public LoadResult DelayOf(int generations) =>
        LoadResult.Of(
            [
                .. receiver
                    .At(Well)
                    .TakeLast(ChangesOfOne * generations)
                    .Select(one => (ArrivalOf(one) - ChangeOf(one)).TotalMilliseconds),
            ],
            TimeProvider.System.GetElapsedTime(epochTimestamp)
        );

    public static async Task<Webhooks> StartAsync(FlowgenProcess flowgen)
    {
        var webhooks = new Webhooks(flowgen, await WebhookReceiver.StartAsync());
        await flowgen.Client.AddWebhookAsync(webhooks.receiver.Url(Well));
        return webhooks;
    }

    /// <summary>Adds receivers that never respond.</summary>
    public async Task AddHangingAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await flowgen.Client.AddWebhookAsync(receiver.Url($"/hangs/{i}"));
        }
    }

    /// <summary>Waits until the healthy receiver got the changes of this number of further generations.</summary>
    public async Task UntilReceivedAsync(int generations)
    {
        var from = received;
        await Eventually.Until(() =>
            Task.FromResult((received = receiver.At(Well).Count) >= from + (ChangesOfOne * generations))
        );
    }

    public async ValueTask DisposeAsync()
    {
        var list = await flowgen.Client.GetFromJsonAsync<JsonElement>("/webhooks");
        foreach (var webhook in list.GetProperty("data").EnumerateArray())
        {
            (await flowgen.Client.DeleteAsync($"/webhooks/{webhook.GetProperty("id")}")).EnsureSuccessStatusCode();
        }

        await receiver.DisposeAsync();
    }

    private DateTimeOffset ArrivalOf(Received one) =>
        epoch + TimeProvider.System.GetElapsedTime(epochTimestamp, one.At);

    private static DateTimeOffset ChangeOf(Received one) =>
        one.Attributes.GetProperty("resource").GetProperty("attributes").GetProperty("updatedAt").GetDateTimeOffset();
}
