using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Threading.Channels;
using Alba;
using Flowgen.Harness;

namespace Flowgen.Api.Tests.History;

/// <summary>A client that follows server-sent events, as a browser does.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    private readonly HttpClient client;
    private readonly HttpResponseMessage response;
    private readonly Channel<SseItem<string>> items = Channel.CreateUnbounded<SseItem<string>>();
    private readonly CancellationTokenSource disposed = new();
    private readonly Task reading;

    private EventStream(HttpClient client, HttpResponseMessage response, Task? begins)
    {
        (this.client, this.response) = (client, response);
        reading = ReadAsync(begins ?? Task.CompletedTask);
    }

    public HttpResponseMessage Response => response;

    /// <summary>Opens one; it has its headers by then, and reads on at once, or when it is told to.</summary>
    public static async Task<EventStream> OpenAsync(
        IAlbaHost host,
        string path = "/events",
        long? lastEventId = null,
        string key = "fg_sandbox_demo",
        Task? begins = null
    )
    {
        var client = host.Server.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", key);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", $"{lastEventId}");
        }

        var response = await client.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken
        );
        return new(client, response, begins);
    }

    /// <summary>The next event, as its id, type and resource; null where the stream has ended.</summary>
    public async Task<(long Id, string Type, JsonElement Resource)?> NextAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Eventually.Limit);
        try
        {
            var item = await items.Reader.ReadAsync(limit.Token);
            return (
                long.Parse(item.EventId!, System.Globalization.CultureInfo.InvariantCulture),
                item.EventType,
                JsonElement.Parse(item.Data)
            );
        }
        catch (ChannelClosedException)
        {
            return null;
        }
    }

    /// <summary>The types of the next events, of which there must be so many.</summary>
    public async Task<IReadOnlyList<string>> NextAsync(int count)
    {
        var types = new List<string>();
        while (types.Count < count)
        {
            types.Add((await NextAsync() ?? throw new InvalidOperationException("The stream has ended.")).Type);
        }

        return types;
    }

    public async ValueTask DisposeAsync()
    {
        await disposed.CancelAsync();
        client.CancelPendingRequests();
        response.Dispose();
        client.Dispose();
        await reading;
        disposed.Dispose();
    }

    private async Task ReadAsync(Task begins)
    {
        try
        {
            await begins.WaitAsync(disposed.Token);
            await using var body = await response.Content.ReadAsStreamAsync();
            await foreach (var item in SseParser.Create(body).EnumerateAsync())
            {
                await items.Writer.WriteAsync(item);
            }
        }
        catch (Exception)
        {
            // Cut off: the end as well.
        }

        items.Writer.Complete();
    }
}
