using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Flowgen.Harness;

/// <summary>One request that a receiver got.</summary>
/// <param name="Path">Which of its webhooks.</param>
/// <param name="Headers">By name.</param>
/// <param name="Body">To the byte.</param>
/// <param name="At">On the clock of the machine.</param>
public sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body, long At)
{
    /// <summary>The <c>webhook-id</c>.</summary>
    public Guid Id => Guid.Parse(Headers["webhook-id"]);

    /// <summary>What it says.</summary>
    public JsonElement Attributes => JsonElement.Parse(Body).GetProperty("data").GetProperty("attributes");

    /// <summary>Of which generation or flow; null for a ping.</summary>
    public Guid? ResourceId =>
        Attributes.GetProperty("resource") is { ValueKind: JsonValueKind.Object } resource
            ? resource.GetProperty("id").GetGuid()
            : null;

    public string Event => Attributes.GetProperty("event").GetString()!;

    public int Version => Attributes.GetProperty("version").GetInt32();

    /// <summary>Which of its signatures are made with the secret, by the specification alone.</summary>
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

/// <summary>A server of somebody else's that webhooks lead to.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Received> received = [];

    private WebhookReceiver(WebApplication app) => this.app = app;

    /// <summary>What it answers, by what it got; 204 unless it is told.</summary>
    public Func<Received, HttpContext, Task> Answer { get; set; } =
        (_, context) =>
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        };

    /// <summary>Whether it keeps what it got.</summary>
    public bool Keeps { get; set; } = true;

    /// <summary>All it got, in order.</summary>
    public IReadOnlyList<Received> All => [.. received];

    /// <summary>Of one path.</summary>
    public IReadOnlyList<Received> At(string path) => [.. received.Where(one => one.Path == path)];

    /// <summary>Where it listens.</summary>
    public string Url(string path = "/") => app.Urls.Single() + path;

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Limits.MinRequestBodyDataRate = kestrel.Limits.MinResponseDataRate = null
        );
        var app = builder.Build();
        var receiver = new WebhookReceiver(app);
        app.Run(receiver.ReceiveAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Answers with a status.</summary>
    public void AnswerWith(int status) =>
        Answer = (_, context) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

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
