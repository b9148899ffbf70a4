using System.Security.Cryptography;
using Alba;
using Flowgen.Application.Webhooks;
using Flowgen.Domain.Webhooks;
using Flowgen.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Api.Tests.Webhooks;

/// <summary>
/// An API on a database of its own, quick to retry what a receiver refuses and slow to give up on it, and a receiver. A try whose
/// end could not be saved is made again within the time that tests wait.
/// </summary>
public sealed class WebhookApi : IAsyncDisposable
{
    public required ApiFixture Fixture { get; init; }

    public required IAlbaHost Host { get; init; }

    public required WebhookReceiver Receiver { get; init; }

    public IWebhookDeliveries Deliveries => Host.Services.GetRequiredService<IWebhookDeliveries>();

    public WebhookStreams Streams => Host.Services.GetRequiredService<WebhookStreams>();

    public static async Task<WebhookApi> StartAsync(
        Action<IServiceCollection>? configure = null,
        params IEnumerable<(string Name, string Value)> settings
    )
    {
        var fixture = new ApiFixture();
        await fixture.CreateDatabaseAsync();
        var schedule = Enumerable.Range(0, 3).Select(i => ($"Webhooks:Schedule:{i}", "00:00:00.050"));
        return new()
        {
            Fixture = fixture,
            Host = await fixture.StartAsync(
                "Sandbox",
                configure,
                settings:
                [
                    .. schedule,
                    ("Webhooks:Hold", "00:00:00.050"),
                    ("Webhooks:Timeout", "00:00:40"),
                    ("Webhooks:ConnectTimeout", "00:00:40"),
                    .. settings,
                ]
            ),
            Receiver = await WebhookReceiver.StartAsync(),
        };
    }

    /// <summary>Adds a webhook that leads to a path of the receiver, or to another URL.</summary>
    public async Task<(Webhook Webhook, string Secret)> AddAsync(
        string path = "/",
        string[]? events = null,
        string resource = "flowGenerations",
        string[]? fields = null,
        bool isOrdered = false,
        string? url = null,
        string organisation = "demo"
    )
    {
        var secret = NewSecret();
        var created = new WebhookCreated(
            Guid.CreateVersion7(),
            new(
                url ?? Receiver.Url(path),
                events ?? ["create", "update", "delete"],
                resource,
                fields,
                IsEnabled: true,
                Description: null,
                isOrdered
            ),
            await Secrets.ProtectAsync(secret, TestContext.Current.CancellationToken),
            TimeProvider.System.GetUtcNow()
        );
        var (webhook, _) = await Streams.DecideAsync(
            organisation,
            created.WebhookId,
            actor: null,
            _ => [created],
            TestContext.Current.CancellationToken
        );
        return (webhook!, secret);
    }

    public async Task<string> RotateAsync(Webhook webhook)
    {
        var secret = NewSecret();
        var encrypted = await Secrets.ProtectAsync(secret, TestContext.Current.CancellationToken);
        var now = TimeProvider.System.GetUtcNow();
        await Streams.DecideAsync(
            "demo",
            webhook.Id,
            actor: null,
            _ => [new WebhookSecretRotated(webhook.Id, encrypted, now.AddDays(1), now)],
            TestContext.Current.CancellationToken
        );
        return secret;
    }

    /// <summary>Posts a generation, by the same key until it is answered: where all stood still for 15 s, that is 503 at first.</summary>
    public async Task<Guid> PostAsync()
    {
        var key = $"{Guid.CreateVersion7()}";
        Answer? posted = null;
        await Eventually.Until(async () =>
        {
            posted = await Host.Send(
                HttpMethod.Post,
                "/flow-generations",
                Requests.Smallest,
                request => request.Headers.Add("Idempotency-Key", key)
            );
            return posted.Status is 201;
        });
        return posted!.Id;
    }

    /// <summary>Waits until nothing waits to be announced or delivered.</summary>
    public async Task UntilTold()
    {
        await Fixture.UntilIdle();
        await Eventually.Until(async () =>
            await Fixture.QueryAsync("select count(*) from flowgen.webhook_delivery where due_at is not null") is 0L
        );
    }

    /// <summary>Waits until the receiver has so many.</summary>
    public Task UntilReceived(int count, string? path = null) =>
        Eventually.Until(() => Task.FromResult((path is null ? Receiver.All : Receiver.At(path)).Count >= count));

    /// <summary>A delivery with its tries, as its organisation sees it.</summary>
    public async Task<(Delivery Delivery, IReadOnlyList<DeliveryTry> Tries)> FindAsync(Guid id) =>
        (await Deliveries.FindAsync("demo", id, TestContext.Current.CancellationToken))!.Value;

    /// <summary>The one delivery of the database, once it was tried so often.</summary>
    public async Task<(Delivery Delivery, IReadOnlyList<DeliveryTry> Tries)> OnlyOneAsync(int tries = 1)
    {
        await Eventually.Until(async () =>
            await Fixture.QueryAsync("select count(*) from flowgen.webhook_try") is long count && count >= tries
        );
        return await FindAsync((Guid)(await Fixture.QueryAsync("select id from flowgen.webhook_delivery"))!);
    }

    public async ValueTask DisposeAsync()
    {
        await Receiver.DisposeAsync();
        await Host.DisposeAsync();
        await Fixture.DisposeAsync();
    }

    private IWebhookSecrets Secrets => Host.Services.GetRequiredService<IWebhookSecrets>();

    private static string NewSecret() => $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";
}
