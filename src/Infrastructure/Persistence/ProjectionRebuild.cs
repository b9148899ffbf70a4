using Flowgen.Application.Common;
using Flowgen.Application.Organisations;
using Flowgen.Infrastructure.CommandLine;
using Flowgen.Infrastructure.Database;
using Flowgen.Infrastructure.Logging;
using JasperFx.Events;
using Marten;
using Marten.Services;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>The progress of a rebuild.</summary>
/// <param name="Pass">The walk over the log, from 1.</param>
/// <param name="Streams">The streams checked in this walk.</param>
/// <param name="Of">The approximate number of all streams.</param>
public sealed record RebuildProgress(int Pass, long Streams, long Of);

/// <summary>The result of a rebuild.</summary>
/// <param name="Streams">The streams checked in a walk.</param>
/// <param name="Mended">The streams with a state that differed from their events and was replaced.</param>
/// <param name="Removed">The removed states that had no stream.</param>
/// <param name="Counters">The corrected counters of usage.</param>
/// <param name="Passes">The walks over the log; the last one found no difference.</param>
public sealed record RebuildResult(long Streams, long Mended, long Removed, int Counters, int Passes);

/// <summary>
/// Rebuilds the read models from the events while the API serves: each state is folded again, and replaces the stored one if it differs, under a lock
/// on its stream (docs/adr/0023). Safe to kill, and to run twice at a time: a correct state stays.
/// </summary>
public sealed partial class ProjectionRebuild(
    NpgsqlDataSource postgres,
    IDocumentStore store,
    IUsage usage,
    TimeProvider clock,
    ILogger<ProjectionRebuild> logger
)
{
    /// <summary>The longest time between a node's read of a state and the save of its change.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromSeconds(30);

    private const int Page = 50;
    private const int RowsOfAPage = 5_000;
    private const int MaxPasses = 10;
    private const int MaxAttempts = 5;
    private const int MaxSeconds = 60;
    private const int MaxPauses = 600;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly IReadOnlyList<ReadModel> models = ReadModel.All();

    /// <summary>Rebuilds all read models, until a walk over the log finds no difference.</summary>
    /// <param name="settled">The pause between two walks; as a rule <see cref="Settled"/>.</param>
    /// <param name="report">Gets the progress.</param>
    /// <param name="cancellationToken">Cancels the rebuild. States that are replaced by then stay.</param>
    /// <exception cref="CommandLineException">A node of another version keeps writing other states, or keeps a stream locked.</exception>
    public async Task<RebuildResult> RunAsync(
        TimeSpan settled,
        Action<RebuildProgress> report,
        CancellationToken cancellationToken
    )
    {
        var (mended, removed) = (0L, 0L);
        for (var pass = 1; pass <= MaxPasses; pass++)
        {
            var (streams, wrong) = await WalkAsync(pass, report, cancellationToken);
            foreach (var model in models)
            {
                removed += await RemoveStraysAsync(model.TableIn(store), cancellationToken);
            }

            mended += wrong;
            if (wrong == 0)
            {
                var counters = await RetryAsync(() => usage.RecountAsync(cancellationToken), cancellationToken);
                return new(streams, mended, removed, counters, pass);
            }

            // A node that read a state before its replacement may still save a change of it.
            await Task.Delay(settled, clock, cancellationToken);
        }

        throw new CommandLineException(
            $"After {MaxPasses} walks over the log, read models still differ from their events: nodes of another version write. Stop them, and run this again."
        );
    }

    private async Task<(long Streams, long Mended)> WalkAsync(
        int pass,
        Action<RebuildProgress> report,
        CancellationToken cancellationToken
    )
    {
        var all = (
            await ReadAsync(
                $"select count(*) from {MartenSetup.Schema}.mt_streams",
                [],
                row => row.GetInt64(0),
                cancellationToken
            )
        )[0];
        var (streams, mended) = (0L, 0L);
        var (tenant, id) = ("", Guid.Empty);
        while (true)
        {
            report(new(pass, streams, Math.Max(all, streams)));
            var page = await ReadAsync(
                $"select tenant_id, id from {MartenSetup.Schema}.mt_streams where (tenant_id, id) > ($1, $2) order by tenant_id, id limit {Page}",
                [tenant, id],
                row => (Tenant: row.GetString(0), Id: row.GetGuid(1)),
                cancellationToken
            );
            if (page is [])
            {
                return (streams, mended);
            }

            foreach (var ofTenant in page.GroupBy(stream => stream.Tenant, stream => stream.Id))
            {
                mended += await RetryAsync(
                    () => RepairAsync(ofTenant.Key, [.. ofTenant], cancellationToken),
                    cancellationToken
                );
            }

            streams += page.Count;
            (tenant, id) = page[^1];
        }
    }

    private async Task<int> RepairAsync(string tenant, Guid[] ids, CancellationToken cancellationToken)
    {
        var wrong = await WrongAsync(tenant, ids, cancellationToken);
        var left = wrong;
        for (var pauses = 0; left is not []; pauses++)
        {
            var mended = await ReplaceAsync(tenant, left, cancellationToken);
            left = [.. left.Except(mended)];
            if (left is not [])
            {
                if (pauses == MaxPauses)
                {
                    throw new CommandLineException(
                        $"A transaction has locked the stream {left[0]} for a minute. End it, and run this again."
                    );
                }

                await Task.Delay(Pause, clock, cancellationToken); // other transactions hold their locks
            }
        }

        return wrong.Length;
    }

    // The streams with a state that is missing, should not exist, or differs.
    private async Task<Guid[]> WrongAsync(string tenant, Guid[] ids, CancellationToken cancellationToken)
    {
        await using var session = store.QuerySession(new SessionOptions { TenantId = tenant, Timeout = MaxSeconds });
        var streams = await EventsAsync(session, ids, cancellationToken);
        var serializer = store.Options.Serializer();
        var wrong = new HashSet<Guid>();
        foreach (var model in models)
        {
            var states = streams
                .Select(events => (events.Key, State: model.Fold(events.Key, events), Version: events.Last().Version))
                .ToList();
            wrong.UnionWith(
                await ReadAsync(
                    $"""
                    select folded.id from unnest($2, $3, $4) as folded (id, state, version)
                    left join {model.TableIn(store)} kept on kept.tenant_id = $1 and kept.id = folded.id
                    where kept.data is distinct from folded.state::jsonb or kept.mt_version is distinct from folded.version
                    """,
                    [
                        tenant,
                        states.Select(one => one.Key).ToArray(),
                        states.Select(one => one.State is null ? null : serializer.ToJson(one.State)).ToArray(),
                        states.Select(one => one.State is null ? default(long?) : one.Version).ToArray(),
                    ],
                    row => row.GetGuid(0),
                    cancellationToken
                )
            );
        }

        return [.. wrong];
    }

    // No transaction appends to a locked stream. A stream that another transaction has locked is skipped, so that neither waits.
    private async Task<IReadOnlyList<Guid>> ReplaceAsync(string tenant, Guid[] ids, CancellationToken cancellationToken)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var locked = await Sql.ReadAsync(
            connection,
            $"select id from {MartenSetup.Schema}.mt_streams where tenant_id = $1 and id = any($2) order by id for update skip locked",
            [tenant, ids],
            row => row.GetGuid(0),
            cancellationToken,
            MaxSeconds
        );
        var options = SessionOptions.ForTransaction(transaction);
        options.TenantId = tenant;
        options.Timeout = MaxSeconds;
        await using var session = store.LightweightSession(options);
        var streams = await EventsAsync(session, [.. locked], cancellationToken);
        foreach (var model in models)
        {
            await Sql.ExecuteAsync(
                connection,
                $"delete from {model.TableIn(store)} where tenant_id = $1 and id = any($2)",
                [tenant, locked.ToArray()],
                cancellationToken,
                MaxSeconds
            );
            foreach (var events in streams)
            {
                if (model.Fold(events.Key, events) is { } state)
                {
                    model.Insert(session, state, events.Last().Version);
                }
            }
        }

        await session.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return locked;
    }

    // A state and its stream are created in one transaction, so a statement sees both or neither.
    private async Task<long> RemoveStraysAsync(string table, CancellationToken cancellationToken)
    {
        var removed = 0L;
        var (tenant, id) = ("", Guid.Empty);
        while (true)
        {
            var page = await RetryAsync(
                () =>
                    ReadAsync(
                        $"""
                        with page as materialized (
                            select tenant_id, id from {table} where (tenant_id, id) > ($1, $2) order by tenant_id, id limit {RowsOfAPage}
                        ),
                        removed as (
                            delete from {table} kept using page
                            where kept.tenant_id = page.tenant_id and kept.id = page.id and not exists (
                                select from {MartenSetup.Schema}.mt_streams s where s.tenant_id = page.tenant_id and s.id = page.id
                            )
                            returning 1
                        )
                        select tenant_id, id, (select count(*) from removed) from page order by tenant_id desc, id desc limit 1
                        """,
                        [tenant, id],
                        row => (Tenant: row.GetString(0), Id: row.GetGuid(1), Removed: row.GetInt64(2)),
                        cancellationToken
                    ),
                cancellationToken
            );
            if (page is not [var last])
            {
                return removed;
            }

            removed += last.Removed;
            (tenant, id) = (last.Tenant, last.Id);
        }
    }

    private static async Task<IReadOnlyList<IGrouping<Guid, IEvent>>> EventsAsync(
        IQuerySession session,
        Guid[] ids,
        CancellationToken cancellationToken
    )
    {
        var rows = await session
            .Events.QueryAllRawEvents()
            .Where(row => row.StreamId.IsOneOf(ids))
            .ToListAsync(cancellationToken);
        return [.. rows.OrderBy(row => row.Version).GroupBy(row => row.StreamId)];
    }

    private Task<List<T>> ReadAsync<T>(
        string sql,
        IEnumerable<object> values,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken
    ) => Sql.ReadAsync(postgres, sql, values, read, cancellationToken, MaxSeconds);

    private async Task<T> RetryAsync<T>(Func<Task<T>> run, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await run();
            }
            catch (Exception e)
                when (Outage.IsTransient(e) && attempt < MaxAttempts && !cancellationToken.IsCancellationRequested)
            {
                LogAgain(FailureReason.Of(e));
                await Task.Delay(Pause * Math.Pow(4, attempt), clock, cancellationToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "A part of the rebuild failed: {Reason}; trying again")]
    private partial void LogAgain(string reason);
}
