using Flowgen.Harness;
using Npgsql;

namespace Flowgen.Resilience.Tests.Chaos;

/// <summary>A fault, and how long it took until all was well again; null where that was not in time.</summary>
/// <param name="Fault">What was done.</param>
/// <param name="At">When it began, since the run did.</param>
/// <param name="Ready">From when it was let go or started again, until every node said that it can work.</param>
/// <param name="Working">From then until every node had finished a generation.</param>
/// <param name="Done">
/// From when there was somebody to do it, which is at once where one node is hit, until all that had been accepted was done.
/// </param>
internal sealed record Recovery(Fault Fault, TimeSpan At, TimeSpan? Ready, TimeSpan? Working, TimeSpan? Done);

/// <summary>
/// A system of three nodes and their Postgres under load, which is broken again and again by a schedule, and must lose nothing,
/// do nothing twice, and be well again each time.
/// </summary>
internal sealed class ChaosRun : IAsyncDisposable
{
    /// <summary>From the end of a fault until all is well; from a kill, since there are other nodes.</summary>
    public static readonly TimeSpan RecoveryLimit = TimeSpan.FromMinutes(4);

    private const int Clients = 24;
    private const int WorkInHand = 300;
    private const int LargestBurst = 4_000;
    private const double LargestShareFailing = 0.5;
    private const string SmallPool = "Maximum Pool Size=5";

    private static readonly string[] NodeSettings = ["", "", SmallPool];
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan SlowestCommit = TimeSpan.FromSeconds(0.5);

    // A short run meets more of them when each is short.
    private static readonly TimeSpan LongestFault = TimeSpan.FromMinutes(1);
    private const double LongestShare = 0.1;

    private readonly TimeProvider clock = TimeProvider.System;
    private readonly int seed;
    private readonly TimeSpan length;
    private readonly Action<string> say;
    private readonly long began;
    private readonly List<Recovery> recoveries = [];
    private readonly HashSet<Guid> stuck = [];
    private readonly CancellationTokenSource watching = new();
    private ChaosPostgres? postgres;
    private List<ChaosNode> nodes = [];
    private ChaosReceiver? receiver;
    private ChaosClients? clients;

    /// <param name="seed">Gives the schedule.</param>
    /// <param name="length">How long faults are begun; what they leave is waited for.</param>
    /// <param name="say">Told of each step.</param>
    public ChaosRun(int seed, TimeSpan length, Action<string> say)
    {
        this.seed = seed;
        this.length = length;
        began = clock.GetTimestamp();
        this.say = text => say($"{Minutes(Elapsed)} {text}");
        Violations = new(this.say);
        Directory.CreateDirectory(Folder);
    }

    public Violations Violations { get; }

    private static string Folder => Repository.Path("artifacts", "chaos");

    private TimeSpan Elapsed => clock.GetElapsedTime(began);

    /// <summary>Runs to the end, and judges.</summary>
    public async Task RunAsync()
    {
        try
        {
            await RunToTheEndAsync();
        }
        catch (Exception e)
        {
            Violations.Add("The run could not go on", $"{e.GetType().Name}: {e.Message}");
            throw;
        }
    }

    /// <summary>Leaves a report, also of a run that did not come to its end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (clients is not null)
        {
            var report = ChaosReport.Of(seed, Elapsed, recoveries, clients, receiver!, nodes, Violations);
            await File.WriteAllTextAsync(Path.Combine(Folder, $"{seed}.md"), report);
            say(report);
        }

        await watching.CancelAsync();
        watching.Dispose();
        clients?.Dispose();
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        if (receiver is not null)
        {
            await receiver.DisposeAsync();
        }

        if (postgres is not null)
        {
            File.Copy(postgres.Log, Path.Combine(Folder, $"{seed}-postgres.log"), overwrite: true);
            await postgres.DisposeAsync();
        }
    }

    private async Task RunToTheEndAsync()
    {
        await StartAsync();
        var watch = WatchAsync();
        using var stopping = new CancellationTokenSource();
        var working = clients!.RunAsync(Clients, stopping.Token);

        await BreakAsync();

        say("heals, and waits for what was accepted");
        await stopping.CancelAsync();
        if (await Task.WhenAny(working, Task.Delay(RecoveryLimit)) != working)
        {
            await clients.AbandonAsync();
        }

        await working;
        await UntilAsync(() => Task.FromResult(clients.Pending == 0), clock.GetTimestamp());
        await watching.CancelAsync();
        await watch;
        await JudgeAsync();
        await Task.WhenAll(nodes.Select(node => node.StopAsync()));
    }

    private async Task StartAsync()
    {
        say($"seed {seed}, {length.TotalMinutes:0.#} minutes");
        postgres = await ChaosPostgres.CreateAsync();
        nodes =
        [
            .. NodeSettings.Select(
                (settings, i) =>
                    new ChaosNode(
                        $"node-{i + 1}",
                        postgres.ConnectionString,
                        settings,
                        Path.Combine(Folder, $"{seed}-node-{i + 1}.log"),
                        Violations
                    )
            ),
        ];
        await nodes[0].StartAsync(); // makes the schema
        await Task.WhenAll(nodes.Skip(1).Select(node => node.StartAsync()));
        await postgres.AddTriggersAsync();
        receiver = await ChaosReceiver.StartAsync(nodes[0].Address);
        clients = new(nodes, Violations, seed);
    }

    private async Task BreakAsync()
    {
        var longest = LongestShare * length;
        using var schedule = ChaosSchedule
            .Of(seed, nodes.Count, longest < LongestFault ? longest : LongestFault)
            .GetEnumerator();
        schedule.MoveNext();
        for (var end = Elapsed + length; Elapsed < end; )
        {
            var first = schedule.Current;
            await Task.Delay(first.Pause);
            var work = await GiveWorkAsync();
            List<Infliction> underWay = [Inflict(first)];
            schedule.MoveNext();
            if (schedule.Current is { Joins: true } second)
            {
                await Task.Delay(first.Length / 2);
                underWay.Add(Inflict(second));
                schedule.MoveNext();
            }

            await RecoverAsync(underWay);
            await work;
        }
    }

    // So that there is some in hand for a fault to hit. Posting it may go on meanwhile.
    private async Task<Task> GiveWorkAsync()
    {
        var enough = clients!.Accepted + (WorkInHand / 2);
        var posting = clients.BurstAsync(WorkInHand);
        await Eventually.Until(() => Task.FromResult(clients.Accepted >= enough));
        return posting;
    }

    private Infliction Inflict(Fault fault)
    {
        say($"#{fault.Number} {fault}");
        var infliction = new Infliction(fault, Elapsed);
        infliction.Ended = InflictAsync(infliction);
        return infliction;
    }

    private async Task InflictAsync(Infliction infliction)
    {
        var fault = infliction.Fault;
        var node = fault.Node is { } index ? nodes[index] : null;
        switch (fault.Kind)
        {
            case FaultKind.Kill:
                await node!.KillAsync();
                await LastAsync(infliction);
                await node.StartAsync();
                break;
            case FaultKind.Freeze:
                await node!.FreezeAsync();
                await LastAsync(infliction);
                await node.ThawAsync();
                break;
            case FaultKind.Restart:
                await node!.StopAsync();
                await LastAsync(infliction);
                await node.StartAsync();
                break;
            case FaultKind.Cut:
                node!.Gate.Shut();
                await LastAsync(infliction);
                node.Gate.Open();
                break;
            case FaultKind.Silence:
                node!.Gate.FallSilent();
                await LastAsync(infliction);
                node.Gate.Open();
                break;
            case FaultKind.PostgresCrash:
                await postgres!.CrashAsync();
                await LastAsync(infliction);
                await StartPostgresAsync();
                break;
            case FaultKind.PostgresRestart:
                await postgres!.StopAsync();
                await LastAsync(infliction);
                await StartPostgresAsync();
                break;
            case FaultKind.PostgresFreeze:
                await postgres!.FreezeAsync();
                await LastAsync(infliction);
                await postgres.ThawAsync();
                break;
            case FaultKind.SlowCommits:
                await postgres!.SetCommitsAsync(fault.Strength * SlowestCommit, failing: 0);
                await LastAsync(infliction);
                await postgres.SetCommitsAsync(TimeSpan.Zero, failing: 0);
                break;
            case FaultKind.FailingCommits:
                await postgres!.SetCommitsAsync(TimeSpan.Zero, fault.Strength * LargestShareFailing);
                await LastAsync(infliction);
                await postgres.SetCommitsAsync(TimeSpan.Zero, failing: 0);
                break;
            case FaultKind.Burst:
                await clients!.BurstAsync((int)(LargestBurst * (1 + fault.Strength) / 2));
                break;
            case FaultKind.PowerCut:
                await Task.WhenAll([postgres!.CrashAsync(), .. nodes.Select(it => it.KillAsync())]);
                await LastAsync(infliction);
                await StartPostgresAsync();
                IsOver(infliction);
                await Task.WhenAll(nodes.Select(it => it.StartAsync()));
                break;
            default:
                throw new InvalidOperationException($"{fault.Kind}");
        }

        IsOver(infliction);
    }

    private void IsOver(Infliction infliction)
    {
        infliction.Over.TrySetResult(clock.GetTimestamp());
        infliction.Mended.TrySetResult(clock.GetTimestamp());
    }

    // Where a node is hit, the others are to do all the work from then on.
    private async Task LastAsync(Infliction infliction)
    {
        var othersWork = infliction.Fault.Node is not null;
        if (othersWork)
        {
            infliction.Over.TrySetResult(clock.GetTimestamp());
        }

        await Task.Delay(infliction.Fault.Length);
        if (othersWork)
        {
            infliction.Mended.TrySetResult(clock.GetTimestamp());
        }
    }

    private async Task StartPostgresAsync()
    {
        await postgres!.StartAsync();
        nodes.ForEach(node => node.Gate.LeadTo(postgres.ConnectionString));
    }

    private async Task RecoverAsync(List<Infliction> faults)
    {
        var over = (await Task.WhenAll(faults.Select(fault => fault.Over.Task))).Max();
        var done = UntilAsync(() => Task.FromResult(!Missing().Any()), over);
        await Task.WhenAll(faults.Select(fault => fault.Ended));
        var mended = (await Task.WhenAll(faults.Select(fault => fault.Mended.Task))).Max();
        var ready = UntilAsync(
            async () => (await Task.WhenAll(nodes.Select(node => node.IsReadyAsync()))).All(isReady => isReady),
            mended
        );
        // A node may say that it is ready while it leaves all work to the others.
        await postgres!.ForgetFinishesAsync();
        var working = UntilAsync(async () => (await postgres.FinishersAsync()).Count == nodes.Count, mended);
        var name = string.Join(" and ", faults.Select(fault => $"#{fault.Fault.Number} {fault.Fault.Kind}"));
        if (await ready is null)
        {
            Violations.Add("A node was not ready in time", name);
        }

        if (await working is null)
        {
            var finishers = string.Join(", ", await postgres.FinishersAsync());
            Violations.Add("A node did not work in time", $"{name}: only {finishers} did");
        }

        if (await done is null)
        {
            var missing = Missing().ToList();
            stuck.UnionWith(missing);
            var messages = string.Join("; ", await EventLog.MessagesAsync(postgres));
            Violations.Add(
                "Accepted work was not done in time",
                $"{name}: {missing.Count}, such as {missing.FirstOrDefault()}; messages: {messages}"
            );
        }

        recoveries.AddRange(
            faults.Select(fault => new Recovery(fault.Fault, fault.At, ready.Result, working.Result, done.Result))
        );
        say(
            $"   ready after {Seconds(await ready)}, working after {Seconds(await working)}, all done after {Seconds(await done)}; {clients!.Accepted} accepted so far"
        );

        IEnumerable<Guid> Missing() => clients!.PendingSince(over).Where(id => !stuck.Contains(id));
    }

    private async Task JudgeAsync()
    {
        await UntilAsync(async () => (await EventLog.MessagesAsync(postgres!)) is [], clock.GetTimestamp());
        var log = await EventLog.ReadAsync(postgres!);
        Violations.AddAll(log.Judge(clients!.Know));
        Violations.AddAll(receiver!.Log.Judge(log.Events));
        await clients.JudgeListAsync();
    }

    // How long it took since a moment; null where that is longer than the limit.
    private async Task<TimeSpan?> UntilAsync(Func<Task<bool>> condition, long since)
    {
        while (!await condition())
        {
            if (clock.GetElapsedTime(since) > RecoveryLimit)
            {
                return null;
            }

            await Task.Delay(Poll);
        }

        return clock.GetElapsedTime(since);
    }

    private async Task WatchAsync()
    {
        while (!watching.IsCancellationRequested)
        {
            try
            {
                await clients!.LookForEndsAsync(postgres!);
            }
            catch (NpgsqlException)
            {
                // A fault; the next look will do.
            }

            await Task.Delay(Poll, watching.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Of a run, which may take longer than an hour.</summary>
    public static string Minutes(TimeSpan time) => $"{(int)time.TotalMinutes:00}:{time.Seconds:00}";

    /// <summary>A fault under way.</summary>
    private sealed class Infliction(Fault fault, TimeSpan at)
    {
        public Fault Fault { get; } = fault;

        public TimeSpan At { get; } = at;

        /// <summary>When there was somebody to do the work.</summary>
        public TaskCompletionSource<long> Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>When it was let go, or its start began.</summary>
        public TaskCompletionSource<long> Mended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>When everything runs again.</summary>
        public Task Ended { get; set; } = Task.CompletedTask;
    }

    private static string Seconds(TimeSpan? time) => time is { } it ? $"{it.TotalSeconds:0.0} s" : "never";
}
