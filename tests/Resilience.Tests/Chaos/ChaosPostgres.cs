using System.Diagnostics;
using System.Globalization;
using Flowgen.Harness;
using Flowgen.Infrastructure.Postgres;
using Flowgen.Sandbox.Postgres;
using Npgsql;

namespace Flowgen.Resilience.Tests.Chaos;

/// <summary>A Postgres of the run's own, as durable as in production: to be broken, and asked from outside.</summary>
internal sealed class ChaosPostgres : IAsyncDisposable
{
    private const string Database = "flowgen";

    // Once a transaction, though a constraint's trigger is called for each row. What is wanted lies in a table, so that to
    // change it locks nobody out, as another trigger would.
    private const string Triggers = """
        create schema chaos;
        create table chaos.commits (slowest double precision not null, failing double precision not null);
        insert into chaos.commits values (0, 0);
        create function chaos.at_commit() returns trigger language plpgsql as $$
        declare
            wanted chaos.commits;
            me text := pg_current_xact_id()::text;
        begin
            if current_setting('chaos.seen', true) is not distinct from me then
                return null;
            end if;
            perform set_config('chaos.seen', me, true);
            select * into wanted from chaos.commits;
            if wanted.slowest > 0 then
                perform pg_sleep(0.05 + random() * wanted.slowest);
            end if;
            if random() < wanted.failing then
                raise exception 'chaos' using errcode = 'serialization_failure';
            end if;
            return null;
        end $$;
        create constraint trigger chaos after insert on flowgen.mt_events
            deferrable initially deferred for each row execute function chaos.at_commit();

        create unlogged table chaos.finishes (node text);
        create function chaos.at_finish() returns trigger language plpgsql as $$
        begin
            insert into chaos.finishes values (current_setting('chaos.node', true));
            return null;
        end $$;
        create trigger chaos_finish after insert on flowgen.mt_events for each row
            when (new.type = 'flow_generation_finished') execute function chaos.at_finish();
        """;

    private readonly string directory;
    private PostgresServer server;
    private string data = "";
    private int[] frozen = [];

    private ChaosPostgres(string directory, PostgresServer server)
    {
        this.directory = directory;
        this.server = server;
    }

    /// <summary>Another one after each start.</summary>
    public string ConnectionString => server.ConnectionString;

    public static async Task<ChaosPostgres> CreateAsync()
    {
        var directory = Path.Combine(Path.GetTempPath(), $"flowgen-chaos-{Guid.CreateVersion7():n}");
        var postgres = new ChaosPostgres(directory, await PostgresServer.StartAsync(directory, Database));
        postgres.data = (string)(await postgres.ReadAsync("show data_directory", row => row.GetString(0)))[0];
        return postgres;
    }

    /// <summary>Added to a connection string: which node it is of.</summary>
    public static string Mark(string node) => $"Options=-c chaos.node={node}";

    /// <summary>Prepares to be broken, and to see who works; the schema is there by now.</summary>
    public Task AddTriggersAsync() => ExecuteAsync(Triggers);

    /// <summary>Makes commits that append events slow, or fail; by zeros, neither.</summary>
    /// <param name="slowest">How long the slowest takes.</param>
    /// <param name="failing">The share that fails.</param>
    public Task SetCommitsAsync(TimeSpan slowest, double failing) =>
        ExecuteAsync("update chaos.commits set slowest = $1, failing = $2", slowest.TotalSeconds, failing);

    /// <summary>Forgets which nodes have finished generations.</summary>
    public Task ForgetFinishesAsync() => ExecuteAsync("delete from chaos.finishes");

    /// <summary>The nodes that have finished generations since.</summary>
    public Task<List<string>> FinishersAsync() =>
        ReadAsync("select distinct node from chaos.finishes", row => row.GetString(0));

    /// <summary>Ends it without saving anything (<c>SIGQUIT</c>, PostgreSQL manual, "Shutting Down the Server").</summary>
    public Task CrashAsync() => EndAsync("QUIT");

    /// <summary>Ends it in order, cutting its clients.</summary>
    public Task StopAsync() => EndAsync("INT");

    /// <summary>Starts it again.</summary>
    public async Task StartAsync()
    {
        var before = server;
        server = await PostgresServer.StartAsync(directory, Database);
        await before.DisposeAsync();
    }

    /// <summary>Stops all its processes in their tracks; their connections stay.</summary>
    public async Task FreezeAsync()
    {
        // First the one that starts others.
        var postmaster = Postmaster();
        await Signal.SendAsync("STOP", postmaster);
        var children = await File.ReadAllTextAsync($"/proc/{postmaster}/task/{postmaster}/children");
        frozen =
        [
            postmaster,
            .. children
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(id => int.Parse(id, CultureInfo.InvariantCulture)),
        ];
        await Signal.SendAsync("STOP", frozen);
    }

    /// <summary>Lets them go on.</summary>
    public async Task ThawAsync()
    {
        await Signal.SendAsync("CONT", frozen);
        frozen = [];
    }

    /// <summary>Reads rows, as somebody other than Flowgen.</summary>
    public async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> row, params object[] parameters)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = Command(sql, connection, parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    /// <summary>What the server wrote.</summary>
    public string Log => Path.Combine(data, "..", "postgres.log");

    public async ValueTask DisposeAsync()
    {
        await ThawAsync();
        try
        {
            await server.DisposeAsync();
        }
        catch (PostgresUnavailableException)
        {
            // It was stopped by a fault.
        }

        // Not where it was asked for, if the server's user could not reach that.
        foreach (var place in new[] { Path.GetDirectoryName(Path.GetDirectoryName(data)), directory })
        {
            if (Directory.Exists(place))
            {
                Directory.Delete(place, recursive: true);
            }
        }
    }

    private async Task ExecuteAsync(string sql, params object[] parameters)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = Command(sql, connection, parameters);
        await command.ExecuteNonQueryAsync();
    }

    private static NpgsqlCommand Command(string sql, NpgsqlConnection connection, object[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        foreach (var parameter in parameters)
        {
            command.Parameters.AddWithValue(parameter);
        }

        return command;
    }

    private async Task EndAsync(string signal)
    {
        using var process = Process.GetProcessById(Postmaster());
        await Signal.SendAsync(signal, process.Id);
        await process.WaitForExitAsync();
        NpgsqlConnection.ClearPool(new(ConnectionString)); // the next may be given the same port
    }

    // The first line (PostgreSQL manual, "Database File Layout").
    private int Postmaster() =>
        int.Parse(File.ReadLines(Path.Combine(data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
}
