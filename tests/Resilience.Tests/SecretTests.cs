using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Flowgen.Domain.Organisations;
using Flowgen.Harness;
using Npgsql;

namespace Flowgen.Resilience.Tests;

/// <summary>Passwords and keys are in nothing that the program writes, whatever it is asked and however much it logs.</summary>
public class SecretTests
{
    private const string Password = "mark-password-4711";
    private const string ModelKey = "mark-model-4711";
    private const string OperatorKey = "mark-operator-4711";

    private static readonly string[] Categories =
    [
        "Default",
        "Marten",
        "Microsoft.AspNetCore",
        "Microsoft.Extensions.Diagnostics.HealthChecks",
        "Npgsql",
        "Wolverine",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_command_no_log_and_no_health_response_contains_a_secret()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var model = await FakeLanguageModel.StartAsync();
        var role = $"flowgen_marked_{Guid.CreateVersion7():n}";
        await database.ExecuteAsync($"create role {role} superuser login password '{Password}'");
        try
        {
            var connectionString = new NpgsqlConnectionStringBuilder(database.ConnectionString)
            {
                Username = role,
                Password = Password,
            }.ConnectionString;
            (string, string?)[] settings =
            [
                ("ASPNETCORE_ENVIRONMENT", "Production"),
                ("ConnectionStrings__Postgres", connectionString),
                ("LanguageModel__Endpoint", model.Endpoint),
                ("LanguageModel__Model", "fake-1"),
                ("LanguageModel__ApiKey", ModelKey),
                ("Operators__0", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(OperatorKey)))),
                ("Webhooks__AllowHttp", "true"),
                ("Webhooks__Ports", "any"),
                ("Webhooks__AllowedNetworks__0", "127.0.0.0/8"),
                .. Categories.Select(one => ($"Logging__LogLevel__{one}", (string?)"Trace")),
            ];
            var written = new StringBuilder();
            await RunAsync("db", "apply");
            await RunAsync("organisations", "create", "acme");
            var create = new[] { "keys", "create", "acme", "--scopes", string.Join(',', Scope.All) };
            var (_, made, log) = await ApiCommand.RunProcessAsync(settings, create);
            var key = made.Trim().Split('\n')[^1]; // which is shown there, and nowhere else
            written.Append(log);
            await RunAsync("db", "assert");
            await RunAsync("keys", "list", "acme");
            await RunAsync("keys", "rotate", "acme", "missing");
            await RunAsync("keys", "revoke", "acme", "missing");
            await RunAsync("organisations", "list");
            await RunAsync("organisations", "disable", "acme");
            await RunAsync("organisations", "enable", "acme");
            await RunAsync("projections", "rebuild", "--settle", "0");
            foreach (var one in new[] { "help", "version", "describe", "bogus" })
            {
                await RunAsync(one);
            }

            var secret = await ServeAsync(settings, key, written);

            Assert.Contains(" trace ", $"{written}");
            foreach (
                var hidden in new[] { Password, ModelKey, OperatorKey, key, key.Split('_')[^1], secret, secret[6..] }
            )
            {
                Assert.DoesNotContain(hidden, $"{written}");
            }

            async Task RunAsync(params string[] command)
            {
                var (_, output, errors) = await ApiCommand.RunProcessAsync(settings, command);
                written.Append(output).Append(errors);
            }
        }
        finally
        {
            await database.ExecuteAsync($"reassign owned by {role} to current_user; drop role {role}");
        }
    }

    // Everything that has to do with a secret, with the log and the answers on health added to what was written.
    private static async Task<string> ServeAsync(
        IEnumerable<(string Name, string? Value)> settings,
        string key,
        StringBuilder written
    )
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var api = await ApiProcess.StartAsync(settings.Select(one => (one.Name, one.Value!)));
        api.Client.DefaultRequestHeaders.Authorization = new("Bearer", OperatorKey);
        using var letters = await api.Client.GetAsync("/operations/dead-letters", Cancellation);
        letters.EnsureSuccessStatusCode();
        api.Client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        var secret = await api.Client.AddWebhookAsync(receiver.Url());
        using var sample = new StringContent(
            Repository.SampleRequest,
            new MediaTypeHeaderValue("application/vnd.api+json")
        );
        using var created = await api.Client.PostAsync("/flow-generations", sample, Cancellation);
        created.EnsureSuccessStatusCode();
        await Eventually.Until(() => Task.FromResult(receiver.All.Any(one => one.Event == "update")));
        api.Client.DefaultRequestHeaders.Authorization = new("Bearer", key + "x");
        using var refused = await api.Client.GetAsync("/flows", Cancellation);
        foreach (var path in new[] { "/health/live", "/health/ready" })
        {
            written.Append(await api.Client.GetStringAsync(path, Cancellation));
        }

        await api.StopAsync();
        written.Append(api.Output);
        return secret;
    }
}
