using System.Net;
using System.Net.Sockets;
using Flowgen.Harness;

namespace Flowgen.Resilience.Tests;

/// <summary>How the program starts, and how it says that it can't.</summary>
public class StartTests
{
    [Fact]
    public async Task Production_without_a_connection_string_says_what_to_set()
    {
        var (exitCode, output) = await RunProcess("Production", connectionString: null);

        Assert.Equal(1, exitCode);
        Assert.Contains("Set ConnectionStrings__Postgres", Assert.Single(Lines(output)));
    }

    [Theory]
    [InlineData("Limits__Burst", "0", "Limits__Burst can't be '0': use 1 to 1000000.")]
    [InlineData("Flowgen__Role", "both", "Flowgen__Role can't be 'both': use all, api, worker.")]
    [InlineData("Shutdown__Grace", "soon", "Shutdown__Grace can't be 'soon': use 00:00:00 to 01:00:00.")]
    [InlineData("Sync__Limit", "-00:00:01", "Sync__Limit can't be '-00:00:01': use 00:00:00 to 01:00:00.")]
    [InlineData("Cors__Origins", "https://a.example", "Cors__Origins is a list: set Cors__Origins__0.")]
    [InlineData("Cors__Origins__0", "*", "Cors__Origins can't have '*': use origins such as")]
    [InlineData(
        "Cors__Origins__0",
        "https://a.example/",
        "Cors__Origins can't have 'https://a.example/': use origins such"
    )]
    [InlineData("Logging__LogLevel__Default", "loud", "Logging__LogLevel__Default can't be 'loud': use trace, debug,")]
    [InlineData(
        "Logging__Console__FormatterOptions__IncludeScopes",
        "maybe",
        "Failed to convert configuration value 'maybe' at 'FormatterOptions:IncludeScopes' to type 'System.Boolean'."
    )]
    [InlineData(
        "Logging__Console__LogToStandardErrorThreshold",
        "Bogus",
        "Failed to convert configuration value 'Bogus' at 'LogToStandardErrorThreshold' to type"
    )]
    [InlineData("Webhooks__Ports", "443,x", "Webhooks__Ports can't have 'x': use any, or ports from 1 to 65535")]
    [InlineData("Webhooks__Ports", "70000", "Webhooks__Ports can't have '70000': use any, or ports")]
    [InlineData("LanguageModel__ApiKey", "sk-canary", "LanguageModel__Endpoint is missing: set it, or leave")]
    [InlineData("Operators__0", "a key", "Operators must list the SHA-256 of their keys")]
    [InlineData("Secrets__Certificate", "a.pem", "There is no setting Secrets__Certificate: Secrets has Certificates.")]
    [InlineData(
        "Secrets__Certificates__0",
        "/nowhere.pem",
        "Secrets__Certificates can't have '/nowhere.pem': use a PEM"
    )]
    [InlineData("LanguageModel__Endpoint", "models", "LanguageModel__Endpoint can't be 'models': use a URL such as")]
    [InlineData(
        "LanguageModel__Endpoint",
        "https://models.example/v1",
        "LanguageModel__Model is missing: say which to use."
    )]
    [InlineData("Proxies__Known__0", "everybody", "Proxies__Known can't have 'everybody': use addresses, or networks")]
    public async Task An_invalid_setting_is_named_in_one_line(string name, string value, string line)
    {
        var (exitCode, output) = await Run("Production", "Host=localhost", [(name, value)]);

        Assert.Equal(1, exitCode);
        Assert.StartsWith(line, Assert.Single(Lines(output)));
    }

    [Fact]
    public async Task An_invalid_setting_of_the_sandbox_is_named_in_one_line()
    {
        var (exitCode, output) = await Run("Sandbox", "Host=localhost", [("Postgres__Folder", "/tmp")]);

        Assert.Equal(1, exitCode);
        Assert.StartsWith(
            "There is no setting Postgres__Folder: Postgres has DataDirectory.",
            Assert.Single(Lines(output))
        );
    }

    [Theory]
    [InlineData("http://models.example/v1", "sk-canary", "00:00:30", "LanguageModel__Endpoint can't be http with a")]
    [InlineData(
        "https://me:sk-canary@models.example/v1",
        "",
        "00:00:30",
        "LanguageModel__Endpoint can't have a user or"
    )]
    [InlineData(
        "https://models.example/v1",
        "sk-canary\n",
        "00:00:30",
        "LanguageModel__ApiKey can't have spaces, line"
    )]
    [InlineData("https://models.example/v1", "sk-canarý", "00:00:30", "LanguageModel__ApiKey can't have spaces, line")]
    [InlineData("https://models.example/v1", "", "00:05:00", "LanguageModel__Timeout can't be '00:05:00': use less")]
    public async Task Conflicting_settings_are_named_in_one_line_without_the_key(
        string endpoint,
        string key,
        string timeout,
        string line
    )
    {
        var (exitCode, output) = await Run(
            "Production",
            "Host=localhost",
            [
                ("LanguageModel__Endpoint", endpoint),
                ("LanguageModel__Model", "fake-1"),
                ("LanguageModel__ApiKey", key),
                ("LanguageModel__Timeout", timeout),
            ]
        );

        Assert.Equal(1, exitCode);
        Assert.StartsWith(line, Assert.Single(Lines(output)));
        Assert.DoesNotContain("canar", output);
    }

    [Fact]
    public async Task Production_needs_a_command_for_its_schema_and_reports_so()
    {
        await using var database = await TestDatabase.CreateAsync();

        var (refused, output) = await RunProcess("Production", database.ConnectionString);
        var (differs, differences) = await RunProcess("Production", database.ConnectionString, "db", "assert");
        var (applied, _) = await RunProcess("Production", database.ConnectionString, "db", "apply");
        await using var api = await ApiProcess.StartAsync(
            ("ASPNETCORE_ENVIRONMENT", "Production"),
            ("ConnectionStrings__Postgres", database.ConnectionString)
        );

        Assert.Equal(1, refused);
        Assert.EndsWith("run dotnet Flowgen.Api.dll db apply", Assert.Single(Lines(output)));
        Assert.Equal(1, differs);
        Assert.All(Lines(differences), line => Assert.Matches(@"^flowgen(_messages)?\.\S+ is missing$", line));
        Assert.Contains("flowgen.mt_events is missing", Lines(differences));
        Assert.Equal(0, applied);
        Assert.Equal(
            (0, "The schema is up to date.\n"),
            await RunProcess("Production", database.ConnectionString, "db", "assert")
        );
        await api.UntilReadyAsync();
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Bogus=1", "ConnectionStrings__Postgres is no connection string")]
    [InlineData("nonsense", "ConnectionStrings__Postgres is no connection string")]
    [InlineData("Host=127.0.0.1;Port=99999;Username=me", "ConnectionStrings__Postgres is no connection string")]
    [InlineData("Database=flowgen;Username=me", "ConnectionStrings__Postgres is no connection string")]
    [InlineData("Host=127.0.0.1;Port=1;Username=me", "Postgres can't be reached.")]
    [InlineData("Host=no.such.host.invalid;Username=me", "Postgres can't be reached.")]
    [InlineData("{};Password=wrong", "Postgres refuses: password authentication failed for user")]
    [InlineData("{};Database=missing", "Postgres refuses: database \"missing\" does not exist.")]
    [InlineData("{}", "The database lacks tables of this version: run dotnet Flowgen.Api.dll db apply")]
    public async Task Every_error_of_the_database_is_one_line_for_the_server_and_every_command(
        string connectionString,
        string line
    )
    {
        await using var database = await TestDatabase.CreateAsync();
        string[][] commands =
        [
            [],
            ["organisations", "list"],
            ["keys", "list", "acme"],
            ["projections", "rebuild"],
            ["db", "apply"],
            ["db", "assert"],
        ];

        var runs = await Task.WhenAll(
            commands
                .Where(command => connectionString is not "{}" || command is not ["db", _])
                .Select(command =>
                    Run("Production", connectionString.Replace("{}", database.ConnectionString), [], command)
                )
        );

        Assert.All(runs, run => Assert.Equal(1, run.ExitCode));
        Assert.All(runs, run => Assert.StartsWith(line, Assert.Single(Lines(run.Output))));
    }

    [Theory]
    [InlineData("urls", "nonsense", "Can't listen on nonsense: Invalid url: 'nonsense'.")]
    [InlineData("urls", "in use", "Can't listen on http://127.0.0.1:")]
    public async Task Every_error_of_the_addresses_is_one_line_of_the_server(string name, string value, string line)
    {
        await using var database = await TestDatabase.CreateAsync();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var (exitCode, output, errors) = await ApiCommand.RunAsync([
            ("ASPNETCORE_ENVIRONMENT", "Sandbox"),
            ("ConnectionStrings__Postgres", database.ConnectionString),
            (name, value is "in use" ? $"http://{taken.LocalEndpoint}" : value),
        ]);

        Assert.Equal(1, exitCode);
        Assert.StartsWith(line, Assert.Single(Lines(errors)));
        Assert.DoesNotContain("   at ", output); // no stack
    }

    [Fact]
    public async Task The_private_cluster_of_a_killed_process_is_adopted_and_its_last_user_stops_it()
    {
        var directory = Repository.Path(".data", $"test-{Guid.CreateVersion7():n}");
        try
        {
            await using var first = await ApiProcess.StartAsync(("Postgres__DataDirectory", directory));
            var postmaster = await Postmaster(first);
            await first.KillAsync();

            await using (var second = await ApiProcess.StartAsync(("Postgres__DataDirectory", directory)))
            await using (var third = await ApiProcess.StartAsync(("Postgres__DataDirectory", directory)))
            {
                Assert.Equal(postmaster, await Postmaster(second));
                Assert.Equal(0, await third.StopAsync());
                Assert.Equal(postmaster, await Postmaster(second));
                Assert.Equal(0, await second.StopAsync());
            }

            // Its file goes just before it does.
            await Eventually.Until(() => Task.FromResult(!Directory.Exists($"/proc/{postmaster}")));
        }
        finally
        {
            if (Directory.Exists(directory))
            {
                Directory.Delete(directory, recursive: true);
            }
        }
    }

    // The cluster that an API uses, by the file its server keeps; it must also answer.
    private static async Task<string> Postmaster(ApiProcess api)
    {
        await api.UntilReadyAsync();
        var origin = api
            .Output.Split('\n')
            .Select(line => line.Trim())
            .First(line => line.Contains("a private cluster in "));
        var home = origin.Split("a private cluster in ")[1].TrimEnd('.');
        var file = await File.ReadAllLinesAsync(
            Path.Combine(home, "data", "postmaster.pid"),
            TestContext.Current.CancellationToken
        );
        return file[0];
    }

    private static async Task<(int ExitCode, string Output)> Run(
        string environment,
        string? connectionString,
        (string Name, string? Value)[]? settings = null,
        params string[] command
    )
    {
        var (exitCode, output, errors) = await ApiCommand.RunAsync(
            [
                ("ASPNETCORE_ENVIRONMENT", environment),
                ("ConnectionStrings__Postgres", connectionString),
                .. settings ?? [],
            ],
            command
        );
        return (exitCode, output + errors);
    }

    private static async Task<(int ExitCode, string Output)> RunProcess(
        string environment,
        string? connectionString,
        params string[] command
    )
    {
        var (exitCode, output, errors) = await ApiCommand.RunProcessAsync(
            [("ASPNETCORE_ENVIRONMENT", environment), ("ConnectionStrings__Postgres", connectionString)],
            command
        );
        return (exitCode, output + errors);
    }

    private static string[] Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
