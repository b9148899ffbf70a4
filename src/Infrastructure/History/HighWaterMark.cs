using Flowgen.Infrastructure.Database;
using Flowgen.Infrastructure.Persistence;
using Npgsql;

namespace Flowgen.Infrastructure.History;

/// <summary>
/// Finds out up to where the log is settled. A sequence number is taken before its event is committed, so a number that is missing may
/// be on its way, or rolled back. Whoever takes one holds a lock on the table of the streams from before to the end of its transaction. So
/// once all that held one at a moment have ended, no number that was given out by that moment can appear any more
/// (docs/adr/0022).
/// </summary>
/// <param name="connection">
/// Its own. What was noted of open transactions is void after a crash of Postgres, which may then give out the same numbers again: so it
/// goes with the connection.
/// </param>
internal sealed class HighWaterMark(NpgsqlConnection connection)
{
    private const int MostEvents = 1_000;

    // In this order, and each with a snapshot of its own, as they have without a transaction around them.
    private const string Numbers =
        $"select case when is_called then last_value else 0 end from {MartenSetup.Schema}.mt_events_sequence";

    // Both modes are those of writers: an insert, and the lock of the row that an append looks up first. A backup or a reader has others.
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

    // The numbers given out at a moment, and who could have been at work with one of them and is still.
    private (long Number, HashSet<string> Writers)? open;

    /// <summary>The last event that nothing can appear before any more; null while that is not known. Always one that exists, or 0.</summary>
    public long? Settled { get; private set; }

    /// <summary>The last number that was given out.</summary>
    public long LastNumber { get; private set; }

    /// <summary>Whether something is open that another look may find settled.</summary>
    public bool IsOpen => open is not null;

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var following = new List<long>();
        do
        {
            var (number, writers) = await ReadAsync(following, cancellationToken);
            var dead = DeadUpTo(number, writers);
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

    /// <summary>One after the other; and where numbers are missing, only up to where they are missing for good.</summary>
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

    // Up to which number whatever is missing stays so.
    private long? DeadUpTo(long number, HashSet<string> writers)
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
