using System.Collections.Concurrent;
using Flowgen.Application.Organisations;
using Flowgen.Infrastructure.Database;
using Marten;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>
/// Counters in two tables: the events of each day, and the number of unfinished generations. The second saves a sum over all days. A counter
/// is the sum of several rows (stripes), so that transactions of one organisation do not wait for each other.
/// </summary>
internal sealed class Usage(NpgsqlDataSource postgres, TimeProvider clock) : IUsage
{
    private const string Days = $"{MartenSetup.Schema}.usage";
    private const string Unfinished = $"{MartenSetup.Schema}.unended";
    private const int Stripes = 16;
    private const int MaxCached = 10_000;
    private static readonly TimeSpan CacheLifetime = TimeSpan.FromSeconds(1);

    // The lock excludes other corrections, but not the transactions that count. A statement sees both the states and the count of a
    // transaction, or neither. Adding the difference does not conflict with concurrent additions.
    private const string Correction = $"""
        lock table {Unfinished} in share update exclusive mode;
        insert into {Unfinished} as counted (organisation, stripe, generations)
        select organisation, 0, coalesce(there.count, 0) - coalesce(kept.count, 0)
        from (
            select tenant_id as organisation, count(*) as count from {MartenSetup.Schema}.mt_doc_flowgeneration
            where {MartenSetup.Unfinished} group by tenant_id
        ) there
        full join (
            select organisation, sum(generations)::bigint as count from {Unfinished} group by organisation
        ) kept using (organisation)
        where coalesce(there.count, 0) <> coalesce(kept.count, 0)
        on conflict (organisation, stripe) do update set generations = counted.generations + excluded.generations
        """;

    // The same for events. Their forms share a name except for the version (docs/event-store.md). It reads all events, so it is only for
    // operators.
    private const string Recount = $"""
        lock table {Days} in share update exclusive mode;
        insert into {Days} as counted (organisation, day, stripe, queued, finished, failed, deleted_before_end, cost)
        select organisation, day, 0, coalesce(there.queued, 0) - coalesce(kept.queued, 0),
            coalesce(there.finished, 0) - coalesce(kept.finished, 0), coalesce(there.failed, 0) - coalesce(kept.failed, 0),
            coalesce(there.deleted_before_end, 0) - coalesce(kept.deleted_before_end, 0), coalesce(there.cost, 0) - coalesce(kept.cost, 0)
        from (
            select e.tenant_id as organisation, (e.timestamp at time zone 'utc')::date as day,
                count(*) filter (where step = 'queued') as queued, count(*) filter (where step = 'finished') as finished,
                count(*) filter (where step = 'failed') as failed, count(*) filter (where step = 'deleted') as deleted_before_end,
                coalesce(sum((e.data ->> 'cost')::bigint) filter (where step = 'finished'), 0) as cost
            from {MartenSetup.Schema}.mt_events e
            cross join lateral substring(e.type from '^flow_generation_(queued|finished|failed|deleted)(?:_v\d+)?$') as step
            where step is not null and (step <> 'deleted' or not exists (
                select from {MartenSetup.Schema}.mt_events ended
                where ended.tenant_id = e.tenant_id and ended.stream_id = e.stream_id and ended.type ~ '^flow_generation_(finished|failed)(_v\d+)?$'
            ))
            group by 1, 2
        ) there
        full join (
            select organisation, day, sum(queued)::bigint as queued, sum(finished)::bigint as finished, sum(failed)::bigint as failed,
                sum(deleted_before_end)::bigint as deleted_before_end, sum(cost)::bigint as cost
            from {Days} group by organisation, day
        ) kept using (organisation, day)
        where (coalesce(there.queued, 0), coalesce(there.finished, 0), coalesce(there.failed, 0), coalesce(there.deleted_before_end, 0), coalesce(there.cost, 0))
            <> (coalesce(kept.queued, 0), coalesce(kept.finished, 0), coalesce(kept.failed, 0), coalesce(kept.deleted_before_end, 0), coalesce(kept.cost, 0))
        order by organisation, day
        on conflict (organisation, day, stripe) do update set queued = counted.queued + excluded.queued,
            finished = counted.finished + excluded.finished, failed = counted.failed + excluded.failed,
            deleted_before_end = counted.deleted_before_end + excluded.deleted_before_end, cost = counted.cost + excluded.cost
        """;

    private readonly ConcurrentDictionary<string, (Task<long> Count, long At)> notEnded = [];

    public static IEnumerable<Table> Tables()
    {
        var days = new Table(Days);
        days.AddColumn("organisation", "text").AsPrimaryKey();
        days.AddColumn("day", "date").AsPrimaryKey();
        days.AddColumn("stripe", "smallint").AsPrimaryKey();
        foreach (var counter in new[] { "queued", "finished", "failed", "deleted_before_end", "cost" })
        {
            days.AddColumn(counter, "bigint").NotNull();
        }

        var unended = new Table(Unfinished);
        unended.AddColumn("organisation", "text").AsPrimaryKey();
        unended.AddColumn("stripe", "smallint").AsPrimaryKey();
        unended.AddColumn("generations", "bigint").NotNull();
        return [days, unended];
    }

    public void Add(IDocumentSession session, IEnumerable<DayOfUsage> steps)
    {
        var days = steps
            .GroupBy(step => step.Day)
            .Select(Sum)
            .Where(day => day != new DayOfUsage(day.Day, 0, 0, 0, 0, 0));
        // A fixed order, so that two transactions can't deadlock.
        var counted = days.OrderBy(day => day.Day).ToList();
        if (counted is not [])
        {
            session.Listeners.Add(new Counting(counted));
        }
    }

    public async Task<IReadOnlyList<DayOfUsage>> OfDaysAsync(
        string organisation,
        DateOnly first,
        DateOnly last,
        CancellationToken cancellationToken
    )
    {
        return await Sql.ReadAsync(
            postgres,
            $"""
            select day, sum(queued)::bigint, sum(finished)::bigint, sum(failed)::bigint, sum(deleted_before_end)::bigint,
                sum(cost)::bigint
            from {Days} where organisation = $1 and day between $2 and $3
            group by day order by day
            """,
            [organisation, first, last],
            row => new DayOfUsage(
                row.GetFieldValue<DateOnly>(0),
                row.GetInt64(1),
                row.GetInt64(2),
                row.GetInt64(3),
                row.GetInt64(4),
                row.GetInt64(5)
            ),
            cancellationToken
        );
    }

    public Task<long> UnfinishedAsync(string organisation, CancellationToken cancellationToken)
    {
        if (notEnded.TryGetValue(organisation, out var known) && !known.Count.IsFaulted && IsFresh(known.At))
        {
            return known.Count.WaitAsync(cancellationToken);
        }

        if (notEnded.Count >= MaxCached)
        {
            notEnded.Clear();
        }

        // All callers share the count for a second, so no caller can cancel it.
        var count = CountAsync(organisation);
        notEnded[organisation] = (count, clock.GetTimestamp());
        return count.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Corrects the numbers of unfinished generations, where an earlier version without counters, or an operator, changed generations.
    /// </summary>
    /// <returns>The number of organisations with a wrong counter.</returns>
    public Task<int> CorrectAsync(int maxSeconds, CancellationToken cancellationToken) =>
        CorrectAsync(Correction, maxSeconds, cancellationToken);

    public async Task<int> RecountAsync(CancellationToken cancellationToken) =>
        await CorrectAsync(Recount, maxSeconds: 0, cancellationToken)
        + await CorrectAsync(Correction, maxSeconds: 0, cancellationToken);

    private async Task<int> CorrectAsync(string correction, int maxSeconds, CancellationToken cancellationToken)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var wrong = await Sql.ExecuteAsync(connection, correction, [], cancellationToken, maxSeconds);
        await transaction.CommitAsync(cancellationToken);
        return Math.Max(wrong, 0);
    }

    private bool IsFresh(long at) => clock.GetElapsedTime(at) < CacheLifetime;

    private async Task<long> CountAsync(string organisation)
    {
        var sum = $"select coalesce(sum(generations), 0)::bigint from {Unfinished} where organisation = $1";
        return (long)(await Sql.ScalarAsync(postgres, sum, [organisation], CancellationToken.None))!;
    }

    private static DayOfUsage Sum(IEnumerable<DayOfUsage> steps) =>
        steps.Aggregate(
            (sum, step) =>
                new(
                    sum.Day,
                    sum.Queued + step.Queued,
                    sum.Finished + step.Finished,
                    sum.Failed + step.Failed,
                    sum.DeletedBeforeEnd + step.DeletedBeforeEnd,
                    sum.Cost + step.Cost
                )
        );

    // Runs as the last listener, since all transactions of the organisation need these locks.
    private sealed class Counting(List<DayOfUsage> days) : DocumentSessionListenerBase
    {
        public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
        {
            var stripe = (short)Random.Shared.Next(Stripes);
            session.QueueSqlCommand(
                $"""
                insert into {Days} as counted
                select ?, day, ?, queued, finished, failed, deleted_before_end, cost
                from unnest(?, ?, ?, ?, ?, ?) as day (day, queued, finished, failed, deleted_before_end, cost)
                on conflict (organisation, day, stripe) do update set queued = counted.queued + excluded.queued,
                    finished = counted.finished + excluded.finished, failed = counted.failed + excluded.failed,
                    deleted_before_end = counted.deleted_before_end + excluded.deleted_before_end,
                    cost = counted.cost + excluded.cost
                """,
                session.TenantId,
                stripe,
                days.Select(day => day.Day).ToArray(),
                days.Select(day => day.Queued).ToArray(),
                days.Select(day => day.Finished).ToArray(),
                days.Select(day => day.Failed).ToArray(),
                days.Select(day => day.DeletedBeforeEnd).ToArray(),
                days.Select(day => day.Cost).ToArray()
            );
            session.QueueSqlCommand(
                $"""
                insert into {Unfinished} as counted values (?, ?, ?)
                on conflict (organisation, stripe) do update set generations = counted.generations + excluded.generations
                """,
                session.TenantId,
                stripe,
                days.Sum(day => day.Queued - day.Finished - day.Failed - day.DeletedBeforeEnd)
            );
            return Task.CompletedTask;
        }
    }
}
