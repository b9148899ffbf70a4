using Flowgen.Sandbox.Postgres;
using Npgsql;

namespace Flowgen.Harness;

/// <summary>A database of its own on a real Postgres: the one of <c>ConnectionStrings__Postgres</c>, or one found as the API does.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly PostgresServer? server;
    private bool dropped;

    private TestDatabase(string connectionString, PostgresServer? server)
    {
        ConnectionString = connectionString;
        this.server = server;
    }

    /// <summary>Of the new, empty database.</summary>
    public string ConnectionString { get; }

    /// <summary>Makes one; it is dropped when this is disposed.</summary>
    public static async Task<TestDatabase> CreateAsync()
    {
        var name = $"flowgen_test_{Guid.CreateVersion7():n}";
        if (Environment.GetEnvironmentVariable("ConnectionStrings__Postgres") is not { Length: > 0 } given)
        {
            var server = await PostgresServer.StartAsync(PostgresServer.DefaultDirectory(), name);
            return new(server.ConnectionString, server);
        }

        await Execute(given, $"create database {name}");
        return new(new NpgsqlConnectionStringBuilder(given) { Database = name }.ConnectionString, server: null);
    }

    /// <summary>Runs a statement, as somebody other than Flowgen.</summary>
    public Task<object?> ExecuteAsync(string sql) => Execute(ConnectionString, sql);

    /// <summary>Runs a statement in a transaction that stays open, with its locks, until the result is disposed.</summary>
    public async Task<IAsyncDisposable> HoldAsync(string sql)
    {
        var connection = new NpgsqlConnection(Patient(ConnectionString));
        await connection.OpenAsync();
        await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        if (dropped)
        {
            return;
        }

        dropped = true;
        var target = new NpgsqlConnectionStringBuilder(ConnectionString);
        var name = target.Database;
        target.Database = "postgres";
        await Execute(target.ConnectionString, $"drop database if exists {name} with (force)");
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<object?> Execute(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(Patient(connectionString));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static string Patient(string connectionString)
    {
        var seconds = (int)Eventually.Limit.TotalSeconds;
        return new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            Timeout = seconds,
            CommandTimeout = seconds,
        }.ConnectionString;
    }
}
