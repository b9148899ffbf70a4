using System.Diagnostics;

namespace Flowgen.Bench;

/// <summary>What a load saw.</summary>
/// <param name="PerSecond">Answers a second.</param>
/// <param name="P50">The median answer time, in milliseconds.</param>
/// <param name="P99">The answer time that one in a hundred exceeds, in milliseconds.</param>
internal sealed record LoadResult(double PerSecond, double P50, double P99);

/// <summary>Sends requests as fast as they are answered, over a fixed number of connections.</summary>
internal static class Load
{
    public const int Connections = 32;

    /// <summary>Sends <paramref name="count"/> requests.</summary>
    /// <exception cref="HttpRequestException">One was not answered with success.</exception>
    public static async Task<LoadResult> RunAsync(HttpClient client, int count, Func<HttpRequestMessage> request)
    {
        var times = new double[count];
        var next = -1;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(Connection)));
        var perSecond = count / watch.Elapsed.TotalSeconds;
        Array.Sort(times);
        return new(perSecond, times[count / 2], times[count * 99 / 100]);

        async Task Connection()
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                var began = Stopwatch.GetTimestamp();
                using var message = request();
                using var answer = await client.SendAsync(message);
                answer.EnsureSuccessStatusCode();
                await answer.Content.LoadIntoBufferAsync();
                times[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            }
        }
    }
}
