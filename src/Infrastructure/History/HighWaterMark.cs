using Flowgen.Infrastructure.Database;
using Flowgen.Infrastructure.Persistence;
using Npgsql;

namespace Flowgen.Infrastructure.History;

/// <summary>
/// The position up to which the log is settled. A sequence number is taken before its event is committed, so a missing number may yet be
/// committed, or rolled back. A transaction that takes a number holds a lock on the table of streams from before that to its end. So once all
/// transactions that held such a lock at a moment have ended, no number that was taken by that moment can appear any more (docs/adr/0022).
/// </summary>
/// <param name="connection">
/// A connection of its own. After a crash Postgres may give out the same numbers again, and the noted transactions are void: so the mark lives as long
/// as its connection.
/// </param>
internal sealed class HighWaterMark(NpgsqlConnection connection)
{
    private const int MostEvents = 1_000;

    // The statements run in this order, each with a snapshot of its own, since there is no transaction around them.
    private const string Numbers =
        $"select case when is_called then last_value else 0 end from {MartenSetup.Schema}.mt_events_sequence";

    // Both modes are those of writers: an insert, and the row lock of an append. A backup or a reader has other modes.
    private const string Writers = $"""
        select array_agg(distinct virtualtransaction) from pg_locks
        where locktype = 'relation' and database = (select oid from pg_database where datname = current_database())
            and relation = '{MartenSetup.Schema}.mt_streams'::regclass and granted
            and mode in ('RowShareLock', 'RowExclusiveLock')
        """;

    private const string Following =
        $"select seq_id from {MartenSetup.Schema}.mt_events where seq_id > $1 order by seq_id limit $2";

    private const string Last =
        $"select coalesce(max(seq_id), 0) from {MartenSetup.Schema}.mt_events where seq_id <= $1";

    // The last number taken at a moment, and the transactions that were open then and still are.
    private (long Number, HashSet<string> Writers)? open;

    /// <summary>The last event before which no other can appear any more; null while that is unknown. An existing event, or 0.</summary>
    public long? Settled { get; private set; }

    /// <summary>The last number that was taken.</summary>
    public long LastNumber { get; private set; }

    /// <summary>Whether a transaction is open that a later look may find ended.</summary>
    public bool IsOpen => open is not null;

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var following = new List<long>();
        do
        {
            var (number, writers) = await ReadAsync(following, cancellationToken);
            var dead = GapsClosedUpTo(number, writers);
            if (Settled is not null)
            {
                Settled = Advance(Settled.Value, following, dead);
            }
            else if (dead is not null)
            {
                Settled = await LastUpToAsync(dead.Value, cancellationToken);
            }
        } while (following.Count == MostEvents && following[^1] == Settled);
    }

    /// <summary>Advances over consecutive numbers, and over gaps up to the number before which missing ones are missing for good.</summary>
    internal static long Advance(long settled, IEnumerable<long> following, long? dead)
    {
        foreach (var number in following)
        {
            if (number != settled + 1 && !(number <= dead))
            {
                break;
            }

            settled = number;
        }

        return settled;
    }

    // Missing numbers up to this one are missing for good.
    private long? GapsClosedUpTo(long number, HashSet<string> writers)
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

        var dead = open?.Number;
        open = (number, writers);
        return dead;
    }

    private async Task<(long Number, HashSet<string> Writers)> ReadAsync(
        List<long> following,
        CancellationToken cancellationToken
    )
    {
        await using var batch = Sql.Batch(
            connection,
            [(Numbers, []), (Writers, []), (Following, [Settled ?? long.MaxValue, MostEvents])]
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
        following.Clear();
        while (await reader.ReadAsync(cancellationToken))
        {
            following.Add(reader.GetInt64(0));
        }

        return (number, writers);
    }

    private async Task<long> LastUpToAsync(long number, CancellationToken cancellationToken) =>
        (long)(await Sql.ScalarAsync(connection, Last, [number], cancellationToken))!;
}
