// Measures the performance of Flowgen as ratios to Postgres and plain Npgsql on the same machine in the same run: bench/README.md.

using System.Diagnostics;
using System.Globalization;
using Flowgen.Bench;
using Flowgen.Harness;

if (args is [BareApi.Verb, var connectionString])
{
    await BareApi.RunAsync(connectionString);
    return;
}

const int Rounds = 3;
const int Burst = 3_000;
const int Reads = 6_000;
const int WorkQueue = 100_000;

var quick = args.Contains("--quick");
var began = Stopwatch.GetTimestamp();
var figures = new Figures();
await using var postgres = await BenchPostgres.StartAsync();
await FlowgenProcess.PrepareAsync(postgres);

Say("starting and stopping");
for (var round = 1; round <= Rounds; round++)
{
    await MeasureStart();
}

var flowgen = await FlowgenProcess.StartAsync(postgres);
await using var bare = await ApiProcess.StartProgramAsync([
    "dotnet",
    typeof(BareApi).Assembly.Location,
    BareApi.Verb,
    postgres.ConnectionString,
]);
try
{
    await flowgen.FinishAsync();
    figures.Add("memory idle MB", flowgen.Memory);
    var (state, flow) = await Sample();

    Say("warming up"); // until the hot paths are optimised
    await flowgen.UntilFinishedAsync(await flowgen.FinishedAsync() + await Posted(2 * Burst));
    await Load.RunAsync(bare.Client, Burst, () => FlowgenProcess.Post("/bare"));

    for (var round = 1; round <= Rounds; round++)
    {
        Say($"round {round} of {Rounds}");
        figures.Add("least generations/s", await PgBench.LeastAsync(postgres.ConnectionString, state, flow));
        await MeasureGenerations();
        await MeasurePosts();
        await MeasureDelay();
        await MeasureReads();
    }

    await MeasureEvents();
    await MeasureWebhooks(); // after the measurements without webhooks
    if (!quick)
    {
        await MeasureStore();
        await MeasureBacklog();
        await flowgen.KillAsync(); // most of the backlog is still queued
    }
}
finally
{
    await flowgen.DisposeAsync();
}

Console.WriteLine();
figures.Print();
await figures.WriteJsonAsync(Repository.Path("artifacts", "bench.json"));
History.Compare(figures);
if (!quick)
{
    await History.AppendAsync(figures, $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm}", await Commit());
}

Say("done");

// From the start of the process. The schema exists already.
async Task MeasureStart()
{
    var started = Stopwatch.GetTimestamp();
    await using var starting = await FlowgenProcess.StartAsync(postgres);
    var before = await starting.FinishedAsync();
    await starting.PostAsync();
    figures.Add("first answered POST s", Stopwatch.GetElapsedTime(started).TotalSeconds);
    await starting.UntilFinishedAsync(before + 1);
    figures.Add("first finished generation s", Stopwatch.GetElapsedTime(started).TotalSeconds);
}

// A burst, from the first post to the last finished generation, and its cost.
async Task MeasureGenerations()
{
    var finished = await flowgen.FinishedAsync();
    await postgres.ExecuteAsync("checkpoint"); // so that no round writes full pages for an earlier one
    await postgres.ExecuteAsync("select pg_stat_statements_reset()");
    var (apiCpu, postgresCpu) = (Cpu.Of(flowgen.Id), Cpu.OfPostgres(await Postmaster()));
    var (wal, commits) = (await Wal(), await Commits());

    using var sampling = new CancellationTokenSource();
    var memory = HighestMemory(sampling.Token);
    var watch = Stopwatch.StartNew();
    var posts = await flowgen.PostAsync(Burst);
    await flowgen.UntilFinishedAsync(finished + Burst);
    figures.Add("generations/s", Burst / watch.Elapsed.TotalSeconds);
    await sampling.CancelAsync();
    figures.Add("memory under load MB", await memory);

    figures.Add("POST/s under work", posts.PerSecond);
    figures.Add("POST p50 ms under work", posts.P50);
    figures.Add("POST p99 ms under work", posts.P99);
    figures.Add("API CPU ms a generation", (Cpu.Of(flowgen.Id) - apiCpu) * 1_000 / Burst);
    figures.Add("Postgres CPU ms a generation", (Cpu.OfPostgres(await Postmaster()) - postgresCpu) * 1_000 / Burst);
    figures.Add("statements a generation", await Statements() / Burst);
    figures.Add("commits a generation", (await Commits() - commits) / Burst);
    figures.Add("WAL bytes a generation", (await Wal() - wal) / Burst);
}

// Posts alone: while the table of flows is locked, no generation can finish.
async Task MeasurePosts()
{
    var finished = await flowgen.FinishedAsync();
    await using (await postgres.HoldAsync("flowgen.mt_doc_flow"))
    {
        var posts = await flowgen.PostAsync(Burst);
        figures.Add("POST/s alone", posts.PerSecond);
        figures.Add("POST p50 ms alone", posts.P50);
        figures.Add("POST p99 ms alone", posts.P99);
    }

    await flowgen.UntilFinishedAsync(finished + Burst);
    var inserts = await Load.RunAsync(bare.Client, Burst, () => FlowgenProcess.Post("/bare"));
    figures.Add("bare POST/s", inserts.PerSecond);
    figures.Add("bare POST p99 ms", inserts.P99);
}

async Task MeasureDelay()
{
    var idle = await Load.SteadyAsync(perSecond: 10, count: 30, flowgen.FinishAsync);
    figures.Add("POST to finished ms, idle", idle.P50);
    var steady = await Load.SteadyAsync(perSecond: 50, count: 200, flowgen.FinishAsync);
    figures.Add("POST to finished ms at 50/s, p50", steady.P50);
    figures.Add("POST to finished ms at 50/s, p99", steady.P99);
}

async Task MeasureReads()
{
    var ids = await Ids("select id from flowgen.mt_doc_flowgeneration order by id desc limit 1000");
    figures.Add("GET by id/s", (await Get(flowgen.Client, () => $"/flow-generations/{Any(ids)}")).PerSecond);
    figures.Add("GET list/s", (await Get(flowgen.Client, () => "/flow-generations")).PerSecond);
    var bareIds = await Ids("select id from bare limit 1000");
    figures.Add("bare GET by id/s", (await Get(bare.Client, () => $"/bare/{Any(bareIds)}")).PerSecond);
    figures.Add("bare GET list/s", (await Get(bare.Client, () => "/bare")).PerSecond);
}

// What it costs to tell, how long it takes, and what ten receivers that hang do to that of one that is well.
async Task MeasureEvents()
{
    Say("reading the log");
    for (var round = 1; round <= Rounds; round++)
    {
        figures.Add("least events/s", await Events.LeastAsync(postgres.ConnectionString));
        figures.Add("events/s by pages", await Events.PagesAsync(flowgen.Client));
        var (perSecond, count) = await Events.LinesAsync(flowgen.Client);
        figures.Add("events/s in bulk", perSecond);
        figures.Add("events/s by a stream", await Events.StreamAsync(flowgen.Client, count));
        await MeasureFeed("one stream", streams: 1);
        await MeasureFeed("1000 streams", streams: 1_000);
    }

    async Task MeasureFeed(string with, int streams)
    {
        const int Steady = 100;
        const int EventsOfOne = 3;
        await using var open = await Events.Open.StartAsync(flowgen.Client, streams);
        await postgres.ExecuteAsync("select pg_stat_statements_reset()");
        await Load.SteadyAsync(perSecond: 10, Steady, flowgen.PostAsync);
        await Eventually.Until(() => Task.FromResult(open.Arrivals == streams * Steady * EventsOfOne));
        var delay = open.Delay();
        figures.Add($"event to stream ms, {with}, p50", delay.P50);
        figures.Add($"event to stream ms, {with}, p99", delay.P99);
        figures.Add(
            $"looks a second, {with}",
            (long)
                (
                    await postgres.ExecuteAsync(
                        "select coalesce(sum(calls), 0)::bigint from pg_stat_statements where query like '%pg_locks%'"
                    )
                )! / (Steady / 10.0)
        );
    }
}

async Task MeasureWebhooks()
{
    Say("telling a webhook");
    await using var webhooks = await Webhooks.StartAsync(flowgen);
    for (var round = 1; round <= Rounds; round++)
    {
        var finished = await flowgen.FinishedAsync();
        var watch = Stopwatch.StartNew();
        await flowgen.PostAsync(Burst);
        await flowgen.UntilFinishedAsync(finished + Burst);
        figures.Add("generations/s, told", Burst / watch.Elapsed.TotalSeconds);
        await webhooks.UntilReceivedAsync(Burst);
        figures.Add("deliveries/s", Webhooks.ChangesOfOne * Burst / watch.Elapsed.TotalSeconds);
    }

    await MeasureTelling("alone");
    await webhooks.AddHangingAsync(10);
    await MeasureTelling("beside ten that hang");

    async Task MeasureTelling(string beside)
    {
        const int Steady = 50;
        for (var round = 1; round <= Rounds; round++)
        {
            await Load.SteadyAsync(perSecond: 10, Steady, flowgen.PostAsync);
            await webhooks.UntilReceivedAsync(Steady);
            var delay = webhooks.DelayOf(Steady);
            figures.Add($"change to arrival ms {beside}, p50", delay.P50);
            figures.Add($"change to arrival ms {beside}, p99", delay.P99);
        }
    }
}

// Reads of the same small rows, with ten thousand and with a million rows in the store.
async Task MeasureStore()
{
    var first = 1;
    foreach (var (name, count) in new[] { ("10k", 10_000), ("1M", 1_000_000) })
    {
        Say($"reading with {name} generations in the store");
        await Store.FillAsync(postgres, count - (first - 1), first);
        first = count + 1;
        var ids = await Ids("select id from flowgen.mt_doc_flowgeneration tablesample system_rows(1000)");
        await Get(flowgen.Client, () => $"/flow-generations/{Any(ids)}"); // reads the pages from disk once
        for (var round = 1; round <= Rounds; round++)
        {
            figures.Add(
                $"GET by id/s with {name}",
                (await Get(flowgen.Client, () => $"/flow-generations/{Any(ids)}")).PerSecond
            );
            figures.Add($"GET list/s with {name}", (await Get(flowgen.Client, () => "/flow-generations")).PerSecond);
        }
    }
}

async Task MeasureBacklog()
{
    Say($"queueing {WorkQueue:N0}");
    await using var held = await postgres.HoldAsync("flowgen.mt_doc_flow");
    await flowgen.PostAsync(WorkQueue);
    figures.Add("memory with 100,000 queued MB", flowgen.Memory);
}

async Task<double> HighestMemory(CancellationToken cancellationToken)
{
    var highest = 0.0;
    while (!cancellationToken.IsCancellationRequested)
    {
        highest = Math.Max(highest, flowgen.Memory);
        await Task.Delay(200, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    return highest;
}

async Task<int> Posted(int count)
{
    await flowgen.PostAsync(count);
    return count;
}

static Task<LoadResult> Get(HttpClient client, Func<string> path) =>
    Load.RunAsync(client, Reads, () => new HttpRequestMessage(HttpMethod.Get, path()));

static string Any(string[] ids) => ids[Random.Shared.Next(ids.Length)];

async Task<string[]> Ids(string query) =>
    (string[])(await postgres.ExecuteAsync($"select array_agg(id::text) from ({query}) ids"))!;

Task<double> Wal() => postgres.NumberAsync("select wal_bytes from pg_stat_wal");

Task<double> Commits() =>
    postgres.NumberAsync("select xact_commit from pg_stat_database where datname = current_database()");

Task<double> Statements() => postgres.NumberAsync("select sum(calls) from pg_stat_statements");

async Task<int> Postmaster() =>
    (int)await postgres.NumberAsync("select split_part(pg_read_file('postmaster.pid'), e'\\n', 1)");

// The JSON for the baseline: the same that Flowgen has stored.
async Task<(string State, string Flow)> Sample() =>
    (
        $"{await postgres.ExecuteAsync("select data::text from flowgen.mt_doc_flowgeneration limit 1")}",
        $"{await postgres.ExecuteAsync("select data::text from flowgen.mt_doc_flow limit 1")}"
    );

static async Task<string> Commit()
{
    var start = new ProcessStartInfo("git", ["-C", Repository.Path(), "describe", "--always", "--dirty"])
    {
        RedirectStandardOutput = true,
    };
    using var git = Process.Start(start)!;
    var commit = await git.StandardOutput.ReadToEndAsync();
    await git.WaitForExitAsync();
    return commit.Trim();
}

void Say(string what) =>
    Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(began).TotalSeconds, 4:0} s  {what}")
    );
