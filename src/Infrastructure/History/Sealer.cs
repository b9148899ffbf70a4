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
/// Seals the settled part of the log of all organisations at intervals. It runs in every worker, in one at a time, and is safe to kill:
/// the last seals contain the sealed position, and the seals of one step are saved in one transaction.
/// </summary>
internal sealed class Sealer(
    IEventLog log,
    IDocumentStore store,
    NpgsqlDataSource postgres,
    SealSettings settings,
    TimeProvider clock,
    ILogger<Sealer> logger
) : BackgroundLoop("seal the log", settings.Pause, clock, logger)
{
    private const int MaxEvents = 1_000;

    // The lock is released with the transaction.
    private const string TakeTurn = $"select pg_try_advisory_xact_lock(hashtext('{Seals.Name}'))";

    private const string Reached = $"select coalesce(max(last_sequence), 0) from {Seals.Name}";

    private static readonly string Bound = LogBound.Sql("seq_id > $1 and seq_id <= $2", $"{MaxEvents}");

    private const string Heads = $"""
        select organisation, number, hash, total from unnest($1) as mine, lateral (
            select organisation, number, hash, total from {Seals.Name} where organisation = mine order by number desc limit 1
        ) head
        """;

    private const string Insert = $"""
        insert into {Seals.Name} (organisation, number, last_sequence, previous_hash, hash, total, sealed_at, events)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    // The loop also skips stretches without events of the log, for which no seal records the position.
    protected override async Task RunOnceAsync(CancellationToken stoppingToken)
    {
        var end = await log.EndAsync(stoppingToken);
        long? after = 0;
        do
        {
            after = await SealAsync(after.Value, end, stoppingToken);
        } while (after is not null);
    }

    private async Task<long?> SealAsync(long after, long end, CancellationToken stoppingToken)
    {
        await using var connection = await postgres.OpenConnectionAsync(stoppingToken);
        await using var transaction = await connection.BeginTransactionAsync(stoppingToken);
        if (await Sql.ScalarAsync(connection, TakeTurn, [], stoppingToken) is not true)
        {
            return null;
        }

        after = Math.Max(after, (long)(await Sql.ScalarAsync(connection, Reached, [], stoppingToken))!);
        if (after >= end || await Sql.ScalarAsync(connection, Bound, [after, end], stoppingToken) is not long bound)
        {
            return null;
        }

        var read = await ReadAsync(transaction, after, bound, stoppingToken);
        var organisations = read.GroupBy(one => one.Organisation, one => one.Event).ToList();
        var heads = await HeadsAsync(connection, [.. organisations.Select(one => one.Key)], stoppingToken);
        var seals = new List<(string, object?[])>();
        foreach (var organisation in organisations)
        {
            var (number, previous, total) = heads.GetValueOrDefault(
                organisation.Key,
                (0, Seal.StartOf(organisation.Key), 0)
            );
            List<SealedEvent> events = [.. organisation];
            seals.Add(
                (
                    Insert,
                    [
                        organisation.Key,
                        number + 1,
                        events[^1].Sequence,
                        previous,
                        Seal.HashOf(previous, events),
                        total + events.Count,
                        Clock.GetUtcNow(),
                        Seals.Pack(events),
                    ]
                )
            );
        }

        if (seals is not [])
        {
            await using var batch = Sql.Batch(connection, seals);
            await batch.ExecuteNonQueryAsync(stoppingToken);
            await transaction.CommitAsync(stoppingToken);
        }

        return bound;
    }

    // Erasure does not change the digest of an event, so a concurrent erasure is harmless.
    private async Task<List<(string Organisation, SealedEvent Event)>> ReadAsync(
        NpgsqlTransaction transaction,
        long after,
        long end,
        CancellationToken stoppingToken
    )
    {
        var options = SessionOptions.ForTransaction(transaction);
        options.AllowAnyTenant = true;
        options.Timeout = Sql.MaxSeconds;
        await using var session = store.QuerySession(options);
        var rows = await session
            .Events.QueryAllRawEvents()
            .Where(row => row.AnyTenant() && row.Sequence > after && row.Sequence <= end)
            .Where(row => row.EventTypeName.IsOneOf(StoredEvents.NamesOf(LogFilter.AllTypes, store)))
            .OrderBy(row => row.Sequence)
            .ToListAsync(stoppingToken);
        return
        [
            .. rows.Select(row =>
                (row.TenantId, new SealedEvent(row.Sequence, row.Id, EventDigest.Of(RecordedEvent.From(row))))
            ),
        ];
    }

    private static async Task<Dictionary<string, (long Number, byte[] Hash, long Total)>> HeadsAsync(
        NpgsqlConnection connection,
        string[] organisations,
        CancellationToken stoppingToken
    )
    {
        var heads = await Sql.ReadAsync(
            connection,
            Heads,
            [organisations],
            row => (row.GetString(0), (row.GetInt64(1), row.GetFieldValue<byte[]>(2), row.GetInt64(3))),
            stoppingToken
        );
        return heads.ToDictionary();
    }
}
