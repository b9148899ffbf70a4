using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Npgsql;

namespace Flowgen.Bench;

/// <summary>Measures reads of the log in each of its forms (docs/adr/0022).</summary>
internal static class Events
{
    /// <summary>Events a second, read in pages of 1,000.</summary>
    public static async Task<double> PagesAsync(HttpClient client)
    {
        var (count, watch) = (0, Stopwatch.StartNew());
        var next = "/events?page[size]=1000";
        while (true)
        {
            var page = await client.GetFromJsonAsync<JsonElement>(next);
            count += page.GetProperty("data").GetArrayLength();
            next = page.GetProperty("links").GetProperty("next").GetString()!;
            if (page.GetProperty("meta").GetProperty("caughtUp").GetBoolean())
            {
                return count / watch.Elapsed.TotalSeconds;
            }
        }
    }

    /// <summary>Events a second, read in bulk, and their number.</summary>
    public static async Task<(double PerSecond, int Count)> LinesAsync(HttpClient client)
    {
        var (count, watch) = (0, Stopwatch.StartNew());
        using var answer = await OpenAsync(client, "/events", "application/x-ndjson");
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        while (await lines.ReadLineAsync() is not null)
        {
            count++;
        }

        return (count / watch.Elapsed.TotalSeconds, count);
    }

    /// <summary>Events a second of a stream from the beginning of the log, which has this number of events.</summary>
    public static async Task<double> StreamAsync(HttpClient client, int count)
    {
        var (left, watch) = (count, Stopwatch.StartNew());
        using var answer = await OpenAsync(client, "/events?page[after]=0", "text/event-stream");
        await using var body = await answer.Content.ReadAsStreamAsync();
        await foreach (var _ in SseParser.Create(body).EnumerateAsync())
        {
            if (--left == 0)
            {
                break;
            }
        }

        return count / watch.Elapsed.TotalSeconds;
    }

    /// <summary>Events a second by minimal SQL: one query, and each event parsed as JSON.</summary>
    public static async Task<double> LeastAsync(string connectionString)
    {
        var (count, watch) = (0, Stopwatch.StartNew());
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var select = new NpgsqlCommand(
            "select seq_id, id, version, type, timestamp, data from flowgen.mt_events where tenant_id = 'bench' order by seq_id",
            connection
        );
        await using var reader = await select.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            using var data = JsonDocument.Parse(reader.GetString(5));
            count += data.RootElement.ValueKind is JsonValueKind.Object ? 1 : 0;
        }

        return count / watch.Elapsed.TotalSeconds;
    }

    private static async Task<HttpResponseMessage> OpenAsync(HttpClient client, string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(accept);
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return answer.EnsureSuccessStatusCode();
    }

    /// <summary>Open streams, and the delay of each event on the first of them.</summary>
    public sealed class Open : IAsyncDisposable
    {
        private readonly CancellationTokenSource end = new();
        private readonly ConcurrentQueue<double> delays = [];
        private readonly List<Task> readers = [];
        private int arrivals;

        /// <summary>The number of events that arrived on all streams.</summary>
        public int Arrivals => Volatile.Read(ref arrivals);

        public static async Task<Open> StartAsync(HttpClient client, int count)
        {
            var open = new Open();
            for (var i = 0; i < count; i++)
            {
                var answer = await OpenAsync(client, "/events", "text/event-stream");
                open.readers.Add(open.ReadAsync(answer, isFirst: i == 0));
            }

            return open;
        }

        /// <summary>The delay from an event until the first stream receives it.</summary>
        public LoadResult Delay() => LoadResult.Of([.. delays], TimeSpan.FromSeconds(1));

        public async ValueTask DisposeAsync()
        {
            await end.CancelAsync();
            await Task.WhenAll(readers);
            end.Dispose();
        }

        private async Task ReadAsync(HttpResponseMessage answer, bool isFirst)
        {
            using var _ = answer;
            try
            {
                await using var body = await answer.Content.ReadAsStreamAsync(end.Token);
                await foreach (var item in SseParser.Create(body).EnumerateAsync(end.Token))
                {
                    Interlocked.Increment(ref arrivals);
                    if (isFirst)
                    {
                        var at = JsonElement.Parse(item.Data).GetProperty("attributes").GetProperty("occurredAt");
                        delays.Enqueue((TimeProvider.System.GetUtcNow() - at.GetDateTimeOffset()).TotalMilliseconds);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // The stream was cancelled.
            }
        }
    }
}
