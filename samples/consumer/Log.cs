using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Flowgen.Consumer;

/// <summary>The position of a consumer.</summary>
/// <param name="Position">The sequence number of the last processed event.</param>
/// <param name="Tag">The version of the position, so that two processes can't overwrite each other; null if there is no stored position.</param>
internal sealed record Checkpoint(long Position, EntityTagHeaderValue? Tag);

/// <summary>A page of the log.</summary>
/// <param name="Events">The events, as JSON.</param>
/// <param name="Next">The position after the page.</param>
/// <param name="IsCaughtUp">Whether the page reaches the end of the log.</param>
internal sealed record LogPage(IReadOnlyList<string> Events, long Next, bool IsCaughtUp);

/// <summary>Another process has stored a position under the same name.</summary>
internal sealed class MovedByAnotherException : Exception;

/// <summary>A client of <c>/events</c> and <c>/event-consumers</c>. It retries after transient errors.</summary>
internal sealed class Log : IDisposable
{
    private static readonly TimeSpan MostToWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60); // the server sends a comment every 15 s

    private readonly HttpClient client;

    public Log(Uri address, string key)
    {
        client = new() { BaseAddress = address, Timeout = MostToWait };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
    }

    /// <summary>Reads the position of a consumer; the beginning of the log for a new one.</summary>
    public async Task<Checkpoint> ReadCheckpointAsync(string name, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(() => new(HttpMethod.Get, $"/event-consumers/{name}"), cancellationToken);
        if (answer.StatusCode is HttpStatusCode.NotFound)
        {
            return new(0, Tag: null);
        }

        var document = await DocumentAsync(answer, cancellationToken);
        var attributes = document.GetProperty("data").GetProperty("attributes");
        return new(attributes.GetProperty("position").GetInt64(), answer.Headers.ETag);
    }

    /// <summary>Stores a position.</summary>
    /// <exception cref="MovedByAnotherException">The stored version is not the one that was read.</exception>
    public async Task<Checkpoint> KeepAsync(string name, Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            () =>
            {
                var attributes = new { position = checkpoint.Position };
                var request = new HttpRequestMessage(HttpMethod.Put, $"/event-consumers/{name}")
                {
                    Content = JsonContent.Create(new { data = new { type = "eventConsumers", attributes } }),
                };
                if (checkpoint.Tag is null)
                {
                    request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
                }
                else
                {
                    request.Headers.IfMatch.Add(checkpoint.Tag);
                }

                return request;
            },
            cancellationToken
        );
        if (answer.StatusCode is not HttpStatusCode.PreconditionFailed)
        {
            answer.EnsureSuccessStatusCode();
            return checkpoint with { Tag = answer.Headers.ETag };
        }

        // This process itself may have stored it, if the response was lost.
        var kept = await ReadCheckpointAsync(name, cancellationToken);
        return kept.Position == checkpoint.Position ? kept : throw new MovedByAnotherException();
    }

    /// <summary>Reads a page after a position.</summary>
    public async Task<LogPage> ReadAsync(long after, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            () => new(HttpMethod.Get, $"/events?page[size]=1000&page[after]={after}"),
            cancellationToken
        );
        var document = await DocumentAsync(answer, cancellationToken);
        List<string> events = [.. document.GetProperty("data").EnumerateArray().Select(one => one.GetRawText())];
        var next = document.GetProperty("links").GetProperty("next").GetString()!;
        return new(
            events,
            long.Parse(next[(next.LastIndexOf('=') + 1)..], CultureInfo.InvariantCulture), // page[after] is the last parameter
            document.GetProperty("meta").GetProperty("caughtUp").GetBoolean()
        );
    }

    /// <summary>Waits for an event after a position with an event stream. If the stream breaks, it returns after a while.</summary>
    public async Task WaitAsync(long after, CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(Silence);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/events?page[after]={after}");
            request.Headers.Accept.ParseAdd("text/event-stream");
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
            answer.EnsureSuccessStatusCode();
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(silence.Token));
            while (await lines.ReadLineAsync(silence.Token) is { } line && !line.StartsWith("id:"))
            {
                silence.CancelAfter(Silence);
            }
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException or OperationCanceledException
                && !cancellationToken.IsCancellationRequested
            )
        {
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }
    }

    public void Dispose() => client.Dispose();

    private static async Task<JsonElement> DocumentAsync(
        HttpResponseMessage answer,
        CancellationToken cancellationToken
    )
    {
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    // Retries 429 and 5xx: after the Retry-After of the server, or with a back-off of up to half a minute.
    private async Task<HttpResponseMessage> SendAsync(
        Func<HttpRequestMessage> create,
        CancellationToken cancellationToken
    )
    {
        for (var pause = TimeSpan.FromSeconds(1); ; pause = pause * 2 < MostToWait ? pause * 2 : MostToWait)
        {
            var wait = pause;
            try
            {
                using var request = create();
                var answer = await client.SendAsync(request, cancellationToken);
                if ((int)answer.StatusCode is not (429 or >= 500))
                {
                    return answer;
                }

                wait = answer.Headers.RetryAfter?.Delta ?? pause;
                answer.Dispose();
            }
            catch (Exception e)
                when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            { }

            await Task.Delay(wait, cancellationToken);
        }
    }
}
