using Flowgen.Infrastructure.Database;
using Flowgen.Infrastructure.Persistence;
using Npgsql;

namespace Flowgen.Infrastructure.History;

/// <summary>
/// Computes the settled position of the log. A sequence number is taken before its event is committed, so the event of a missing number can
/// still be committed or rolled back. A transaction that takes a number locks the table of streams first, and until its end. At a moment,
/// some transactions hold such a lock. When all of them have ended, no number that was taken before that moment can appear any more
/// (docs/adr/0022).
/// </summary>
/// <param name="connection">
/// A dedicated connection. After a crash Postgres can reuse sequence numbers, and the recorded transactions are invalid. So the mark lives
/// as long as its connection.
/// </param>
internal sealed class HighWaterMark(NpgsqlConnection connection)
{
    private const int MaxEvents = 1_000;

    // The statements run in this order. They run without a transaction, so each has its own snapshot.
    private const string LastTaken =
        $"select case when is_called then last_value else 0 end from {MartenSetup.Schema}.mt_events_sequence";

    // Writers have these two modes: an insert, and the row lock of an append. A backup or a reader has other modes.
    private const string Writers = $"""
        select array_agg(distinct virtualtransaction) from pg_locks
        where locktype = 'relation' and database = (select oid from pg_database where datname = current_database())
            and relation = '{MartenSetup.Schema}.mt_streams'::regclass and granted
            and mode in ('RowShareLock', 'RowExclusiveLock')
        """;

    private const string CommittedAfter =
        $"select seq_id from {MartenSetup.Schema}.mt_events where seq_id > $1 order by seq_id limit $2";

    private const string LastCommitted =
        $"select coalesce(max(seq_id), 0) from {MartenSetup.Schema}.mt_events where seq_id <= $1";

    // The last number taken at a moment, and the transactions that were open then and have not ended yet.
    private (long Number, HashSet<string> Writers)? open;

    /// <summary>The sequence number of an event, or 0. No event can appear before it any more. Null while it is unknown.</summary>
    public long? Settled { get; private set; }

    /// <summary>The last sequence number that was taken.</summary>
    public long LastNumber { get; private set; }

    /// <summary>Whether transactions were open at the last read, so that a later read can give a higher position.</summary>
    public bool IsOpen => open is not null;

    /// <summary>Reads the table of locks and the log, and updates the position.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var committed = new List<long>();
        do
        {
            var (number, writers) = await ReadAsync(committed, cancellationToken);
            var finalGaps = SettleGaps(number, writers);
            if (Settled is not null)
            {
                Settled = Advance(Settled.Value, committed, finalGaps);
            }
            else if (finalGaps is not null)
            {
                Settled = await LastUpToAsync(finalGaps.Value, cancellationToken);
            }
        } while (committed.Count == MaxEvents && committed[^1] == Settled);
    }

    /// <summary>Advances over consecutive numbers, and over gaps up to the number at which they are final.</summary>
    internal static long Advance(long settled, IEnumerable<long> committed, long? finalGaps)
    {
        foreach (var number in committed)
        {
            if (number != settled + 1 && !(number <= finalGaps))
            {
                break;
            }

            settled = number;
        }

        return settled;
    }

    // Updates the open transactions, and returns the number up to which gaps are final; null if that is unknown.
    private long? SettleGaps(long number, HashSet<string> writers)
    {
        LastNumber = number;
        if (writers.Count == 0)
        {
            open = null;
            return number;
        }

        open?.Writers.IntersectWith(writers);
        if (open is { Writers.Count: > 0 })
        {
            return null;
        }

        var finalGaps = open?.Number;
        open = (number, writers);
        return finalGaps;
    }

    private async Task<(long Number, HashSet<string> Writers)> ReadAsync(
        List<long> committed,
        CancellationToken cancellationToken
    )
    {
        await using var batch = Sql.Batch(
            connection,
            [(LastTaken, []), (Writers, []), (CommittedAfter, [Settled ?? long.MaxValue, MaxEvents])]
        );
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var number = reader.GetInt64(0);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        HashSet<string> writers = await reader.IsDBNullAsync(0, cancellationToken)
            ? []
            : [.. reader.GetFieldValue<string[]>(0)];
        await reader.NextResultAsync(cancellationToken);
        committed.Clear();
        while (await reader.ReadAsync(cancellationToken))
        {
            committed.Add(reader.GetInt64(0));
        }

        return (number, writers);
    }

    private async Task<long> LastUpToAsync(long number, CancellationToken cancellationToken) =>
        (long)(await Sql.ScalarAsync(connection, LastCommitted, [number], cancellationToken))!;
}
