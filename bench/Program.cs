// How fast Flowgen does what it exists for, in ratios to what Postgres and plain Npgsql do on the same machine in the same
// run: bench/README.md.

using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Flowgen.Bench;
using Flowgen.Harness;

if (args is [BareApi.Verb, var connectionString])
{
    await BareApi.RunAsync(connectionString);
    return;
}

const int Rounds = 3;
const int SmallBurst = 1_000;
const int Burst = 3_000;
const int Reads = 6_000;

await using var database = await TestDatabase.CreateAsync();
await using var api = await ApiProcess.StartAsync(
    ("ConnectionStrings__Postgres", database.ConnectionString),
    ("Logging__LogLevel__Default", "Warning")
);
await using var bare = await ApiProcess.StartProgramAsync([
    typeof(BareApi).Assembly.Location,
    BareApi.Verb,
    database.ConnectionString,
]);
var postmaster = Convert.ToInt32(
    await database.ExecuteAsync("select split_part(pg_read_file('postmaster.pid'), e'\\n', 1)"),
    CultureInfo.InvariantCulture
);

await Posts(Burst); // until the hot paths are compiled for speed
await UntilFinished(Burst);
await Load.RunAsync(bare.Client, Burst, () => Post("/bare"));
var (state, flow, id) = await Sample();

var figures = new Dictionary<string, List<double>>();
for (var round = 1; round <= Rounds; round++)
{
    Console.WriteLine($"round {round} of {Rounds} …");
    Add("least generations/s by pgbench", await PgBench.LeastAsync(database.ConnectionString, state, flow));

    Add("single-row inserts/s by pgbench", await PgBench.InsertsAsync(database.ConnectionString));
    Add("generations/s, burst of 1,000", await Generations(SmallBurst));

    var finished = await Finished();
    var (apiCpu, postgresCpu, wal, commits) = (
        Cpu.Of(api.ProcessId),
        Cpu.OfPostgres(postmaster),
        await Wal(),
        await Commits()
    );
    var watch = Stopwatch.StartNew();
    var posts = await Posts(Burst);
    await UntilFinished(finished + Burst);
    Add("generations/s", Burst / watch.Elapsed.TotalSeconds);
    Add("POST/s while they are generated", posts.PerSecond);
    Add("POST p50 ms", posts.P50);
    Add("POST p99 ms", posts.P99);
    Add("API CPU ms a generation", (Cpu.Of(api.ProcessId) - apiCpu) * 1_000 / Burst);
    Add("Postgres CPU ms a generation", (Cpu.OfPostgres(postmaster) - postgresCpu) * 1_000 / Burst);
    Add("WAL bytes a generation", (await Wal() - wal) / Burst);
    Add("commits a generation", (await Commits() - commits) / Burst);

    var inserts = await Load.RunAsync(bare.Client, Burst, () => Post("/bare"));
    Add("bare POST/s", inserts.PerSecond);
    Add("bare POST p99 ms", inserts.P99);

    Add("POST to finished ms, idle", await Idle());

    Add("GET by id/s", (await Get(api, $"/flow-generations/{id}")).PerSecond);
    Add("GET list of 20/s", (await Get(api, "/flow-generations")).PerSecond);
    var bareId = await database.ExecuteAsync("select id from bare limit 1");
    Add("bare GET by id/s", (await Get(bare, $"/bare/{bareId}")).PerSecond);
    Add("bare GET list of 20/s", (await Get(bare, "/bare")).PerSecond);
}

Console.WriteLine();
foreach (var (name, values) in figures)
{
    Console.WriteLine(
        $"{name, -36} {Median(name), 10:N1}   ({string.Join(", ", values.Select(value => value.ToString("N1", CultureInfo.InvariantCulture)))})"
    );
}

Console.WriteLine();
Ratio("burst of 1,000 to single-row inserts", "generations/s, burst of 1,000", "single-row inserts/s by pgbench");
Ratio("generations/s to the least by pgbench", "generations/s", "least generations/s by pgbench");
Ratio("POST p99 to the bare one's", "POST p99 ms", "bare POST p99 ms");
Ratio("GET by id to the bare one's", "GET by id/s", "bare GET by id/s");
Ratio("GET list to the bare one's", "GET list of 20/s", "bare GET list of 20/s");

void Add(string figure, double value)
{
    figures.TryAdd(figure, []);
    figures[figure].Add(value);
}

double Median(string figure) => figures[figure].Order().ElementAt(figures[figure].Count / 2);

void Ratio(string name, string figure, string baseline) =>
    Console.WriteLine($"{name, -40} {Median(figure) / Median(baseline), 6:P1}");

// From the first post to the last finished generation.
async Task<double> Generations(int count)
{
    var before = await Finished();
    var began = Stopwatch.GetTimestamp();
    await Posts(count);
    await UntilFinished(before + count);
    return count / Stopwatch.GetElapsedTime(began).TotalSeconds;
}

Task<LoadResult> Posts(int count) => Load.RunAsync(api.Client, count, () => Post("/flow-generations"));

static Task<LoadResult> Get(ApiProcess server, string path) =>
    Load.RunAsync(server.Client, Reads, () => new HttpRequestMessage(HttpMethod.Get, path));

static HttpRequestMessage Post(string path) =>
    new(HttpMethod.Post, path)
    {
        Content = new StringContent(Repository.SampleRequest, new MediaTypeHeaderValue("application/vnd.api+json")),
    };

async Task<long> Finished() => (long)(await database.ExecuteAsync("select count(*) from flowgen.mt_doc_flow"))!;

// Asked cheaply until it can be so: the sequence counts three events a generation.
async Task UntilFinished(long count)
{
    await Eventually.Until(async () =>
        (long)(await database.ExecuteAsync("select last_value from flowgen.mt_events_sequence"))! >= 3 * count
    );
    await Eventually.Until(async () => await Finished() >= count);
}

async Task<double> Wal() =>
    Convert.ToDouble(await database.ExecuteAsync("select wal_bytes from pg_stat_wal"), CultureInfo.InvariantCulture);

async Task<double> Commits() =>
    Convert.ToDouble(
        await database.ExecuteAsync("select xact_commit from pg_stat_database where datname = current_database()"),
        CultureInfo.InvariantCulture
    );

// One at a time, as a client that waits sees it: the median of fifty.
async Task<double> Idle()
{
    var times = new List<double>();
    for (var i = 0; i < 50; i++)
    {
        var began = Stopwatch.GetTimestamp();
        using var message = Post("/flow-generations?sync=true");
        using var answer = await api.Client.SendAsync(message);
        answer.EnsureSuccessStatusCode();
        times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }

    return times.Order().ElementAt(times.Count / 2);
}

// What the baseline is to write: the same JSON that Flowgen has stored.
async Task<(string State, string Flow, Guid Id)> Sample()
{
    using var message = Post("/flow-generations?sync=true");
    using var answer = await api.Client.SendAsync(message);
    var document = await answer.Content.ReadFromJsonAsync<JsonElement>();
    var sample = document.GetProperty("data").GetProperty("id").GetGuid();
    return (
        $"{await database.ExecuteAsync($"select data::text from flowgen.mt_doc_flowgeneration where id = '{sample}'")}",
        $"{await database.ExecuteAsync($"select data::text from flowgen.mt_doc_flow where data->>'flowGenerationId' = '{sample}'")}",
        sample
    );
}
