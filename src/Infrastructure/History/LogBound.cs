using Flowgen.Infrastructure.Persistence;

namespace Flowgen.Infrastructure.History;

/// <summary>
/// Limits one read of the log by the number of events and by the length of their JSON. Stored JSON is compressed, so its stored size is a
/// poor limit: the text can be a hundred times longer. The query decompresses only events that pass the limit on the stored size.
/// </summary>
internal static class LogBound
{
    /// <summary>The maximum length of the events of one read, as JSON. A single event may be longer.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>A query for the last sequence number of the read (null if there is none), and whether there are further events.</summary>
    /// <param name="condition">The condition on the events.</param>
    /// <param name="most">The maximum number of events.</param>
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
