using Flowgen.Infrastructure.Database;
using Flowgen.Infrastructure.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using static Flowgen.Infrastructure.Webhooks.DeliveryTables;

namespace Flowgen.Infrastructure.Webhooks;

/// <summary>Deletes deliveries that have had their time, with their tries and payloads, every ten minutes; every process does, and may be killed at it.</summary>
internal sealed class ForgottenDeliveries(
    NpgsqlDataSource postgres,
    DeliverySettings settings,
    TimeProvider clock,
    ILogger<ForgottenDeliveries> logger
) : BackgroundLoop("delete old deliveries", ForgottenDeliveries.Pause, clock, logger)
{
    private const int Slice = 1_000;
    private const int MaxSeconds = 30;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    // By the id, which sorts by time. What still waits is kept, however old.
    private static readonly string Delete = $"""
        with old as (
            delete from {Deliveries} where id = any(array(
                select id from {Deliveries} where id < $1 and due_at is null order by id limit {Slice} for update skip locked
            )) returning id
        ),
        tries as (delete from {Tries} where delivery_id in (select id from old))
        select count(*) from old
        """;

    // Of those that no delivery was made with for as long, any that none needs. A delivery that is being made now has noted it as used.
    private static readonly string DeletePayloads = $"""
        with old as (
            delete from {Payloads} where used_at < $1 and (event_id, resource_type) in (
                select event_id, resource_type from {Payloads} p
                where used_at < $1 and not exists (
                    select from {Deliveries} d
                    where d.flow_generation_id = p.flow_generation_id and d.event_id = p.event_id
                        and d.resource_type = p.resource_type
                )
                order by used_at limit {Slice} for update skip locked
            ) returning event_id
        )
        select count(*) from old
        """;

    protected override async Task RunOnceAsync(CancellationToken stoppingToken)
    {
        var before = Clock.GetUtcNow() - settings.Kept;
        while (await DeleteSliceAsync(Delete, First(before), stoppingToken) == Slice) { }
        while (await DeleteSliceAsync(DeletePayloads, before, stoppingToken) == Slice) { }
    }

    private async Task<long> DeleteSliceAsync(string sql, object before, CancellationToken cancellationToken) =>
        (long)(await Sql.ScalarAsync(postgres, sql, [before], cancellationToken, MaxSeconds))!;

    // The first id of a millisecond.
    private static Guid First(DateTimeOffset at) =>
        new(Convert.FromHexString($"{at.ToUnixTimeMilliseconds():x12}" + new string('0', 20)), bigEndian: true);
}
