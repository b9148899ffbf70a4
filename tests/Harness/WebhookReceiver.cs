using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Flowgen.Harness;

/// <summary>A request to a receiver.</summary>
/// <param name="Path">The path, which tells the webhook.</param>
/// <param name="Headers">The headers by name.</param>
/// <param name="Body">The exact bytes of the body.</param>
/// <param name="At">The time of arrival, by the clock of the machine.</param>
public sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body, long At)
{
    /// <summary>The <c>webhook-id</c>.</summary>
    public Guid Id => Guid.Parse(Headers["webhook-id"]);

    /// <summary>The body as JSON.</summary>
    public JsonElement Attributes => JsonElement.Parse(Body).GetProperty("data").GetProperty("attributes");

    /// <summary>The id of the generation or flow; null for a ping.</summary>
    public Guid? ResourceId =>
        Attributes.GetProperty("resource") is { ValueKind: JsonValueKind.Object } resource
            ? resource.GetProperty("id").GetGuid()
            : null;

    public string Event => Attributes.GetProperty("event").GetString()!;

    public int Version => Attributes.GetProperty("version").GetInt32();

    /// <summary>The signatures that the secret made, computed by the specification.</summary>
    public IEnumerable<bool> SignaturesBy(string secret)
    {
        byte[] signed =
        [
            .. Encoding.UTF8.GetBytes($"{Headers["webhook-id"]}.{Headers["webhook-timestamp"]}."),
            .. Body,
        ];
        var hash = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), signed);
        return Headers["webhook-signature"].Split(' ').Select(each => each == $"v1,{Convert.ToBase64String(hash)}");
    }
}

/// <summary>A receiver of webhooks.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<Received> received = [];

    private LoopbackServer? server;

    private WebhookReceiver() { }

    /// <summary>Computes the response to a request; 204 by default.</summary>
    public Func<Received, HttpContext, Task> Answer { get; set; } =
        (_, context) =>
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        };

    /// <summary>Whether it keeps the requests.</summary>
    public bool Keeps { get; set; } = true;

    /// <summary>All requests, in order.</summary>
    public IReadOnlyList<Received> All => [.. received];

    /// <summary>The requests to one path.</summary>
    public IReadOnlyList<Received> At(string path) => [.. received.Where(one => one.Path == path)];

    /// <summary>The address on which it listens.</summary>
    public string Url(string path = "/") => server!.Url + path;

    public static async Task<WebhookReceiver> StartAsync()
    {
        var receiver = new WebhookReceiver();
        receiver.server = await LoopbackServer.StartAsync(receiver.ReceiveAsync);
        return receiver;
    }

    /// <summary>Responds with a status.</summary>
    public void AnswerWith(int status) =>
        Answer = (_, context) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };

    public ValueTask DisposeAsync() => server!.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var one = new Received(
            context.Request.Path,
            context.Request.Headers.ToDictionary(
                header => header.Key,
                header => header.Value.ToString(),
                StringComparer.OrdinalIgnoreCase
            ),
            body.ToArray(),
            TimeProvider.System.GetTimestamp()
        );
        if (Keeps)
        {
            received.Enqueue(one);
        }

        await Answer(one, context);
    }
}
