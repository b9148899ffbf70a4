using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Alba;
using Flowgen.Application.Common;
using Flowgen.Application.Webhooks;
using Flowgen.Domain.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Api.Tests.Webhooks;

/// <summary>An API whose webhooks lead nowhere: what is asked of their deliveries is only noted.</summary>
public sealed class ManagedWebhooks : IAsyncLifetime
{
    public const string All = "/webhooks";

    public const string Attributes = """
        {"url": "https://example.com/webhooks", "events": ["update", "create"], "resource": "flowGenerations", "fields": ["status"]}
        """;

    public ApiFixture Api { get; } = new();

    public IAlbaHost Host { get; private set; } = null!;

    public NotedDeliveries Deliveries { get; } = new();

    public ListedAddresses Addresses { get; } = new();

    public static string PathOf(Guid id) => $"{All}/{id}";

    /// <summary>A document with a webhook of these attributes.</summary>
    public static string Body(string attributes, Guid? id = null)
    {
        var resource = new JsonObject { ["type"] = "webhooks", ["attributes"] = JsonNode.Parse(attributes) };
        if (id is not null)
        {
            resource["id"] = $"{id}";
        }

        return new JsonObject { ["data"] = resource }.ToJsonString();
    }

    public async ValueTask InitializeAsync()
    {
        await Api.CreateDatabaseAsync();
        Host = await Api.StartAsync(
            "Sandbox",
            services => services.AddSingleton<IWebhookDeliveries>(Deliveries).AddSingleton<IWebhookAddresses>(Addresses)
        );
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Api.DisposeAsync();
    }

    public Task<Answer> CreateAsync(Action<JsonObject>? change = null) =>
        Send("POST", All, Requests.With(change ?? (_ => { }), Body(Attributes)));

    public Task<Answer> ChangeAsync(Guid id, string attributes, string? ifMatch = null) =>
        Send("PATCH", PathOf(id), Body(attributes), ifMatch is null ? [] : [("If-Match", ifMatch)]);

    public Task<Answer> Send(
        string method,
        string path,
        string? body = null,
        IEnumerable<(string Name, string Value)>? headers = null,
        string? key = null
    ) =>
        Host.Send(
            new(method),
            path,
            body,
            request =>
            {
                if (key is not null)
                {
                    request.Headers.Authorization = new("Bearer", key);
                }

                foreach (var (name, value) in headers ?? [])
                {
                    request.Headers.TryAddWithoutValidation(name, value);
                }
            }
        );

    /// <summary>Refuses what it is told to, and names that are inside.</summary>
    public sealed class ListedAddresses : IWebhookAddresses
    {
        public ISet<string> Refused { get; } = new HashSet<string> { "inside.example.com" };

        public Task<string?> RefusalOfAsync(string url, CancellationToken cancellationToken) =>
            Task.FromResult(Refused.Contains(new Uri(url).Host) ? "Use a public address." : null);
    }

    /// <summary>Notes what it is asked for, and has the deliveries that it is given.</summary>
    public sealed class NotedDeliveries : IWebhookDeliveries
    {
        public ConcurrentDictionary<Guid, (Delivery Delivery, IReadOnlyList<DeliveryTry> Tries)> All { get; } = [];

        public ConcurrentQueue<Guid> Cancelled { get; } = [];

        public ConcurrentQueue<Guid> Redelivered { get; } = [];

        public ConcurrentQueue<(Guid WebhookId, long From)> Replayed { get; } = [];

        public ConcurrentQueue<Listing> Listed { get; } = [];

        public Task<Page<Delivery>> ListAsync(
            string organisation,
            Guid webhookId,
            Listing listing,
            CancellationToken cancellationToken
        )
        {
            Listed.Enqueue(listing);
            var after = listing.From is { Values: [DateTimeOffset time, ..] } ? time : DateTimeOffset.MaxValue;
            var found = All
                .Values.Select(one => one.Delivery)
                .Where(one => one.WebhookId == webhookId && one.CreatedAt < after)
                .OrderByDescending(one => one.CreatedAt)
                .ToList();
            return Task.FromResult(listing.PageOf(found.Take(listing.Size), hasMore: found.Count > listing.Size));
        }

        public Task<(Delivery Delivery, IReadOnlyList<DeliveryTry> Tries)?> FindAsync(
            string organisation,
            Guid id,
            CancellationToken cancellationToken
        ) =>
            Task.FromResult<(Delivery, IReadOnlyList<DeliveryTry>)?>(
                organisation is "demo" && All.TryGetValue(id, out var found) ? found : null
            );

        public Task<bool> RedeliverAsync(string organisation, Guid id, CancellationToken cancellationToken)
        {
            Redelivered.Enqueue(id);
            return Task.FromResult(true);
        }

        public Task<Delivery> PingAsync(string organisation, Webhook webhook, CancellationToken cancellationToken)
        {
            var ping = Add(webhook.Id, "ping");
            return Task.FromResult(ping);
        }

        public Task ReplayAsync(
            string organisation,
            Webhook webhook,
            long fromSequence,
            CancellationToken cancellationToken
        )
        {
            Replayed.Enqueue((webhook.Id, fromSequence));
            return Task.CompletedTask;
        }

        public Task CancelAsync(string organisation, Guid webhookId, CancellationToken cancellationToken)
        {
            Cancelled.Enqueue(webhookId);
            return Task.CompletedTask;
        }

        public Delivery Add(Guid webhookId, string @event, params IReadOnlyList<DeliveryTry> tries)
        {
            var now = TimeProvider.System.GetUtcNow();
            var delivery = new Delivery(
                Guid.CreateVersion7(now),
                webhookId,
                @event,
                ResourceType: @event is "ping" ? null : "flowGenerations",
                ResourceId: null,
                FlowGenerationId: null,
                Version: 0,
                DeliveryStatus.Waiting,
                tries.Count,
                NextTryAt: now,
                now
            );
            All[delivery.Id] = (delivery, tries);
            return delivery;
        }
    }
}
