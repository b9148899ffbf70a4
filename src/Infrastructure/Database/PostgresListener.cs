using Flowgen.Application.Common;
using Flowgen.Infrastructure.Hosting;
using Flowgen.Infrastructure.Persistence;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Flowgen.Infrastructure.Database;

/// <summary>A channel that this process listens to.</summary>
/// <param name="Channel">The name of the channel in NOTIFY.</param>
/// <param name="Handle">
/// Gets the payload of a notification; null once the connection is open, since any notification may have been missed before. Must
/// not throw, nor block.
/// </param>
internal sealed record Subscription(string Channel, Action<string?> Handle);

/// <summary>
/// The one LISTEN connection of the process. While it can't even connect, <see cref="DatabaseWatch"/> says that the database is
/// away.
/// </summary>
internal sealed class PostgresListener(
    DedicatedConnections connections,
    DatabaseWatch watch,
    IEnumerable<Subscription> subscriptions,
    TimeProvider clock,
    ILogger<PostgresListener> logger
) : BackgroundLoop("listen to the database", cadence: TimeSpan.Zero, clock, logger)
{
    private const int MaxSeconds = 2;
    private static readonly TimeSpan ProbePause = TimeSpan.FromSeconds(2);

    private readonly ILookup<string, Action<string?>> handlers = subscriptions.ToLookup(
        subscription => subscription.Channel,
        subscription => subscription.Handle
    );

    protected override async Task RunOnceAsync(CancellationToken stoppingToken)
    {
        await using var connection = await ConnectAsync(stoppingToken);
        connection.Notification += (_, notification) => Dispatch(notification.Channel, notification.Payload);
        watch.IsUnreachable = false;
        foreach (var channel in handlers)
        {
            Dispatch(channel.Key, payload: null);
        }

        while (true)
        {
            // The probe detects a connection that was lost without an error.
            if (!await connection.WaitAsync(ProbePause, stoppingToken))
            {
                await Sql.ScalarAsync(connection, "select 1", [], stoppingToken, MaxSeconds);
            }
        }
    }

    /// <summary>Gives a notification to the handlers of its channel.</summary>
    internal void Dispatch(string channel, string? payload)
    {
        foreach (var handle in handlers[channel])
        {
            handle(payload);
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken stoppingToken)
    {
        try
        {
            var listen = string.Join("; ", handlers.Select(channel => $"listen {channel.Key}"));
            return await connections.OpenAsync("signals", listen, stoppingToken, MaxSeconds);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            watch.IsUnreachable =
                Outage.Is(e) && e is not PostgresException { SqlState: PostgresErrorCodes.TooManyConnections };
            throw;
        }
    }
}
