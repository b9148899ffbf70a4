using Flowgen.Application.FlowGenerations;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Infrastructure.Messaging;
using Marten;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>
/// Carries word of ended generations from the process that ended them to the ones that wait or are at work, by LISTEN and
/// NOTIFY: the notification is part of the transaction, so it comes exactly when there is something to see. Also brings word
/// of work from processes that only answer.
/// </summary>
internal sealed partial class FlowGenerationSignals(
    string connectionString,
    Backlog backlog,
    ILogger<FlowGenerationSignals> logger
) : BackgroundService, IFlowGenerationSignals
{
    private const string Channel = "flowgen_generation_ended";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

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
                await ListenToPostgres(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogLost(e);
                await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenToPostgres(CancellationToken stoppingToken)
    {
        // Outside the pool, and probed, so that a connection cut without a word is noticed.
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            KeepAlive = 10,
            ApplicationName = "flowgen-signals",
        };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(stoppingToken);
        connection.Notification += (_, notification) =>
        {
            if (notification.Channel == Backlog.Notification)
            {
                backlog.Changed();
            }
            else if (Guid.TryParse(notification.Payload, out var id))
            {
                Raise(signal => signal.FlowGenerationId == id);
            }
        };
        await using (var listen = new NpgsqlCommand($"listen {Channel}; listen {Backlog.Notification}", connection))
        {
            await listen.ExecuteNonQueryAsync(stoppingToken);
        }

        Raise(_ => true); // any may have ended while nobody listened

        while (true)
        {
            await connection.WaitAsync(stoppingToken);
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

    [LoggerMessage(LogLevel.Warning, "Lost the connection that tells of ended generations; trying again")]
    private partial void LogLost(Exception e);

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
