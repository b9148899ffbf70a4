using Flowgen.Infrastructure.CommandLine;
using Flowgen.Infrastructure.Database;
using Flowgen.Infrastructure.History;
using Flowgen.Infrastructure.Messaging;
using Npgsql;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>The privileges of a database role for the API that does not own the schema: it can append to the log, but not change it.</summary>
internal static class ApiRole
{
    private const string Schemas = $"schema {MartenSetup.Schema}, {WolverineSetup.Schema}";

    /// <summary>Grants these privileges, and revokes all others on events and seals.</summary>
    /// <exception cref="CommandLineException">There is no such role.</exception>
    public static async Task GrantAsync(NpgsqlDataSource postgres, string role)
    {
        var to = new NpgsqlCommandBuilder().QuoteIdentifier(role);
        // The delete privilege on streams is revoked, because deleting a stream would delete its events.
        var grant = $"""
            grant usage on {Schemas} to {to};
            grant select, insert, update, delete on all tables in {Schemas} to {to};
            grant usage, select on all sequences in {Schemas} to {to};
            revoke update, delete, truncate on {MartenSetup.Schema}.mt_events, {Seals.Name} from {to};
            revoke delete, truncate on {MartenSetup.Schema}.mt_streams from {to};
            """;
        try
        {
            await Sql.ExecuteAsync(postgres, grant, [], CancellationToken.None, maxSeconds: 30);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedObject)
        {
            throw new CommandLineException($"There is no role {role}: create role {to} login password '…'.");
        }
    }
}
