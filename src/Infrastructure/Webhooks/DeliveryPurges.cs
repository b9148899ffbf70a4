using Flowgen.Infrastructure.Hosting;
using static Flowgen.Infrastructure.Webhooks.DeliveryTables;

namespace Flowgen.Infrastructure.Webhooks;

/// <summary>Delete old deliveries with their attempts and payloads.</summary>
internal static class DeliveryPurges
{
    // By the id, which sorts by time. A delivery that still waits is kept, however old.
    private static readonly string Delete = $"""
        with old as (
            delete from {Deliveries} where id = any(array(
                select id from {Deliveries} where id < $1 and due_at is null order by id limit $2 for update skip locked
            )) returning id
        ),
        tries as (delete from {Tries} where delivery_id in (select id from old))
        select count(*) from old
        """;

    // Payloads that no delivery was made with for as long, and that none needs. A delivery that is being made now has noted its payload as used.
    private static readonly string DeletePayloads = $"""
        with old as (
            delete from {Payloads} where used_at < $1 and (event_id, resource_type) in (
                select event_id, resource_type from {Payloads} p
                where used_at < $1 and not exists (
                    select from {Deliveries} d
                    where d.flow_generation_id = p.flow_generation_id and d.event_id = p.event_id
                        and d.resource_type = p.resource_type
                )
                order by used_at limit $2 for update skip locked
            ) returning event_id
        )
        select count(*) from old
        """;

    /// <summary>The statements, for deliveries that are kept for some time.</summary>
    public static IReadOnlyList<Purge> Of(TimeSpan kept) =>
        [new(Delete, now => First(now - kept)), new(DeletePayloads, now => now - kept)];

    // The first id of a millisecond.
    private static Guid First(DateTimeOffset at) =>
        new(Convert.FromHexString($"{at.ToUnixTimeMilliseconds():x12}" + new string('0', 20)), bigEndian: true);
}
