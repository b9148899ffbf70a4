// Generations a second, end to end, beside what Postgres alone can do on the same machine in the same run: bench/README.md.

using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Flowgen.Harness;
using Flowgen.Infrastructure.Postgres;
using Npgsql;

const int Rounds = 3;
const int Burst = 1_000;
const int Connections = 32;

await using var database = await TestDatabase.CreateAsync();
await using var api = await ApiProcess.StartAsync(
    ("ConnectionStrings__Postgres", database.ConnectionString),
    ("Logging__LogLevel__Default", "Warning")
);
using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections });
client.BaseAddress = api.Address;
client.DefaultRequestHeaders.Authorization = api.Client.DefaultRequestHeaders.Authorization;

await Generate(2 * Burst); // until the hot paths are compiled for speed
Console.WriteLine($"{Burst} posts at {Connections} connections, {Rounds} rounds:");
var generations = new List<double>();
var inserts = new List<double>();
for (var round = 1; round <= Rounds; round++)
{
    inserts.Add(await Inserts());
    generations.Add(await Generate(Burst));
    Console.WriteLine($"  round {round}: {generations[^1]:F0} generations/s, {inserts[^1]:F0} single-row inserts/s");
}

var (median, baseline) = (Median(generations), Median(inserts));
Console.WriteLine($"median: {median:F0} generations/s, end to end");
Console.WriteLine($"        {baseline:F0} single-row inserts/s by pgbench, on the same Postgres");
Console.WriteLine($"ratio:  {median / baseline:P1}");

// From the first post to the last finished generation.
async Task<double> Generate(int count)
{
    var before = await Finished();
    var watch = Stopwatch.StartNew();
    await Parallel.ForEachAsync(
        Enumerable.Range(0, count),
        new ParallelOptions { MaxDegreeOfParallelism = Connections },
        async (_, cancellationToken) =>
        {
            using var body = new StringContent(
                Repository.SampleRequest,
                new MediaTypeHeaderValue("application/vnd.api+json")
            );
            using var answer = await client.PostAsync("/flow-generations", body, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    );
    await Eventually.Until(async () => await Finished() >= before + count);
    return count / watch.Elapsed.TotalSeconds;
}

async Task<long> Finished() => (long)(await database.ExecuteAsync("select count(*) from flowgen.mt_doc_flow"))!;

async Task<double> Inserts()
{
    await database.ExecuteAsync(
        "create table if not exists bench_row (id bigint generated always as identity primary key, data jsonb)"
    );
    var script = Path.Combine(Path.GetTempPath(), "flowgen-bench-insert.sql");
    await File.WriteAllTextAsync(
        script,
        "insert into bench_row (data) values ('{\"flowType\": \"vacancy_application_flow\"}');\n"
    );
    var target = new NpgsqlConnectionStringBuilder(database.ConnectionString);
    var pgbench =
        PostgresBinaries.Find()
        ?? throw new InvalidOperationException("The bench needs pgbench, which comes with PostgreSQL's binaries.");
    using var process = Process.Start(
        new ProcessStartInfo(
            pgbench["pgbench"],
            [
                "--no-vacuum",
                $"--client={Connections}",
                "--jobs=2",
                "--time=5",
                "--protocol=prepared",
                $"--file={script}",
                $"--host={target.Host}",
                $"--port={target.Port}",
                $"--username={target.Username}",
                target.Database!,
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PGPASSWORD"] = target.Password },
        }
    )!;
    var errors = process.StandardError.ReadToEndAsync();
    var output = await process.StandardOutput.ReadToEndAsync();
    await process.WaitForExitAsync();
    var line = output.Split('\n').FirstOrDefault(line => line.StartsWith("tps = ", StringComparison.Ordinal));
    return line is not null
        ? double.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture)
        : throw new InvalidOperationException($"pgbench failed: {await errors}");
}

static double Median(List<double> figures) => figures.Order().ElementAt(figures.Count / 2);
