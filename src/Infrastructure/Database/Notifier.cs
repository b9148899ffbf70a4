using Flowgen.Infrastructure.Hosting;
using Microsoft.Extensions.Logging;

namespace Flowgen.Infrastructure.Database;

/// <summary>
/// Sends notifications to the other processes, at most 20 times a second. A NOTIFY inside a transaction serialises commits, so
/// notifications have their own statement. A notification may be lost, so its receivers poll as well.
/// </summary>
/// <param name="send">Notifies the channels, without a payload.</param>
/// <param name="clock">Measures the pauses.</param>
/// <param name="logger">For failures.</param>
internal sealed class Notifier(
    Func<IReadOnlyList<string>, CancellationToken, Task> send,
    TimeProvider clock,
    ILogger<Notifier> logger
) : BackgroundLoop("notify other processes", Notifier.Pause, clock, logger)
{
    /// <summary>NOTIFY for several channels.</summary>
    public const string Statement = "select pg_notify(channel, '') from unnest($1) as channel";

    internal static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly AsyncFlag isWanted = new();
    private readonly Lock guard = new();
    private readonly HashSet<string> channels = [];

    /// <summary>Notifies a channel soon. Several calls before that are one notification.</summary>
    public void Notify(string channel)
    {
        lock (guard)
        {
            channels.Add(channel);
        }

        isWanted.Set();
    }

    protected override async Task RunOnceAsync(CancellationToken stoppingToken)
    {
        await isWanted.WaitAsync(stoppingToken);
        string[] wanted;
        lock (guard)
        {
            wanted = [.. channels];
            channels.Clear();
        }

        await send(wanted, stoppingToken);
    }
}
