using System.Diagnostics;

namespace Flowgen.Bench;

/// <summary>The result of a load.</summary>
/// <param name="PerSecond">The responses per second.</param>
/// <param name="P50">The median time, in milliseconds.</param>
/// <param name="P99">The 99th percentile of the time, in milliseconds.</param>
internal sealed record LoadResult(double PerSecond, double P50, double P99)
{
    public static LoadResult Of(double[] milliseconds, TimeSpan elapsed)
    {
        Array.Sort(milliseconds);
        return new(
            milliseconds.Length / elapsed.TotalSeconds,
            milliseconds[milliseconds.Length / 2],
            milliseconds[milliseconds.Length * 99 / 100]
        );
    }
}

/// <summary>Sends requests, and measures the time from the start to the last byte of the response.</summary>
internal static class Load
{
    private const int Connections = 32;

    /// <summary>Sends <paramref name="count"/> requests as fast as the API responds, over a fixed number of connections.</summary>
    /// <exception cref="HttpRequestException">A response was not successful.</exception>
    public static async Task<LoadResult> RunAsync(HttpClient client, int count, Func<HttpRequestMessage> request)
    {
        var times = new double[count];
        var next = -1;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(Connection)));
        return LoadResult.Of(times, Stopwatch.GetElapsedTime(began));

        async Task Connection()
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                var sent = Stopwatch.GetTimestamp();
                using var message = request();
                using var answer = await client.SendAsync(message);
                answer.EnsureSuccessStatusCode();
                await answer.Content.LoadIntoBufferAsync();
                times[i] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
            }
        }
    }

    /// <summary>Runs an action at a steady rate, even if earlier runs have not finished.</summary>
    public static async Task<LoadResult> SteadyAsync(int perSecond, int count, Func<Task> once)
    {
        var times = new double[count];
        var began = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond));
        var running = new List<Task>();
        for (var i = 0; i < count; i++)
        {
            await timer.WaitForNextTickAsync();
            running.Add(Measure(i));
        }

        await Task.WhenAll(running);
        return LoadResult.Of(times, Stopwatch.GetElapsedTime(began));

        async Task Measure(int i)
        {
            var sent = Stopwatch.GetTimestamp();
            await once();
            times[i] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
        }
    }
}
