using System.Diagnostics;
using Flowgen.Clients.Tests;
using Flowgen.Harness;

[assembly: AssemblyFixture(typeof(ClientFixture))]

namespace Flowgen.Clients.Tests;

/// <summary>The sandbox as a process, and the programs of other people that talk to it.</summary>
public sealed class ClientFixture : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private TestDatabase? database;
    private ApiProcess? api;

    /// <summary>Where the sandbox listens, without a slash at its end.</summary>
    public string Address => api!.Address.ToString().TrimEnd('/');

    /// <summary>Where the clients of the npm registry are, and what they generate.</summary>
    public string Node { get; } = Repository.Path("tests", "Clients.Tests", "node");

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        api = await ApiProcess.StartAsync(("ConnectionStrings__Postgres", database.ConnectionString));
        if (Has("npm"))
        {
            await RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], Node);
        }
    }

    /// <summary>Skips the test on a machine without the program.</summary>
    public static void Needs(string program) => Assert.SkipUnless(Has(program), $"There is no {program} here.");

    /// <summary>Runs a program that must succeed, with these lines to read, and returns what it wrote.</summary>
    public static async Task<string> RunAsync(
        string program,
        IEnumerable<string> arguments,
        string directory,
        IEnumerable<string>? input = null
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = input is not null,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Kiota else looks for a newer version of itself, and other tools tell their makers of their use.
            Environment = { ["KIOTA_OFFLINE_ENABLED"] = "true", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "true" },
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            if (input is not null)
            {
                foreach (var line in input)
                {
                    await process.StandardInput.WriteLineAsync(line);
                }

                process.StandardInput.Close();
            }

            await process.WaitForExitAsync(limit.Token);
            Assert.True(
                process.ExitCode == 0,
                $"{program} ended with {process.ExitCode}:\n{await output}\n{await errors}"
            );
            return await output;
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (api is not null)
        {
            await api.DisposeAsync();
        }

        if (database is not null)
        {
            await database.DisposeAsync();
        }
    }

    private static bool Has(string program) =>
        Environment
            .GetEnvironmentVariable("PATH")!
            .Split(Path.PathSeparator)
            .Any(folder =>
                File.Exists(Path.Combine(folder, program)) || File.Exists(Path.Combine(folder, $"{program}.cmd"))
            );
}
