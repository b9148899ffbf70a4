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
/// The one reader of a process. It looks where the log ends when somebody asks, and while somebody follows the log, when something was
/// committed: here, it is told so; elsewhere, by a NOTIFY that each process sends a few times a second at the most. With nobody
/// asking it does nothing. What it reads for one that follows, all of them share; whoever is too slow for that reads the database.
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
    /// <summary>Notified by a process that has committed events.</summary>
    public const string Notification = "flowgen_events";

    private const int MostAtATime = 200;

    private static readonly string Bound = LogBound.Sql("seq_id > $1 and seq_id <= $2", $"{MostAtATime}");

    // Between two looks: so much later than its commit is an event seen, and so often at the most is the database asked.
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(10);

    // A notification may be lost.
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostToWait = TimeSpan.FromSeconds(10);

    // How far behind they may be to be collected: who follows reads the rest himself.
    private const int MostNumbers = 100_000;

    private readonly AsyncFlag wake = new();
    private readonly Lock guard = new();
    private long tickets;
    private int followers;
    private (Look Look, TaskCompletionSource Next) last = (new(0, 0, 0), Pulse());
    private (RecentEvents Events, TaskCompletionSource Next)? recent;

    private sealed record Look(long Ticket, long End, long LastNumber);

    /// <summary>Events were committed by this process.</summary>
    public void Committed()
    {
        notifier.Notify(Notification);
        Changed();
    }

    /// <summary>Events were committed by some process.</summary>
    public void Changed()
    {
        if (Volatile.Read(ref followers) > 0)
        {
            wake.Set();
        }
    }

    /// <summary>Where the log ends, by a look that begins after this call; and the last number that was given out.</summary>
    /// <exception cref="TimeoutException">The database can't be reached, or a transaction has been open since the process began.</exception>
    public async Task<(long End, long LastNumber)> EndAsync(CancellationToken cancellationToken)
    {
        var ticket = Interlocked.Increment(ref tickets);
        wake.Set();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(MostToWait);
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

    /// <summary>Has the events collected, until disposed.</summary>
    public IDisposable Follow()
    {
        Interlocked.Increment(ref followers);
        wake.Set();
        return new Following(this);
    }

    /// <summary>What was collected last; null where it was only just begun.</summary>
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

    /// <summary>Says so when a session has committed events.</summary>
    /// <param name="feed">Asked for late: it needs the store that has the sessions.</param>
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

    // Looks once without being asked: while a transaction is open, a new feed would not know what went before it.
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
            Answer(new(ticket, mark.Settled!.Value, mark.LastNumber));
            await Task.Delay(LookPause, Clock, stoppingToken);
            await WokenAsync(mark.IsOpen, stoppingToken);
        }
    }

    private void Answer(Look look)
    {
        TaskCompletionSource before;
        lock (guard)
        {
            before = last.Next;
            last = (look, Pulse());
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

    // A feed with followers polls too; and soon, where something is open that may be over.
    private async Task WokenAsync(bool isOpen, CancellationToken stoppingToken)
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
        if (before is null || end < before.End || end - before.End > MostNumbers)
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

    private RecentEvents Publish(Func<Task, RecentEvents> following)
    {
        var next = Pulse();
        var published = following(next.Task);
        TaskCompletionSource? before;
        lock (guard)
        {
            before = recent?.Next;
            recent = (published, next);
        }

        before?.SetResult();
        return published;
    }

    private static TaskCompletionSource Pulse() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Following(EventFeed feed) : IDisposable
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
