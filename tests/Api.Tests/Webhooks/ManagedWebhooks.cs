using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Alba;
using Flowgen.Harness;
using Flowgen.Infrastructure.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Api.Tests.Webhooks;

/// <summary>An API whose webhooks lead nowhere, unless to its receiver.</summary>
public sealed class ManagedWebhooks : IAsyncLifetime
{
    public const string All = "/webhooks";

    public const string Attributes = """
        {"url": "https://example.com/webhooks", "events": ["update", "create"], "resource": "flowGenerations", "fields": ["status"]}
        """;

    private static readonly IPAddress Outside = IPAddress.Parse("93.184.215.14");

    public ApiFixture Api { get; } = new();

    public IAlbaHost Host { get; private set; } = null!;

    public WebhookReceiver Receiver { get; private set; } = null!;

    /// <summary>Where each name leads, in place of the world's DNS; all others to an address of the outside.</summary>
    public ConcurrentDictionary<string, IPAddress> Names { get; } =
        new() { ["inside.example.com"] = IPAddress.Parse("10.0.0.1") };

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
            services =>
                services.AddSingleton<NameResolver>(
                    (name, _) => Task.FromResult<IPAddress[]>([Names.GetValueOrDefault(name, Outside)])
                ),
            settings:
            [
                ("Webhooks:Timeout", "00:00:40"),
                .. Enumerable.Range(0, 50).Select(i => ($"Webhooks:Schedule:{i}", "00:00:02")),
            ]
        );
        Receiver = await WebhookReceiver.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Receiver.DisposeAsync();
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

    /// <summary>Creates one that leads to a path of the receiver, has it pinged, and waits until that was tried.</summary>
    public async Task<(Answer Webhook, string Delivery)> PingAsync(string path = "/")
    {
        var webhook = await CreateAsync(attributes => attributes["url"] = Receiver.Url(path));
        var ping = await Send("POST", $"{PathOf(webhook.Id)}/test");
        var delivery = $"/webhook-deliveries/{ping.Id}";
        await UntilAsync(delivery, attributes => attributes.GetProperty("attempts").GetInt32() > 0);
        return (webhook, delivery);
    }

    /// <summary>Reads a delivery until something is so.</summary>
    public async Task<Answer> UntilAsync(string delivery, Func<JsonElement, bool> condition)
    {
        Answer? read = null;
        await Eventually.Until(async () => condition((read = await Send("GET", delivery)).Attributes));
        return read!;
    }
}
