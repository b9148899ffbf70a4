using Flowgen.Infrastructure.Persistence;

namespace Flowgen.Infrastructure.History;

/// <summary>
/// How far a part of the log can be read at once: by its number of events, and by their texts, which are not read for that but for
/// those that may belong to it. What is stored is compressed, so its size alone would let through a hundred times as much.
/// </summary>
internal static class LogBound
{
    /// <summary>Of the events of a part that has more than one, as JSON.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>A query for the last sequence number of the part, null where there is none, and whether there are further events.</summary>
    /// <param name="condition">Which events.</param>
    /// <param name="most">How many at most.</param>
    public static string Sql(string condition, string most) =>
        $"""
            with next as (
                select seq_id, data, row_number() over following <= {most}
                    and (row_number() over following = 1 or sum(pg_column_size(data)) over following <= {MaxBytes}) as is_near
                from {MartenSetup.Schema}.mt_events where {condition}
                window following as (order by seq_id) order by seq_id limit {most} + 1
            ),
            near as (
                select seq_id, row_number() over following = 1
                    or sum(octet_length(data::text)) over following <= {MaxBytes} as fits
                from next where is_near window following as (order by seq_id)
            )
            select max(seq_id) filter (where fits), (select count(*) from next) > count(*) filter (where fits) from near
            """;
}
