using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Flowgen.Harness;
using Microsoft.AspNetCore.Http;

namespace Flowgen.Resilience.Tests.Chaos;

/// <summary>
/// The receiver of the webhook that is told of all the load. It notes every delivery, and now and then has none of it, or
/// answers nothing although it has noted it.
/// </summary>
internal sealed class ChaosReceiver : IAsyncDisposable
{
    private const double ShareRefused = 0.03;
    private const double ShareCutOff = 0.01;

    private readonly ConcurrentDictionary<Guid, LoggedDelivery> deliveries = new();
    private readonly WebhookReceiver receiver;
    private string secret = "";
    private int tries;

    private ChaosReceiver(WebhookReceiver receiver)
    {
        this.receiver = receiver;
        receiver.Keeps = false;
        receiver.Answer = AnswerAsync;
    }

    /// <summary>What it has noted.</summary>
    public DeliveryLog Log => new([.. deliveries.Values]);

    /// <summary>How many requests it got.</summary>
    public int Tries => tries;

    /// <summary>Starts it, and makes a webhook that leads to it.</summary>
    public static async Task<ChaosReceiver> StartAsync(Uri node)
    {
        var receiver = new ChaosReceiver(await WebhookReceiver.StartAsync());
        using var client = new HttpClient { BaseAddress = node };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "fg_sandbox_demo");
        receiver.secret = await client.AddWebhookAsync(receiver.receiver.Url());
        return receiver;
    }

    public ValueTask DisposeAsync() => receiver.DisposeAsync();

    private Task AnswerAsync(Received one, HttpContext context)
    {
        Interlocked.Increment(ref tries);
        var fate = Random.Shared.NextDouble();
        if (fate < ShareRefused)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }

        Note(one);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        if (fate < ShareRefused + ShareCutOff)
        {
            context.Abort();
        }

        return Task.CompletedTask;
    }

    private void Note(Received one)
    {
        var isGenuine = one.SignaturesBy(secret).Contains(true);
        var body = Convert.ToHexString(SHA256.HashData(one.Body));
        deliveries.AddOrUpdate(
            one.Id,
            _ => new(one.Id, one.ResourceId, one.Version, one.Event, body, isGenuine, IsAlwaysTheSame: true),
            (_, before) =>
                before with
                {
                    IsGenuine = before.IsGenuine && isGenuine,
                    IsAlwaysTheSame = before.IsAlwaysTheSame && before.Body == body,
                }
        );
    }
}
