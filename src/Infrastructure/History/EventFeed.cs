using Flowgen.Application.History;
using Flowgen.Infrastructure.Database;
using Flowgen.Infrastructure.Hosting;
using Flowgen.Infrastructure.Persistence;
using Marten;
using Marten.Services;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Flowgen.Infrastructure.History;

/// <summary>
/// The one reader of new events in a process. It reads the end of the log on request. While the log has followers, it also reads it after
/// each commit: a call reports commits of this process, a NOTIFY those of other processes. Otherwise it does nothing. All followers share
/// the events that it reads; a slow follower reads the database.
/// </summary>
internal sealed class EventFeed(
    DedicatedConnections connections,
    IDocumentStore store,
    NpgsqlDataSource postgres,
    Notifier notifier,
    TimeProvider clock,
    ILogger<EventFeed> logger
) : BackgroundLoop("read the end of the log", cadence: TimeSpan.Zero, clock, logger)
{
    /// <summary>The channel that a process notifies after it has committed events.</summary>
    public const string Notification = "flowgen_events";

    private const int MaxAtATime = 200;

    private static readonly string Bound = LogBound.Sql("seq_id > $1 and seq_id <= $2", $"{MaxAtATime}");

    // The pause between two reads: a bound on the rate of queries, which delays an event after its commit.
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(10);

    // The pause between two reads without a notification, which may be lost.
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    // The feed skips a longer part of the log; followers read it from the database.
    private const int MaxNumbers = 100_000;

    private readonly AsyncFlag wake = new();
    private readonly Lock guard = new();
    private long tickets;
    private int followers;
    private (Look Look, TaskCompletionSource Next) last = (new(0, 0, 0), NewSignal());
    private (RecentEvents Events, TaskCompletionSource Next)? recent;

    private sealed record Look(long Ticket, long End, long LastNumber);

    /// <summary>Reports that this process has committed events.</summary>
    public void Committed()
    {
        notifier.Notify(Notification);
        Changed();
    }

    /// <summary>Reports that any process has committed events.</summary>
    public void Changed()
    {
        if (Volatile.Read(ref followers) > 0)
        {
            wake.Set();
        }
    }

    /// <summary>Reads the end of the log after this call, and the last sequence number that was taken.</summary>
    /// <exception cref="TimeoutException">The database can't be reached, or a transaction has been open since the process began.</exception>
    public async Task<(long End, long LastNumber)> EndAsync(CancellationToken cancellationToken)
    {
        var ticket = Interlocked.Increment(ref tickets);
        wake.Set();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(MaxWait);
        try
        {
            while (true)
            {
                Look look;
                Task next;
                lock (guard)
                {
                    (look, next) = (last.Look, last.Next.Task);
                }

                if (look.Ticket >= ticket)
                {
                    return (look.End, look.LastNumber);
                }

                await next.WaitAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("Where the log ends can't be found out.");
        }
    }

    /// <summary>Collects events until the result is disposed.</summary>
    public IDisposable Follow()
    {
        Interlocked.Increment(ref followers);
        wake.Set();
        return new Follower(this);
    }

    /// <summary>The latest events of the log; null before the first collection, and without followers.</summary>
    public RecentEvents? Recent
    {
        get
        {
            lock (guard)
            {
                return recent?.Events;
            }
        }
    }

    /// <summary>Calls <see cref="Committed"/> after each commit of a session with events.</summary>
    /// <param name="feed">Gets the feed. It is resolved late, because it depends on the store that opens the sessions.</param>
    public sealed class Listener(Func<EventFeed> feed) : DocumentSessionListenerBase
    {
        public override Task AfterCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token)
        {
            if (commit.GetStreams().Any())
            {
                feed().Committed();
            }

            return Task.CompletedTask;
        }
    }

    // Reads once at the start: a transaction that is open then can delay the first result.
    protected override async Task RunOnceAsync(CancellationToken stoppingToken)
    {
        await using var connection = await connections.OpenAsync(
            "feed",
            "set default_transaction_isolation to 'read committed'",
            stoppingToken
        );
        var mark = new HighWaterMark(connection);
        while (true)
        {
            var ticket = Interlocked.Read(ref tickets);
            await LookAsync(mark, stoppingToken);
            Complete(new(ticket, mark.Settled!.Value, mark.LastNumber));
            await Task.Delay(LookPause, Clock, stoppingToken);
            await WaitForWorkAsync(mark.IsOpen, stoppingToken);
        }
    }

    private void Complete(Look look)
    {
        TaskCompletionSource before;
        lock (guard)
        {
            before = last.Next;
            last = (look, NewSignal());
        }

        before.SetResult();
    }

    private async Task LookAsync(HighWaterMark mark, CancellationToken stoppingToken)
    {
        await mark.LookAsync(stoppingToken);
        while (mark.Settled is null)
        {
            await Task.Delay(LookPause, Clock, stoppingToken);
            await mark.LookAsync(stoppingToken);
        }

        if (Volatile.Read(ref followers) > 0)
        {
            await CollectAsync(mark.Settled.Value, stoppingToken);
        }
        else
        {
            lock (guard)
            {
                recent = null;
            }
        }
    }

    // With followers it also polls; without a pause while a transaction is open, since its end sends no notification.
    private async Task WaitForWorkAsync(bool isOpen, CancellationToken stoppingToken)
    {
        var limit =
            Volatile.Read(ref followers) == 0 ? Timeout.InfiniteTimeSpan
            : isOpen ? TimeSpan.Zero
            : Poll;
        await wake.WaitAsync(limit, Clock, stoppingToken);
    }

    private async Task CollectAsync(long end, CancellationToken stoppingToken)
    {
        var before = Recent;
        if (before is null || end < before.End || end - before.End > MaxNumbers)
        {
            Publish(next => RecentEvents.Empty(end, next));
            return;
        }

        while (before.End < end)
        {
            var (last, isCut) = await BoundAsync(before.End, end, stoppingToken);
            var reached = isCut ? last : end;
            var added = await ReadAsync(before.End, reached, stoppingToken);
            var previous = before;
            before = Publish(next => previous.With(reached, added, next));
        }
    }

    private async Task<(long Last, bool IsCut)> BoundAsync(long after, long end, CancellationToken stoppingToken)
    {
        var bound = await Sql.ReadAsync(
            postgres,
            Bound,
            [after, end],
            row => row.IsDBNull(0) ? (end, false) : (row.GetInt64(0), row.GetBoolean(1)),
            stoppingToken
        );
        return bound[0];
    }

    private async Task<List<(string Organisation, RecordedEvent Event)>> ReadAsync(
        long after,
        long end,
        CancellationToken stoppingToken
    )
    {
        await using var session = store.QuerySession(
            new SessionOptions { Timeout = Sql.MaxSeconds, AllowAnyTenant = true }
        );
        var rows = await session
            .Events.QueryAllRawEvents()
            .Where(row => row.AnyTenant() && row.Sequence > after && row.Sequence <= end)
            .Where(row => row.EventTypeName.IsOneOf(StoredEvents.NamesOf(LogFilter.AllTypes, store)))
            .OrderBy(row => row.Sequence)
            .ToListAsync(stoppingToken);
        return [.. rows.Select(row => (row.TenantId, RecordedEvent.From(row)))];
    }

    private RecentEvents Publish(Func<Task, RecentEvents> create)
    {
        var next = NewSignal();
        var published = create(next.Task);
        TaskCompletionSource? before;
        lock (guard)
        {
            before = recent?.Next;
            recent = (published, next);
        }

        before?.SetResult();
        return published;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Follower(EventFeed feed) : IDisposable
    {
        private int isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isOver, 1) == 0)
            {
                Interlocked.Decrement(ref feed.followers);
            }
        }
    }
}
