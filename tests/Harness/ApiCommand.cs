using System.Diagnostics;
using System.Text;
using Flowgen.Api;
using Flowgen.Sandbox;

namespace Flowgen.Harness;

/// <summary>The API's program, run for one command such as <c>db apply</c>, or until it reports that it cannot start.</summary>
public static class ApiCommand
{
    // A command redirects the console of its process, so only one runs at a time.
    private static readonly SemaphoreSlim Turn = new(1, 1);

    /// <summary>Runs the program's entry point in this process, which takes milliseconds where a process takes seconds.</summary>
    /// <param name="settings">Environment variables; a null value unsets the variable.</param>
    /// <param name="arguments">The command; none starts the API, for tests where that fails.</param>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        IEnumerable<(string Name, string? Value)> settings,
        params IEnumerable<string> arguments
    )
    {
        string[] line = [.. arguments, .. settings.Where(IsToBeSet).Select(Argument)];
        await Turn.WaitAsync();
        var (output, errors) = (Console.Out, Console.Error);
        try
        {
            using var capturedOutput = new StringWriter();
            using var capturedErrors = new StringWriter();
            Console.SetOut(new RunWriter(output, capturedOutput));
            Console.SetError(new RunWriter(errors, capturedErrors));
            var exitCode = await Task.Run(() =>
            {
                RunWriter.IsInRun.Value = true;
                return EnvironmentIn(settings) is "Sandbox" ? SandboxProgram.Main(line) : FlowgenProgram.RunAsync(line);
            });
            return (exitCode, $"{capturedOutput}", $"{capturedErrors}");
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
            Turn.Release();
        }
    }

    /// <summary>Runs the program as a process, to its end.</summary>
    /// <param name="settings">Environment variables; a null value unsets the variable.</param>
    /// <param name="arguments">The command; none starts the API.</param>
    public static async Task<(int ExitCode, string Output, string Errors)> RunProcessAsync(
        IEnumerable<(string Name, string? Value)> settings,
        params IEnumerable<string> arguments
    )
    {
        var start = new ProcessStartInfo("dotnet", [Repository.ProgramOf(EnvironmentIn(settings)), .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_TieredPGO"] = "0" },
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, errors);
    }

    private static string? EnvironmentIn(IEnumerable<(string Name, string? Value)> settings) =>
        settings.LastOrDefault(one => one.Name is "ASPNETCORE_ENVIRONMENT").Value;

    // An empty value hides a variable of this process.
    private static bool IsToBeSet((string Name, string? Value) setting) =>
        setting.Value is not null || Environment.GetEnvironmentVariable(setting.Name) is not null;

    // The host reads command-line settings after environment variables, by the same names.
    private static string Argument((string Name, string? Value) setting) =>
        setting.Name is "ASPNETCORE_ENVIRONMENT"
            ? $"--environment={setting.Value}"
            : $"--{setting.Name.Replace("__", ":", StringComparison.Ordinal)}={setting.Value}";

    // Captures only the output of the run. Other tests and the runner keep their console.
    private sealed class RunWriter(TextWriter others, TextWriter run) : TextWriter
    {
        public static readonly AsyncLocal<bool> IsInRun = new();

        private readonly Lock gate = new();

        public override Encoding Encoding => others.Encoding;

        public override void Write(char value) => Write([value]);

        public override void Write(string? value) => Write(value.AsSpan());

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(ReadOnlySpan<char> buffer)
        {
            lock (gate)
            {
                (IsInRun.Value ? run : others).Write(buffer);
            }
        }

        public override Task WriteAsync(char value) => Written([value]);

        public override Task WriteAsync(string? value) => Written(value);

        public override Task WriteLineAsync(string? value) => Written(value + Environment.NewLine);

        private Task Written(ReadOnlySpan<char> value)
        {
            Write(value);
            return Task.CompletedTask;
        }
    }
}
