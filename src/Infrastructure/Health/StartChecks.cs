using System.Net.Sockets;
using Flowgen.Application.Webhooks;
using Flowgen.Infrastructure.Database;
using Flowgen.Infrastructure.Postgres;
using Flowgen.Infrastructure.Secrets;
using JasperFx;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Weasel.Core;

namespace Flowgen.Infrastructure.Health;

/// <summary>Checks before the start, so that the program reports a problem in a single line.</summary>
public static class StartChecks
{
    /// <summary>Checks the database, its schema, and the certificates of the keys in it.</summary>
    /// <exception cref="PostgresUnavailableException">Postgres does not respond, or lacks tables of this version.</exception>
    /// <exception cref="SecretKeyException">A certificate is missing.</exception>
    public static async Task CheckStartAsync(this IServiceProvider services)
    {
        await services.CheckDatabaseAsync();
        await services.GetRequiredService<ProtectionKeys>().CheckAsync(CancellationToken.None);
    }

    /// <summary>Checks that Postgres responds and has the tables of this version. The sandbox creates the tables at its start.</summary>
    /// <exception cref="PostgresUnavailableException">Postgres does not respond, or lacks tables.</exception>
    public static async Task CheckDatabaseAsync(this IServiceProvider services, bool needsSchema = true)
    {
        try
        {
            var postgres = services.GetRequiredService<NpgsqlDataSource>();
            await Sql.ScalarAsync(postgres, "select 1", [], CancellationToken.None);
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            throw new PostgresUnavailableException(PostgresUnavailableException.Unreachable, e);
        }

        var store = services.GetRequiredService<IDocumentStore>();
        if (needsSchema && store is DocumentStore { Options.AutoCreateSchemaObjects: AutoCreate.None })
        {
            // A table that a newer version has changed is accepted: during an update both versions run.
            var migration = await store.Storage.Database.CreateMigrationAsync();
            if (migration.Deltas.Any(delta => delta.Difference is SchemaPatchDifference.Create))
            {
                throw new PostgresUnavailableException(PostgresUnavailableException.NoSchema);
            }
        }
    }
}
