using Flowgen.Infrastructure.Messaging;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using static Flowgen.Infrastructure.Webhooks.DeliveryTables;

namespace Flowgen.Infrastructure.Webhooks;

/// <summary>Deletes deliveries that have had their time, with their tries, every ten minutes; every process does, and may be killed at it.</summary>
internal sealed partial class ForgottenDeliveries(
    NpgsqlDataSource postgres,
    DeliverySettings settings,
    TimeProvider clock,
    ILogger<ForgottenDeliveries> logger
) : BackgroundService
{
    private const int Slice = 1_000;
    private const int MostSecondsOfAStatement = 30;
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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            try
            {
                while (await DeleteSliceAsync(stoppingToken) == Slice) { }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(Backlog.Reason(e)); // the next time will do
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<long> DeleteSliceAsync(CancellationToken cancellationToken)
    {
        await using var delete = postgres.CreateCommand(Delete);
        delete.CommandTimeout = MostSecondsOfAStatement;
        delete.Parameters.AddWithValue(First(clock.GetUtcNow() - settings.Kept));
        return (long)(await delete.ExecuteScalarAsync(cancellationToken))!;
    }

    // The first id of a millisecond.
    private static Guid First(DateTimeOffset at) =>
        new(Convert.FromHexString($"{at.ToUnixTimeMilliseconds():x12}" + new string('0', 20)), bigEndian: true);

    [LoggerMessage(LogLevel.Warning, "Could not delete old deliveries: {Reason}")]
    private partial void LogFailed(string reason);
}
