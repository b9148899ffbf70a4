using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace Flowgen.Harness;

/// <summary>The API as a separate process, as in production. Tests can stop and kill it.</summary>
public sealed class ApiProcess : IAsyncDisposable
{
    // A short back-off, so that tests do not wait for the next attempt.
    private static readonly (string, string)[] SoonAgain =
    [
        .. Enumerable.Range(0, 50).Select(i => ($"Webhooks__Schedule__{i}", "00:00:02")),
    ];

    private const string Environment = "ASPNETCORE_ENVIRONMENT";
    private const string Sandbox = "Sandbox";

    private readonly Process process;
    private readonly Action<string>? reader;
    private readonly StringBuilder output = new();

    private ApiProcess(Process process, Action<string>? reader)
    {
        this.process = process;
        this.reader = reader;
        Client = new() { Timeout = Eventually.Limit };
    }

    /// <summary>A client with the key of the sandbox.</summary>
    public HttpClient Client { get; }

    /// <summary>The address on which it listens.</summary>
    public Uri Address => Client.BaseAddress!;

    /// <summary>Its process id.</summary>
    public int ProcessId => process.Id;

    /// <summary>Completes when the process has ended for any reason.</summary>
    public Task Ended => process.WaitForExitAsync();

    /// <summary>The output so far. With a reader: the output until it listened.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    /// <summary>Starts the API in the sandbox on a free port, and waits until it listens.</summary>
    /// <param name="settings">Environment variables, such as <c>ConnectionStrings__Postgres</c>.</param>
    public static Task<ApiProcess> StartAsync(params IEnumerable<(string Name, string Value)> settings) =>
        StartApiAsync(settings, reader: null);

    /// <summary>Starts it for a long run, and passes each line of its output to a reader.</summary>
    public static Task<ApiProcess> StartAsync(
        Action<string> reader,
        params IEnumerable<(string Name, string Value)> settings
    ) => StartApiAsync(settings, reader);

    /// <summary>Starts another program that serves HTTP and logs its address like the API.</summary>
    /// <param name="program">The program with its arguments.</param>
    /// <param name="settings">Environment variables.</param>
    public static Task<ApiProcess> StartProgramAsync(
        IReadOnlyList<string> program,
        params IEnumerable<(string Name, string Value)> settings
    ) => StartProgramAsync(program, settings, reader: null);

    private static Task<ApiProcess> StartApiAsync(
        IEnumerable<(string Name, string Value)> settings,
        Action<string>? reader
    )
    {
        var given = settings.ToList();
        var environment = given.LastOrDefault(one => one.Name == Environment).Value ?? Sandbox;
        return StartProgramAsync(["dotnet", Repository.ProgramOf(environment)], given, reader);
    }

    private static async Task<ApiProcess> StartProgramAsync(
        IReadOnlyList<string> program,
        IEnumerable<(string Name, string Value)> settings,
        Action<string>? reader
    )
    {
        var start = new ProcessStartInfo(program[0], program.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
            Environment =
            {
                [Environment] = Sandbox,
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                // As in the test projects.
                ["DOTNET_TieredPGO"] = "0",
                // One client of a test makes the requests of many clients.
                ["Limits__RequestsPerSecond"] = "1000000",
                ["Limits__Burst"] = "1000000",
            },
        };
        foreach (var (name, value) in SoonAgain.Concat(settings))
        {
            start.Environment[name] = value;
        }

        var api = new ApiProcess(Process.Start(start)!, reader);
        try
        {
            await api.ListenAsync();
            return api;
        }
        catch
        {
            await api.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it is ready.</summary>
    public Task UntilReadyAsync() =>
        Eventually.Until(async () =>
        {
            using var answer = await Client.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode;
        });

    /// <summary>Kills it, like <c>kill -9</c> or the loss of a machine.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Freezes it, like a machine that hangs, until it is thawed.</summary>
    public Task FreezeAsync() => Signal.SendAsync("STOP", process.Id);

    /// <summary>Continues a frozen process.</summary>
    public Task ThawAsync() => Signal.SendAsync("CONT", process.Id);

    /// <summary>Stops it with SIGTERM, and waits until it has ended.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        if (OperatingSystem.IsWindows())
        {
            process.Kill(); // there is no SIGTERM
        }
        else if (!process.HasExited)
        {
            await Signal.SendAsync("TERM", process.Id);
        }

        using var limit = new CancellationTokenSource(Eventually.Limit);
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
        }

        Client.Dispose();
        process.Dispose();
    }

    private async Task ListenAsync()
    {
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += Received;
        process.ErrorDataReceived += Received;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        var first = await Task.WhenAny(listening.Task, process.WaitForExitAsync(), Task.Delay(Eventually.Limit));
        Client.BaseAddress =
            first == listening.Task
                ? await listening.Task
                : throw new InvalidOperationException($"The API did not start:\n{Output}");
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "fg_sandbox_demo");

        void Received(object sender, DataReceivedEventArgs line)
        {
            const string announcement = "Now listening on: ";
            if (reader is null || !listening.Task.IsCompleted)
            {
                lock (output)
                {
                    output.AppendLine(line.Data);
                }
            }

            reader?.Invoke(line.Data ?? "");
            if (line.Data?.IndexOf(announcement, StringComparison.Ordinal) is >= 0 and var at)
            {
                listening.TrySetResult(new(line.Data[(at + announcement.Length)..].Trim()));
            }
        }
    }
}
