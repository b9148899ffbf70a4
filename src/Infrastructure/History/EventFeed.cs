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
/// The one reader of the log in a process. It looks for the end of the log on request and, while the log is followed, after each commit: of this
/// process by a call, of others by a NOTIFY. Without requests and followers it does nothing. All followers share the events it reads; a
/// follower that is too slow for that reads the database.
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

    private const int MostAtATime = 200;

    private static readonly string Bound = LogBound.Sql("seq_id > $1 and seq_id <= $2", $"{MostAtATime}");

    // The pause between two looks: the longest delay of an event after its commit, and a bound on the queries.
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(10);

    // A notification may be lost.
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostToWait = TimeSpan.FromSeconds(10);

    // A longer part of the log is not collected: followers read it from the database.
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

    /// <summary>The end of the log, by a look that begins after this call; and the last sequence number that was taken.</summary>
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

    /// <summary>Collects events until the result is disposed.</summary>
    public IDisposable Follow()
    {
        Interlocked.Increment(ref followers);
        wake.Set();
        return new Following(this);
    }

    /// <summary>The events collected last; null before the first.</summary>
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
    /// <param name="feed">Resolved late: it needs the store that opens the sessions.</param>
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
