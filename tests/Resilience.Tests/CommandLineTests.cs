using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Flowgen.Domain.Organisations;
using Flowgen.Harness;
using Npgsql;

namespace Flowgen.Resilience.Tests;

/// <summary>What those that run Flowgen do by its own program, in production.</summary>
public class CommandLineTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Production")]
    [InlineData("Sandbox")]
    public async Task Help_needs_no_settings_and_has_no_side_effects(string environment)
    {
        var directory = Repository.Path(".data", $"test-{Guid.CreateVersion7():n}");

        var (exitCode, output, errors) = await ApiCommand.RunProcessAsync(
            [
                ("ASPNETCORE_ENVIRONMENT", environment),
                ("ConnectionStrings__Postgres", null),
                ("Postgres__DataDirectory", directory),
            ],
            "--help"
        );

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.NotEmpty(output);
        Assert.False(Directory.Exists(directory));
    }

    [Fact]
    public async Task An_unknown_command_does_nothing()
    {
        await using var database = await TestDatabase.CreateAsync();

        // In the sandbox, which would apply the schema.
        var (exitCode, output, errors) = await ApiCommand.RunProcessAsync(
            [("ASPNETCORE_ENVIRONMENT", "Sandbox"), ("ConnectionStrings__Postgres", database.ConnectionString)],
            "resources",
            "teardown"
        );

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith("There is no ", Assert.Single(errors.Trim().Split('\n')));
        Assert.Equal(0L, await database.ExecuteAsync("select count(*) from pg_namespace where nspname = 'flowgen'"));
    }

    [Fact]
    public async Task An_operator_creates_an_organisation_and_manages_its_keys()
    {
        await using var database = await TestDatabase.CreateAsync();
        (string, string?)[] settings =
        [
            ("ASPNETCORE_ENVIRONMENT", "Production"),
            ("ConnectionStrings__Postgres", database.ConnectionString),
        ];
        await RunAsync("db", "apply", "--json");
        var created = await RunAsync("organisations", "create", "acme", "--name", "Acme Ltd", "--json");
        var first = await RunAsync(
            "keys",
            "create",
            "acme",
            "--name",
            "Careers site",
            "--scopes",
            "generations:read",
            "--days",
            "90",
            "--json"
        );
        await using var api = await ApiProcess.StartAsync(settings.Select(one => (one.Item1, one.Item2!)));
        var old = first.GetProperty("key").GetString()!;

        Assert.Equal("Acme Ltd", created.GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.OK, await StatusOf(old));
        var rotated = await RunAsync("keys", "rotate", "acme", first.GetProperty("id").GetString()!, "--json");
        var successor = rotated.GetProperty("key").GetString()!;
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await StatusOf(old), await StatusOf(successor)));
        await RunAsync("keys", "revoke", "acme", first.GetProperty("id").GetString()!, "--json");
        await Eventually.Until(async () => await StatusOf(old) is HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.OK, await StatusOf(successor));
        var left = Assert.Single((await RunAsync("keys", "list", "acme", "--json")).EnumerateArray());
        Assert.Equal(rotated.GetProperty("id").GetString(), left.GetProperty("id").GetString());
        Assert.Equal("Careers site", left.GetProperty("name").GetString());

        await RunAsync("organisations", "disable", "acme", "--json");
        await Eventually.Until(async () => await StatusOf(successor) is HttpStatusCode.Forbidden);
        Assert.Single((await RunAsync("organisations", "list", "--json")).EnumerateArray());
        Assert.Equal(
            "organisation_created api_key_created api_key_rotated api_key_revoked organisation_disabled",
            await database.ExecuteAsync("select string_agg(type, ' ' order by version) from flowgen.mt_events")
        );
        Assert.Equal(
            5L,
            await database.ExecuteAsync("select count(*) from flowgen.mt_events where user_name like 'operator:%'")
        );

        async Task<JsonElement> RunAsync(params string[] command)
        {
            var (exitCode, output, errors) = await ApiCommand.RunAsync(settings, command);
            Assert.True(exitCode == 0, output + errors);
            return JsonElement.Parse(output);
        }

        async Task<HttpStatusCode> StatusOf(string key)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/flow-generations");
            request.Headers.Authorization = new("Bearer", key);
            using var answer = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task An_error_of_an_operator_is_one_line_with_exit_code_1()
    {
        await using var database = await TestDatabase.CreateAsync();
        (string, string?)[] settings =
        [
            ("ASPNETCORE_ENVIRONMENT", "Production"),
            ("ConnectionStrings__Postgres", database.ConnectionString),
        ];
        await ApiCommand.RunAsync(settings, "db", "apply");
        await ApiCommand.RunAsync(settings, "organisations", "create", "acme");
        string[] create = ["keys", "create", "--scopes", "events:read"];

        Assert.Equal(
            "An organisation with this id exists already. Use another id.",
            await RefusalOf("organisations", "create", "acme")
        );
        Assert.StartsWith("<id>: Use 1 to 63 ", await RefusalOf("organisations", "create", "Acme"));
        Assert.StartsWith("--name: Use 1 to 100 ", await RefusalOf("organisations", "create", "other", "--name", " "));
        Assert.Equal("There is no organisation with this id.", await RefusalOf([.. create, "nobody"]));
        Assert.StartsWith(
            "--scopes: There is no such scope. Use any of",
            await RefusalOf(["keys", "create", "acme", "--scopes", "everything"])
        );
        Assert.Equal("--days can't be '-5': use 1 to 36500.", await RefusalOf([.. create, "acme", "--days", "-5"]));
        Assert.Equal("The organisation has no key with this id.", await RefusalOf("keys", "revoke", "acme", "0123"));

        async Task<string> RefusalOf(params string[] command)
        {
            var (exitCode, output, errors) = await ApiCommand.RunAsync(settings, command);
            Assert.Equal((1, ""), (exitCode, output));
            return Assert.Single(errors.Trim().Split('\n'));
        }
    }

    [Fact]
    public async Task The_database_role_of_the_api_has_all_needed_rights_and_cannot_change_events()
    {
        await using var database = await TestDatabase.CreateAsync();
        var role = $"flowgen_api_{Guid.CreateVersion7():n}";
        await database.ExecuteAsync($"create role {role} login password 'secret'");
        var asRole = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Username = role,
            Password = "secret",
            Pooling = false,
        }.ConnectionString;
        try
        {
            var organisation = await SetUpAsync();
            await using var receiver = await WebhookReceiver.StartAsync();
            await using var api = await ApiProcess.StartAsync(
                ("ASPNETCORE_ENVIRONMENT", "Production"),
                ("ConnectionStrings__Postgres", asRole),
                ("Seals__Pause", "00:00:00.200"),
                ("Webhooks__AllowHttp", "true"),
                ("Webhooks__Ports", "any"),
                ("Webhooks__AllowedNetworks__0", "127.0.0.0/8")
            );
            api.Client.DefaultRequestHeaders.Authorization = new("Bearer", organisation);
            await api.Client.AddWebhookAsync(receiver.Url());
            using var sample = new StringContent(
                Repository.SampleRequest,
                new MediaTypeHeaderValue("application/vnd.api+json")
            );
            using var created = await api.Client.PostAsync("/flow-generations", sample, Cancellation);
            Assert.Equal(HttpStatusCode.Created, created.StatusCode);
            await Eventually.Until(() => IsTrueAsync("type = 'flow_generation_finished'"));
            var id = await database.ExecuteAsync(
                "select stream_id from flowgen.mt_events where type = 'flow_generation_queued'"
            );
            using var erased = await api.Client.DeleteAsync($"/flow-generations/{id}?erase=true", Cancellation);
            Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
            Assert.True(await IsTrueAsync("data->>'isErased' = 'true' and data->>'parameters' = '{}'"));
            await Eventually.Until(async () =>
                await database.ExecuteAsync("select max(total) from flowgen.seal") is 5L
            );
            await Eventually.Until(() => Task.FromResult(receiver.All.Any(one => one.Event == "delete")));
            Assert.DoesNotContain("42501", api.Output);

            foreach (
                var statement in new[]
                {
                    "update flowgen.mt_events set data = '{}'",
                    "delete from flowgen.mt_events",
                    "truncate flowgen.mt_events",
                    "delete from flowgen.mt_streams",
                    "update flowgen.seal set number = 0",
                    "delete from flowgen.seal",
                    "alter table flowgen.mt_events disable trigger all",
                }
            )
            {
                await using var connection = new NpgsqlConnection(asRole);
                await connection.OpenAsync(Cancellation);
                await using var command = new NpgsqlCommand(statement, connection);
                var refused = await Assert.ThrowsAsync<PostgresException>(() =>
                    command.ExecuteNonQueryAsync(Cancellation)
                );
                Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
            }
        }
        finally
        {
            await database.ExecuteAsync($"drop owned by {role}; drop role {role}");
        }

        async Task<string> SetUpAsync()
        {
            (string, string?)[] settings =
            [
                ("ASPNETCORE_ENVIRONMENT", "Production"),
                ("ConnectionStrings__Postgres", database.ConnectionString),
            ];
            await ApiCommand.RunAsync(settings, "db", "apply", "--api-role", role);
            await ApiCommand.RunAsync(settings, "organisations", "create", "acme");
            var (exitCode, output, errors) = await ApiCommand.RunAsync(
                settings,
                "keys",
                "create",
                "acme",
                "--scopes",
                string.Join(',', Scope.All),
                "--json"
            );
            Assert.True(exitCode == 0, output + errors);
            return JsonElement.Parse(output).GetProperty("key").GetString()!;
        }

        async Task<bool> IsTrueAsync(string condition) =>
            await database.ExecuteAsync($"select exists (select from flowgen.mt_events where {condition})") is true;
    }

    [Fact]
    public async Task Production_does_not_start_with_the_public_demo_key()
    {
        await using var database = await TestDatabase.CreateAsync();

        var (exitCode, output, errors) = await ApiCommand.RunAsync([
            ("ASPNETCORE_ENVIRONMENT", "Production"),
            ("ConnectionStrings__Postgres", database.ConnectionString),
            ("Operators__0", "6d81e993e0f89f5bfc6722e2955ec0cafa9e53e8abfb7487d0a0753b305b4bac"),
        ]);

        Assert.Equal(1, exitCode);
        Assert.Contains("fg_sandbox_demo", output + errors);
    }
}
