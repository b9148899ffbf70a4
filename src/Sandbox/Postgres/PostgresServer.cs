using DotNet.Testcontainers.Builders;
using Flowgen.Infrastructure.Postgres;
using Npgsql;
using Testcontainers.PostgreSql;

namespace Flowgen.Sandbox.Postgres;

/// <summary>A Postgres server for development and tests, until it is disposed.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly Func<ValueTask> release;

    private PostgresServer(string connectionString, string origin, Func<ValueTask> release)
    {
        ConnectionString = connectionString;
        Origin = origin;
        this.release = release;
    }

    /// <summary>The connection string of the database. It has a password, so it must not be logged.</summary>
    public string ConnectionString { get; }

    /// <summary>A description of the server for people, without a password.</summary>
    public string Origin { get; }

    /// <summary>The directory <c>.data</c> at the root of the checkout, or in the working directory outside a checkout.</summary>
    public static string DefaultDirectory()
    {
        for (var parent = new DirectoryInfo(AppContext.BaseDirectory); parent is not null; parent = parent.Parent)
        {
            if (File.Exists(Path.Combine(parent.FullName, "Flowgen.slnx")))
            {
                return Path.Combine(parent.FullName, ".data");
            }
        }

        return Path.Combine(Environment.CurrentDirectory, ".data");
    }

    /// <summary>
    /// Starts a private cluster with the binaries of this machine, or a container if there are none. The cluster is durable and listens on
    /// the loopback address only. If a crash left its server running, that server is used.
    /// </summary>
    /// <param name="dataDirectory">The directory of the cluster. Processes with the same directory share the cluster.</param>
    /// <param name="database">The name of the database, which is created if it does not exist.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="PostgresUnavailableException">There are neither binaries nor Docker, or the cluster does not start.</exception>
    public static async Task<PostgresServer> StartAsync(
        string dataDirectory,
        string database,
        CancellationToken cancellationToken = default
    )
    {
        var server = PostgresBinaries.Find() is { } binaries
            ? await FromBinaries(binaries, dataDirectory, database, cancellationToken)
            : await FromContainer(database, cancellationToken);
        try
        {
            await CreateDatabase(server.ConnectionString, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the server, unless another process uses it.</summary>
    public ValueTask DisposeAsync() => release();

    private static async Task<PostgresServer> FromBinaries(
        PostgresBinaries binaries,
        string dataDirectory,
        string database,
        CancellationToken cancellationToken
    )
    {
        var cluster = await LocalCluster.StartAsync(binaries, dataDirectory, cancellationToken);
        var connection = new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Database = database };
        return new(connection.ConnectionString, cluster.ToString(), cluster.DisposeAsync);
    }

    private static async Task<PostgresServer> FromContainer(string database, CancellationToken cancellationToken)
    {
        try
        {
            var container = new PostgreSqlBuilder("postgres:17-alpine").WithDatabase(database).Build();
            await container.StartAsync(cancellationToken);
            return new(container.GetConnectionString(), "a container of postgres:17-alpine", container.DisposeAsync);
        }
        catch (DockerUnavailableException e)
        {
            throw new PostgresUnavailableException(
                "Flowgen needs PostgreSQL: set ConnectionStrings__Postgres, install PostgreSQL 15 or later, or start Docker.",
                e
            );
        }
    }

    private static async Task CreateDatabase(string connectionString, CancellationToken cancellationToken)
    {
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        var database = target.Database!;
        target.Database = "postgres";
        target.Pooling = false;
        await using var connection = new NpgsqlConnection(target.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection);
        exists.Parameters.AddWithValue(database);
        if (await exists.ExecuteScalarAsync(cancellationToken) is not null)
        {
            return;
        }

        try
        {
            await using var create = new NpgsqlCommand($"create database {Quoted(database)}", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException e)
            when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another process created the database at the same time.
        }
    }

    private static string Quoted(string identifier) => $"\"{identifier.Replace("\"", "\"\"")}\"";
}
