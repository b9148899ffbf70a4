using Flowgen.Application.Common;
using Flowgen.Infrastructure.Database;
using Flowgen.Infrastructure.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>Deletes idempotency keys that have had their time, every ten minutes; every process does, and may be killed at it.</summary>
internal sealed class ForgottenKeys(NpgsqlDataSource postgres, TimeProvider clock, ILogger<ForgottenKeys> logger)
    : BackgroundLoop("delete old idempotency keys", ForgottenKeys.Pause, clock, logger)
{
    private const int Slice = 1_000;
    private const int MaxSeconds = 30;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    protected override async Task RunOnceAsync(CancellationToken stoppingToken)
    {
        while (await DeleteSlice(stoppingToken) == Slice) { }
    }

    private Task<int> DeleteSlice(CancellationToken cancellationToken) =>
        Sql.ExecuteAsync(
            postgres,
            """
            delete from flowgen.mt_doc_idempotencykey where ctid = any(array(
                select ctid from flowgen.mt_doc_idempotencykey where mt_last_modified < $1 limit $2 for update skip locked
            ))
            """,
            [Clock.GetUtcNow() - IdempotencyKey.Lifetime, Slice],
            cancellationToken,
            MaxSeconds
        );
}
