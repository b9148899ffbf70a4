using System.Runtime.CompilerServices;
using Flowgen.Application.Common;
using Flowgen.Application.History;
using Flowgen.Infrastructure.Database;
using Flowgen.Infrastructure.Persistence;
using JasperFx.Events;
using Marten;
using Npgsql;
using NpgsqlTypes;

namespace Flowgen.Infrastructure.History;

/// <summary>Reads the log by pages, and follows it (docs/adr/0022).</summary>
internal sealed class EventLog(
    EventFeed feed,
    IDocumentStore store,
    NpgsqlDataSource postgres,
    MemoryBudgets memory,
    TimeProvider clock
) : IEventLog
{
    private const int PageToFollow = 500;

    // The maximum number of events that one page with a filter examines.
    private const int MaxExamined = 10_000;

    // Uses the index of an organisation's events.
    private static readonly string Bound = LogBound.Sql(
        "tenant_id = $1 and seq_id > $2 and seq_id <= $3 and ($5 is null or stream_id = $5)",
        "$4"
    );

    public async Task<long> EndAsync(CancellationToken cancellationToken) =>
        (await feed.EndAsync(cancellationToken)).End;

    public async Task<LogPage> ReadAsync(LogFilter filter, long after, int size, CancellationToken cancellationToken) =>
        (await ReadUpToAsync(filter, after, size, cancellationToken)).Page;

    // A page ends at an event of the organisation: another position would show the activity of other organisations. The returned end can be
    // later: the end of the log if the page reaches it.
    private async Task<(LogPage Page, long End)> ReadUpToAsync(
        LogFilter filter,
        long after,
        int size,
        CancellationToken cancellationToken
    )
    {
        var (end, lastNumber) = await feed.EndAsync(cancellationToken);
        if (after > lastNumber)
        {
            throw new PositionBeyondLogException();
        }

        var most = filter.IsSelective ? MaxExamined : size;
        if (await BoundAsync(filter, after, end, most, cancellationToken) is not { } bound)
        {
            return (new([], after, IsCaughtUp: true), Math.Max(after, end));
        }

        await using var session = store.QuerySession(Sessions.Of(filter.Organisation));
        var rows = await Select(session, filter)
            .Where(row => row.Sequence > after && row.Sequence <= bound.Last)
            .OrderBy(row => row.Sequence)
            .Take(size)
            .ToListAsync(cancellationToken);
        var isFull = filter.IsSelective && rows.Count == size;
        var isCaughtUp = !isFull && !bound.IsCut;
        var next = isFull ? rows[^1].Sequence : bound.Last;
        return (new([.. rows.Select(RecordedEvent.From)], next, isCaughtUp), isCaughtUp ? end : next);
    }

    public async IAsyncEnumerable<LogPage> FollowAsync(
        LogFilter filter,
        long after,
        TimeSpan silence,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var follower = feed.Follow();
        var isCaughtUp = false;
        var lastSent = clock.GetTimestamp();
        while (true)
        {
            var recent = feed.Recent;
            if (!isCaughtUp || recent is null || after < recent.Start)
            {
                using var room = await TakeAsync(filter, LogPage.MaxMemory, cancellationToken);
                (var page, after) = await ReadUpToAsync(filter, after, PageToFollow, cancellationToken);
                room.ShrinkTo(page.Memory);
                isCaughtUp = page.IsCaughtUp;
                yield return page;
                lastSent = clock.GetTimestamp();
            }
            else if (after > recent.End)
            {
                throw new PositionBeyondLogException(); // the database was restored, or failed over and lost events
            }
            else if (after < recent.End)
            {
                var events = recent
                    .After(after)
                    .Where(one => one.Organisation == filter.Organisation && filter.Matches(one.Event.Event))
                    .Select(one => one.Event)
                    .ToList();
                after = recent.End;
                if (events is not [])
                {
                    var page = new LogPage(events, after, IsCaughtUp: true);
                    using var room = await TakeAsync(filter, page.Memory, cancellationToken);
                    yield return page;
                    lastSent = clock.GetTimestamp();
                }
            }
            else if (!await HasChangedAsync(recent, silence - clock.GetElapsedTime(lastSent), cancellationToken))
            {
                yield return new([], after, IsCaughtUp: true);
                lastSent = clock.GetTimestamp();
            }
        }
    }

    private ValueTask<Reservation> TakeAsync(LogFilter filter, long bytes, CancellationToken cancellationToken) =>
        memory.Streams.TakeAsync(filter.Organisation, bytes, Timeout.InfiniteTimeSpan, cancellationToken);

    private async Task<bool> HasChangedAsync(RecentEvents recent, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await recent.Next.WaitAsync(limit > TimeSpan.Zero ? limit : TimeSpan.Zero, clock, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private IQueryable<IEvent> Select(IQuerySession session, LogFilter filter)
    {
        var names = StoredEvents.NamesOf(filter.Types ?? LogFilter.AllTypes, store);
        var rows = session.Events.QueryAllRawEvents().Where(row => row.EventTypeName.IsOneOf(names));
        if (filter.FlowGenerationId is { } id)
        {
            rows = rows.Where(row => row.StreamId == id);
        }

        return filter.Since is { } since ? rows.Where(row => row.Timestamp >= since) : rows;
    }

    private async Task<(long Last, bool IsCut)?> BoundAsync(
        LogFilter filter,
        long after,
        long end,
        int most,
        CancellationToken cancellationToken
    )
    {
        var bound = await Sql.ReadAsync<(long, bool)?>(
            postgres,
            Bound,
            [filter.Organisation, after, end, most, Sql.Nullable(filter.FlowGenerationId, NpgsqlDbType.Uuid)],
            row => row.IsDBNull(0) ? null : (row.GetInt64(0), row.GetBoolean(1)),
            cancellationToken
        );
        return bound[0];
    }
}
