using System.Diagnostics;

namespace Flowgen.Harness;

/// <summary>The API's program run for one command, such as <c>db apply</c>, or until it says that it can't start.</summary>
public static class ApiCommand
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="settings">Environment variables.</param>
    /// <param name="arguments">The command; none starts the API.</param>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        IEnumerable<(string Name, string? Value)> settings,
        params IEnumerable<string> arguments
    )
    {
        var given = settings.ToList();
        var environment = given.LastOrDefault(one => one.Name == "ASPNETCORE_ENVIRONMENT").Value;
        var start = new ProcessStartInfo("dotnet", [Repository.ProgramOf(environment), .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in given)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, errors);
    }
}
