using Flowgen.Infrastructure.Database;
using Flowgen.Infrastructure.Messaging;
using Marten;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Weasel.Core;
using Wolverine.Runtime;

namespace Flowgen.Infrastructure.Health;

/// <summary>Checks that Postgres responds.</summary>
internal sealed class PostgresCheck(NpgsqlDataSource dataSource) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken
    )
    {
        await Sql.ScalarAsync(dataSource, "select 1", [], cancellationToken);
        return HealthCheckResult.Healthy();
    }
}

/// <summary>Checks that the database has the tables of this version. After the first success the check does not repeat: tables are not removed.</summary>
internal sealed class SchemaCheck(IDocumentStore store, NpgsqlDataSource dataSource) : IHealthCheck
{
    private bool applied;

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken
    )
    {
        if (!applied)
        {
            var migration = await store.Storage.Database.CreateMigrationAsync(cancellationToken);
            if (migration.Difference is not SchemaPatchDifference.None)
            {
                return HealthCheckResult.Unhealthy(
                    "The schema is not that of this version: see dotnet Flowgen.Api.dll db assert"
                );
            }

            await Sql.ScalarAsync(
                dataSource,
                $"select count(*) from {WorkQueue.Inbox} where false",
                [],
                cancellationToken
            );
            applied = true;
        }

        return HealthCheckResult.Healthy();
    }
}

/// <summary>Checks that the background work has started.</summary>
internal sealed class MessagingCheck(IWolverineRuntime runtime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        runtime.AssertHasStarted();
        return Task.FromResult(HealthCheckResult.Healthy());
    }
}
