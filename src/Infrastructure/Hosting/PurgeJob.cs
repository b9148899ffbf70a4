using Flowgen.Infrastructure.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Flowgen.Infrastructure.Hosting;

/// <summary>A statement that deletes old rows.</summary>
/// <param name="Statement">Deletes at most <c>$2</c> rows that are older than <c>$1</c>, and selects their number.</param>
/// <param name="Bound">Computes the first parameter from the present time.</param>
internal sealed record Purge(string Statement, Func<DateTimeOffset, object> Bound);

/// <summary>Deletes old rows every ten minutes, in slices. It runs in every process and is safe to kill.</summary>
/// <param name="rows">The rows, for the log: "Could not delete old {rows}: …".</param>
/// <param name="purges">The statements, run one after the other.</param>
/// <param name="delete">Runs a statement with its parameters, and returns the number of deleted rows.</param>
/// <param name="clock">Gives the present time.</param>
/// <param name="logger">For failures.</param>
internal sealed class PurgeJob(
    string rows,
    IReadOnlyList<Purge> purges,
    Func<string, object[], CancellationToken, Task<long>> delete,
    TimeProvider clock,
    ILogger<PurgeJob> logger
) : BackgroundLoop($"delete old {rows}", PurgeJob.Pause, clock, logger)
{
    internal const int Slice = 1_000;
    internal static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    protected override async Task RunOnceAsync(CancellationToken stoppingToken)
    {
        foreach (var purge in purges)
        {
            var bound = purge.Bound(Clock.GetUtcNow());
            while (await delete(purge.Statement, [bound, Slice], stoppingToken) == Slice) { }
        }
    }
}

/// <summary>Registers <see cref="PurgeJob"/>.</summary>
internal static class PurgeJobServices
{
    private const int MaxSeconds = 30;

    public static void AddPurgeJob(this IServiceCollection services, string rows, IReadOnlyList<Purge> purges) =>
        services.AddSingleton<IHostedService>(provider =>
        {
            var postgres = provider.GetRequiredService<NpgsqlDataSource>();
            return new PurgeJob(
                rows,
                purges,
                async (sql, values, cancellationToken) =>
                    (long)(await Sql.ScalarAsync(postgres, sql, values, cancellationToken, MaxSeconds))!,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<PurgeJob>>()
            );
        });
}
