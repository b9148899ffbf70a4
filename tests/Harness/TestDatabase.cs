using Flowgen.Sandbox.Postgres;
using Npgsql;

namespace Flowgen.Harness;

/// <summary>A separate database on a real Postgres: the one of <c>ConnectionStrings__Postgres</c>, or one that is found as the API does.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    // Serialises the start of Postgres, which takes several processes.
    private static readonly SemaphoreSlim Guard = new(1, 1);
    private static readonly string? Given = Environment.GetEnvironmentVariable("ConnectionStrings__Postgres");
    private static PostgresServer? server;
    private static int databases;

    private bool dropped;

    private TestDatabase(string connectionString) => ConnectionString = connectionString;

    /// <summary>The connection string of the database.</summary>
    public string ConnectionString { get; }

    private string Name => new NpgsqlConnectionStringBuilder(ConnectionString).Database!;

    /// <summary>Creates an empty database, which is dropped on disposal.</summary>
    public static Task<TestDatabase> CreateAsync() => CreateAsync("template1");

    /// <summary>Creates a copy, which is faster than applying the schema. No program may use the database meanwhile.</summary>
    public async Task<TestDatabase> CopyAsync()
    {
        await Execute(
            In(ConnectionString, "postgres"),
            $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{Name}'"
        );
        return await CreateAsync(Name);
    }

    /// <summary>Runs a statement outside Flowgen.</summary>
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
        await Execute(In(ConnectionString, "postgres"), $"drop database if exists {Name} with (force)");
        await LeaveServerAsync();
    }

    private static async Task<TestDatabase> CreateAsync(string template)
    {
        var name = $"flowgen_test_{Guid.CreateVersion7():n}";
        var connectionString = await EnterServerAsync();
        await Execute(connectionString, $"create database {name} template {template}");
        return new(In(connectionString, name));
    }

    private static async Task<string> EnterServerAsync()
    {
        if (Given is { Length: > 0 })
        {
            return Given;
        }

        await Guard.WaitAsync();
        try
        {
            if (server is null)
            {
                server = await StartServerAsync();
            }

            databases++;
            return server.ConnectionString;
        }
        finally
        {
            Guard.Release();
        }
    }

    private static async Task LeaveServerAsync()
    {
        if (Given is { Length: > 0 })
        {
            return;
        }

        await Guard.WaitAsync();
        try
        {
            if (--databases == 0)
            {
                await server!.DisposeAsync();
                server = null;
            }
        }
        finally
        {
            Guard.Release();
        }
    }

    // Not the cluster of the sandbox: no test needs its data after a crash of the machine.
    private static async Task<PostgresServer> StartServerAsync()
    {
        var directory = Path.Combine(PostgresServer.DefaultDirectory(), "tests");
        var started = await PostgresServer.StartAsync(directory, "postgres");
        await Execute(started.ConnectionString, "alter system set fsync = off");
        await Execute(started.ConnectionString, "select pg_reload_conf()");
        return started;
    }

    private static string In(string connectionString, string database) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Database = database }.ConnectionString;

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
