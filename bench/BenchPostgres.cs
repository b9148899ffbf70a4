using System.Globalization;
using Flowgen.Sandbox.Postgres;
using Npgsql;

namespace Flowgen.Bench;

/// <summary>
/// A separate Postgres for the benchmark, with the settings of a new cluster (so fsync and synchronous_commit are on) and
/// statement statistics, and an empty database.
/// </summary>
internal sealed class BenchPostgres : IAsyncDisposable
{
    private const string Database = "flowgen_bench";
    private static readonly string Directory = Path.Combine(Path.GetTempPath(), "flowgen-bench");

    private readonly PostgresServer server;

    private BenchPostgres(PostgresServer server) => this.server = server;

    public string ConnectionString => server.ConnectionString;

    /// <summary>The API key of the organisation of the benchmark.</summary>
    public string ApiKey { get; set; } = "";

    public static async Task<BenchPostgres> StartAsync()
    {
        await using (var first = await PostgresServer.StartAsync(Directory, "postgres"))
        {
            await Execute(first.ConnectionString, "alter system set shared_preload_libraries = 'pg_stat_statements'");
            await Execute(first.ConnectionString, $"drop database if exists {Database} with (force)");
        }

        // Nothing else uses the cluster, so this restarts Postgres.
        var postgres = new BenchPostgres(await PostgresServer.StartAsync(Directory, Database));
        await postgres.ExecuteAsync("create extension pg_stat_statements; create extension tsm_system_rows");
        return postgres;
    }

    /// <summary>Runs a statement without a time limit, and returns the first value of its first row.</summary>
    public Task<object?> ExecuteAsync(string sql) => Execute(ConnectionString, sql);

    /// <summary>The first value of the first row, as a number.</summary>
    public async Task<double> NumberAsync(string sql) =>
        Convert.ToDouble(await ExecuteAsync(sql), CultureInfo.InvariantCulture);

    /// <summary>Locks a table against writes until the result is disposed.</summary>
    public async Task<IAsyncDisposable> HoldAsync(string table)
    {
        var connection = new NpgsqlConnection(Unpooled(ConnectionString));
        await connection.OpenAsync();
        await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand($"lock table {table} in share mode", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        var other = new NpgsqlConnectionStringBuilder(ConnectionString) { Database = "postgres" };
        await Execute(other.ConnectionString, $"drop database if exists {Database} with (force)");
        await server.DisposeAsync();
    }

    private static async Task<object?> Execute(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(Unpooled(connectionString));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteScalarAsync();
    }

    private static string Unpooled(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
}
