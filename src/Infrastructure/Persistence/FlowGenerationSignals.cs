using Flowgen.Application.Common;
using Flowgen.Application.FlowGenerations;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Organisations;
using Flowgen.Infrastructure.Database;
using Flowgen.Infrastructure.History;
using Flowgen.Infrastructure.Logging;
using Flowgen.Infrastructure.Messaging;
using Flowgen.Infrastructure.Webhooks;
using Marten;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>
/// Carries word of ended generations from the process that ended them to the ones that wait or are at work, by LISTEN and
/// NOTIFY: the notification is part of the transaction, so it comes exactly when there is something to see. Also brings word
/// of work and deliveries from processes that only answer, of events for those that follow the log, and of keys that have changed; and while it can't even connect, the database is away.
/// </summary>
internal sealed partial class FlowGenerationSignals(
    string connectionString,
    Backlog backlog,
    ApiKeys keys,
    DatabaseWatch watch,
    DeliveryQueue deliveries,
    EventFeed feed,
    ILogger<FlowGenerationSignals> logger
) : BackgroundService, IFlowGenerationSignals
{
    private const string Channel = "flowgen_generation_ended";
    private const int MostSecondsToAnswer = 2;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(2);

    private readonly Lock guard = new();
    private readonly HashSet<Signal> waiting = [];

    public IFlowGenerationSignal Listen(Guid flowGenerationId)
    {
        var signal = new Signal(this, flowGenerationId);
        lock (guard)
        {
            waiting.Add(signal);
        }

        return signal;
    }

    /// <summary>Adds the notification of a terminal event to the transaction that saves it.</summary>
    /// <param name="ofDeletionsAlone">
    /// For where no client may wait for the end: NOTIFY makes the commits of all processes queue up, and deletions are few.
    /// </param>
    public sealed class Sender(bool ofDeletionsAlone) : DocumentSessionListenerBase
    {
        public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
        {
            foreach (var @event in session.PendingChanges.Streams().SelectMany(stream => stream.Events))
            {
                if (@event.Data is OrganisationEvent)
                {
                    session.QueueSqlCommand("select pg_notify(?, '')", ApiKeys.Notification);
                }

                if (
                    @event.Data is FlowGenerationDeleted
                    || (!ofDeletionsAlone && @event.Data is FlowGenerationFinished or FlowGenerationFailed)
                )
                {
                    session.QueueSqlCommand("select pg_notify(?, ?)", Channel, @event.StreamId.ToString());
                }
            }

            return Task.CompletedTask;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await ConnectAsync(stoppingToken);
                watch.IsAway = false;
                keys.Forget();
                Raise(_ => true); // any may have ended while nobody listened
                await ListenAsync(connection, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogLost(FailureReason.Of(e));
                await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken stoppingToken)
    {
        // Outside the pool, so that it says nothing about the database that all of the pool is in use.
        var settings = new NpgsqlConnectionStringBuilder(MartenSetup.Tuned(connectionString))
        {
            Pooling = false,
            Timeout = MostSecondsToAnswer,
            ApplicationName = "flowgen-signals",
        };
        while (true)
        {
            var connection = new NpgsqlConnection(settings.ConnectionString);
            try
            {
                await connection.OpenAsync(stoppingToken);
                connection.Notification += Received;
                await Sql.ExecuteAsync(
                    connection,
                    $"""
                    {MartenSetup.SessionSettings}; listen {Channel}; listen {Backlog.Notification}; listen {ApiKeys.Notification};
                    listen {DeliveryQueue.Notification}; listen {EventFeed.Notification}
                    """,
                    [],
                    stoppingToken,
                    MostSecondsToAnswer
                );
                return connection;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                await connection.DisposeAsync();
                watch.IsAway =
                    Outage.Is(e) && e is not PostgresException { SqlState: PostgresErrorCodes.TooManyConnections };
                LogLost(FailureReason.Of(e));
                await Task.Delay(Pause, stoppingToken);
            }
        }
    }

    // Probed, so that a connection that was cut without a word is noticed.
    private static async Task ListenAsync(NpgsqlConnection connection, CancellationToken stoppingToken)
    {
        while (true)
        {
            if (!await connection.WaitAsync(Probe, stoppingToken))
            {
                await Sql.ScalarAsync(connection, "select 1", [], stoppingToken, MostSecondsToAnswer);
            }
        }
    }

    private void Received(object sender, NpgsqlNotificationEventArgs notification)
    {
        if (notification.Channel == Backlog.Notification)
        {
            backlog.Changed();
        }
        else if (notification.Channel == ApiKeys.Notification)
        {
            keys.Forget();
        }
        else if (notification.Channel == DeliveryQueue.Notification)
        {
            deliveries.Changed();
        }
        else if (notification.Channel == EventFeed.Notification)
        {
            feed.Changed();
        }
        else if (Guid.TryParse(notification.Payload, out var id))
        {
            Raise(signal => signal.FlowGenerationId == id);
        }
    }

    private void Raise(Func<Signal, bool> which)
    {
        lock (guard)
        {
            foreach (var signal in waiting.Where(which))
            {
                signal.Raise();
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The connection that listens is lost: {Reason}; trying again")]
    private partial void LogLost(string reason);

    private sealed class Signal(FlowGenerationSignals owner, Guid flowGenerationId) : IFlowGenerationSignal
    {
        private readonly SemaphoreSlim raised = new(0, 1);

        public Guid FlowGenerationId { get; } = flowGenerationId;

        public Task WaitAsync(CancellationToken cancellationToken) => raised.WaitAsync(cancellationToken);

        /// <summary>Under the owner's lock. Raised twice before anybody looked, one look is enough.</summary>
        public void Raise()
        {
            if (raised.CurrentCount == 0)
            {
                raised.Release();
            }
        }

        public void Dispose()
        {
            lock (owner.guard)
            {
                owner.waiting.Remove(this);
            }

            raised.Dispose();
        }
    }
}
