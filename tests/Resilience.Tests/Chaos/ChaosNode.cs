using System.Globalization;
using System.Text.RegularExpressions;
using Flowgen.Harness;

namespace Flowgen.Resilience.Tests.Chaos;

/// <summary>A node of the system: a process of the API, started again whenever it ends, and its way to Postgres.</summary>
internal sealed partial class ChaosNode : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(90); // it may take half of that, and a slow machine the rest
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly (string, string)[] settings;
    private readonly Violations violations;
    private readonly StreamWriter log;
    private readonly Lock guard = new();
    private readonly Dictionary<string, int> errors = [];
    private ApiProcess? process;
    private TimeSpan frozenBefore;
    private long? frozenAt;
    private volatile int disturbances;
    private volatile bool isUp;

    /// <param name="name">For people.</param>
    /// <param name="connectionString">Of Postgres, by way of <see cref="Gate"/>.</param>
    /// <param name="settings">Added to the connection string.</param>
    /// <param name="logFile">Takes all it writes.</param>
    /// <param name="violations">Where it is noted that it ended by itself.</param>
    public ChaosNode(string name, string connectionString, string settings, string logFile, Violations violations)
    {
        Name = name;
        Gate = PostgresGate.To(connectionString);
        this.violations = violations;
        this.settings =
        [
            ("ConnectionStrings__Postgres", $"{Gate.ConnectionString};{ChaosPostgres.Mark(name)};{settings}"),
            // So that a run sees many tries of a delivery, and leases that end.
            .. Enumerable.Range(0, 10).Select(i => ($"Webhooks__Schedule__{i}", "00:00:01")),
            ("Webhooks__Timeout", "00:00:05"),
            ("Logging__Console__FormatterName", "simple"),
            ("Logging__Console__FormatterOptions__SingleLine", "true"),
            ("Logging__Console__FormatterOptions__TimestampFormat", "HH:mm:ss.fff "),
            ("Logging__LogLevel__Flowgen.Infrastructure.Persistence.WordlessMartenLogger", "Warning"),
        ];
        log = new(new FileStream(logFile, FileMode.Create, FileAccess.Write, FileShare.ReadWrite));
    }

    public string Name { get; }

    public PostgresGate Gate { get; }

    /// <summary>Whether a process runs that nobody is about to end.</summary>
    public bool IsUp => isUp;

    public bool IsFrozen
    {
        get
        {
            lock (guard)
            {
                return frozenAt is not null;
            }
        }
    }

    /// <summary>How long it has stood still in all.</summary>
    public TimeSpan FrozenFor
    {
        get
        {
            lock (guard)
            {
                return frozenBefore + (frozenAt is { } at ? TimeProvider.System.GetElapsedTime(at) : TimeSpan.Zero);
            }
        }
    }

    /// <summary>Counts what was done to its process: what fails while this stays the same has no such excuse.</summary>
    public int Disturbances => disturbances;

    /// <summary>The longest that it took to end on SIGTERM.</summary>
    public TimeSpan SlowestStop { get; private set; }

    /// <summary>Of the process of the moment.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>The kinds of errors it has logged, and how many.</summary>
    public IReadOnlyDictionary<string, int> Errors
    {
        get
        {
            lock (guard)
            {
                return errors.ToDictionary();
            }
        }
    }

    /// <summary>Starts it, however often that takes while there is no Postgres.</summary>
    public async Task StartAsync()
    {
        for (var began = TimeProvider.System.GetTimestamp(); ; )
        {
            try
            {
                process = await ApiProcess.StartAsync(Read, settings);
                break;
            }
            catch (InvalidOperationException e) when (TimeProvider.System.GetElapsedTime(began) < StartLimit)
            {
                Read($"{e.Message.Trim()}");
                await Task.Delay(Pause);
            }
        }

        Address = process.Address;
        Interlocked.Increment(ref disturbances);
        isUp = true;
        _ = WatchAsync(process);
    }

    /// <summary>Kills it.</summary>
    public async Task KillAsync()
    {
        Disturb();
        await process!.KillAsync();
        await ForgetAsync();
    }

    /// <summary>Ends it in order, which is a violation if it takes long or ends badly.</summary>
    public async Task StopAsync()
    {
        Disturb();
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            var exitCode = await process!.StopAsync().WaitAsync(StopLimit);
            if (exitCode != 0)
            {
                violations.Add("A node ended badly on SIGTERM", $"{Name}: exit code {exitCode}");
            }

            var took = TimeProvider.System.GetElapsedTime(began);
            SlowestStop = took > SlowestStop ? took : SlowestStop;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            violations.Add("A node did not end on SIGTERM", $"{Name}: not within {StopLimit.TotalSeconds} s");
            await process!.KillAsync();
        }

        await ForgetAsync();
    }

    public async Task FreezeAsync()
    {
        Interlocked.Increment(ref disturbances);
        lock (guard)
        {
            frozenAt = TimeProvider.System.GetTimestamp();
        }

        await process!.FreezeAsync();
    }

    public async Task ThawAsync()
    {
        await process!.ThawAsync();
        Interlocked.Increment(ref disturbances);
        lock (guard)
        {
            frozenBefore += TimeProvider.System.GetElapsedTime(frozenAt!.Value);
            frozenAt = null;
        }
    }

    /// <summary>Whether it says itself that it can work.</summary>
    public async Task<bool> IsReadyAsync()
    {
        if (!isUp || process is not { } running)
        {
            return false;
        }

        try
        {
            using var limit = new CancellationTokenSource(ReadyLimit);
            using var answer = await running.Client.GetAsync("/health/ready", limit.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (IsFrozen)
        {
            await ThawAsync();
        }

        Disturb();
        await ForgetAsync();
        await Gate.DisposeAsync();
        lock (guard)
        {
            log.Dispose();
        }
    }

    private async Task ForgetAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
            process = null;
        }
    }

    private void Disturb()
    {
        isUp = false;
        Interlocked.Increment(ref disturbances);
    }

    private async Task WatchAsync(ApiProcess started)
    {
        await started.Ended;
        if (isUp && started == process)
        {
            Disturb();
            violations.Add("A node ended by itself", Name);
            await ForgetAsync();
            await StartAsync();
        }
    }

    private void Read(string line)
    {
        lock (guard)
        {
            if (log.BaseStream is not { CanWrite: true })
            {
                return; // the last words of a process that is being disposed
            }

            log.WriteLine(line);
            if (KindOf(line) is { } kind)
            {
                log.Flush();
                errors[kind] = errors.GetValueOrDefault(kind) + 1;
            }
        }

        if (Never().IsMatch(line))
        {
            violations.Add("A node logged what must not happen", $"{Name}: {line[..Math.Min(line.Length, 300)]}");
        }
    }

    /// <summary>What kind of error a line of the log is about, with what differs between two of a kind left out; null if none.</summary>
    internal static string? KindOf(string line)
    {
        if (Error().Match(line) is not { Success: true } error)
        {
            return null;
        }

        var message = error.Groups["message"].Value;
        var exception = ExceptionIn().Match(message);
        if (exception.Success)
        {
            message = message[..exception.Index];
        }

        var what = Differing().Replace(message, "#").Trim();
        return string.Create(
                CultureInfo.InvariantCulture,
                $"{error.Groups["category"].Value}: {what[..Math.Min(what.Length, 100)]} {exception.Groups["name"].Value} {exception.Groups["state"].Value}"
            )
            .Trim();
    }

    [GeneratedRegex(@"^\S+ (fail|crit): ([\w.`]+\.)?(?<category>[\w`]+)\[\d+\] (?<message>.*)$")]
    private static partial Regex Error();

    [GeneratedRegex(@"\b[\w.]+\.(?<name>\w+Exception)\b( \(0x\w+\))?(: (?<state>[0-9A-Z]{5}):)?")]
    private static partial Regex ExceptionIn();

    [GeneratedRegex(@"[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|\d+")]
    private static partial Regex Differing();

    [GeneratedRegex("^Unhandled exception|nhandled exception|can't be read")]
    private static partial Regex Never();
}
