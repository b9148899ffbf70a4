using Flowgen.Application.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>Deletes idempotency keys that have had their time, every ten minutes; every process does, and may be killed at it.</summary>
internal sealed partial class ForgottenKeys(
    NpgsqlDataSource postgres,
    TimeProvider clock,
    ILogger<ForgottenKeys> logger
) : BackgroundService
{
    private const int Slice = 1_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await DeleteSlice(stoppingToken) == Slice) { }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e.GetType().Name); // the next time will do
            }
        }
    }

    private async Task<int> DeleteSlice(CancellationToken cancellationToken)
    {
        await using var delete = postgres.CreateCommand(
            """
            delete from flowgen.mt_doc_idempotencykey where ctid = any(array(
                select ctid from flowgen.mt_doc_idempotencykey where mt_last_modified < $1 limit $2 for update skip locked
            ))
            """
        );
        delete.Parameters.AddWithValue(clock.GetUtcNow() - IdempotencyKey.Lifetime);
        delete.Parameters.AddWithValue(Slice);
        return await delete.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "Could not delete old idempotency keys: {Reason}")]
    private partial void LogFailed(string reason);
}
