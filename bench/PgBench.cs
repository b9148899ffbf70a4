using System.Diagnostics;
using System.Globalization;
using Flowgen.Sandbox.Postgres;
using Npgsql;

namespace Flowgen.Bench;

/// <summary>Measures Postgres alone with pgbench.</summary>
internal static class PgBench
{
    private const string Tables = """
        create table if not exists least_event (stream bigint, version int, type text, data jsonb, primary key (stream, version));
        create table if not exists least_state (id bigint primary key, data jsonb);
        create table if not exists least_job (id bigint primary key, data jsonb);
        create table if not exists least_flow (id bigint primary key, data jsonb);
        """;

    /// <summary>Generations a second, of four commits each, over five seconds.</summary>
    /// <param name="connectionString">The connection string of the database.</param>
    /// <param name="state">The JSON of a generation's state.</param>
    /// <param name="flow">The JSON of its flow.</param>
    public static async Task<double> LeastAsync(string connectionString, string state, string flow)
    {
        await Create(connectionString, Tables);
        return await Run(new(connectionString), Script(Quoted(state), Quoted(flow)), clients: 16);
    }

    private static async Task Create(string connectionString, string tables)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var create = source.CreateCommand(tables);
        await create.ExecuteNonQueryAsync();
    }

    private static string Script(string state, string flow) =>
        $$"""
            \set id random(1, 9000000000000000000)
            begin;
            insert into least_event values (:id, 1, 'queued', {{state}});
            insert into least_state values (:id, {{state}});
            insert into least_job values (:id, '{"run": 1}');
            commit;
            begin;
            insert into least_event values (:id, 2, 'started', '{"startedAt": "2026-11-24T09:00:00Z"}');
            update least_state set data = {{state}} where id = :id;
            commit;
            begin;
            insert into least_event values (:id, 3, 'finished', '{"finishedAt": "2026-11-24T09:00:00Z"}');
            update least_state set data = {{state}} where id = :id;
            insert into least_flow values (:id, {{flow}});
            insert into least_job values (-:id::bigint, '{"webhook": 1}');
            commit;
            delete from least_job where id = :id;

            """;

    // A colon would begin a variable of the script.
    private static string Quoted(string json) =>
        $"E'{json.Replace("\\", "\\\\").Replace("'", "\\'").Replace(":", "\\x3a")}'";

    private static async Task<double> Run(NpgsqlConnectionStringBuilder target, string script, int clients)
    {
        var binaries =
            PostgresBinaries.Find()
            ?? throw new InvalidOperationException("The bench needs pgbench, which comes with PostgreSQL's binaries.");
        var file = Path.Combine(Path.GetTempPath(), $"flowgen-bench-{Guid.CreateVersion7():n}.sql");
        await File.WriteAllTextAsync(file, script);
        string[] arguments =
        [
            "--no-vacuum",
            $"--client={clients}",
            "--jobs=2",
            "--time=5",
            "--protocol=prepared",
            $"--file={file}",
            $"--host={target.Host}",
            $"--port={target.Port}",
            $"--username={target.Username}",
            target.Database!,
        ];
        using var process = Process.Start(
            new ProcessStartInfo(binaries["pgbench"], arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["PGPASSWORD"] = target.Password },
            }
        )!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        File.Delete(file);
        return
            output.Split('\n').FirstOrDefault(line => line.StartsWith("tps = ", StringComparison.Ordinal)) is { } line
            ? double.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"pgbench failed: {await errors}");
    }
}
