using System.Text;
using System.Text.Json;
using Alba;
using Flowgen.Api.Tests;
using Flowgen.Application.Organisations;
using Flowgen.Domain.Organisations;
using Flowgen.Harness;
using Flowgen.Sandbox;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Wolverine;

[assembly: AssemblyFixture(typeof(ApiFixture))]
[assembly: AssemblyFixture(typeof(SeededDatabase))]

namespace Flowgen.Api.Tests;

/// <summary>The API in the sandbox on a database of its own, with the organisations <c>demo</c> and <c>other</c>.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    public const string JsonApi = "application/vnd.api+json";
    public const string OtherKey = "fg_sandbox_other";

    /// <summary>The key of the demo organisation.</summary>
    public static string DemoKey(string environment) => $"fg_{environment.ToLowerInvariant()}_demo";

    public const string OperatorKey = "fg_sandbox_operator";

    /// <summary>A key of the demo organisation, whose secret is to be found wherever it is written.</summary>
    public const string MarkedKey = $"fg_sandbox_marked_{CanaryTests.Mark}";

    private static readonly string[] Rates = ["RequestsPerSecond", "Burst", "AddressRequestsPerSecond", "AddressBurst"];

    private TestDatabase? database;

    public IAlbaHost Host { get; private set; } = null!;

    public TestDatabase Database => database!;

    /// <summary>Between two looks for what is to be sealed: seldom, but where a test waits for it.</summary>
    public string SealPause { get; init; } = "00:00:10";

    /// <summary>Of every API on it.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings { get; init; } = [];

    public string ConnectionString => Database.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        await CreateDatabaseAsync();
        Host = await StartAsync("Sandbox");
    }

    public async Task CreateDatabaseAsync() => database = await SeededDatabase.CreateAsync();

    public async Task DropDatabaseAsync() => await database!.DisposeAsync();

    /// <summary>Runs a statement on its database, as somebody other than Flowgen.</summary>
    public Task<object?> QueryAsync(string sql) => database!.ExecuteAsync(sql);

    /// <summary>Runs a statement in a transaction that stays open, with its locks, until the result is disposed.</summary>
    public Task<IAsyncDisposable> HoldAsync(string sql) => database!.HoldAsync(sql);

    /// <summary>The tables of Flowgen that hold a text, as such or in bytes.</summary>
    public async Task<IReadOnlyList<string>> TablesWith(string text)
    {
        var tables = await QueryAsync(
            "select array_agg(schemaname || '.' || tablename order by 1) from pg_tables where schemaname in ('flowgen', 'flowgen_messages')"
        );
        var bytes = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));
        var found = new List<string>();
        foreach (var table in (string[])tables!)
        {
            var rows = $"from {table} t where position('{text}' in t::text) > 0 or position('{bytes}' in t::text) > 0";
            if (await QueryAsync($"select exists (select {rows})") is true)
            {
                found.Add(table);
            }
        }

        return found;
    }

    /// <summary>The types of a generation's events, in order.</summary>
    public async Task<string> EventsOf(Guid id) =>
        $"{await QueryAsync($"select string_agg(type, ' ' order by version) from flowgen.mt_events where stream_id = '{id}'")}".Replace(
            "flow_generation_",
            ""
        );

    /// <summary>The position of the last event.</summary>
    public async Task<long> EndOfLog() => (long)(await QueryAsync("select max(seq_id) from flowgen.mt_events"))!;

    /// <summary>Waits until all that is in the log of an organisation is sealed.</summary>
    public async Task UntilSealedAsync(string organisation = "demo")
    {
        var events = await QueryAsync(
            $"select count(*) from flowgen.mt_events where tenant_id = '{organisation}' and type like 'flow_generation%'"
        );
        await Eventually.Until(async () =>
            await QueryAsync($"select max(total) from flowgen.seal where organisation = '{organisation}'") is long total
            && total >= (long)events!
        );
    }

    /// <summary>Waits until no message is waiting or being handled.</summary>
    public Task UntilIdle() =>
        Eventually.Until(async () =>
            await QueryAsync(
                """
                select (select count(*) from flowgen.backlog)
                    + (select count(*) from flowgen_messages.wolverine_incoming_envelopes where status <> 'Handled')
                """
            )
                is 0L
        );

    /// <summary>Another API on the same database.</summary>
    public async Task<IAlbaHost> StartAsync(
        string environment,
        Action<IServiceCollection>? configure = null,
        bool solo = true,
        TimeSpan? syncLimit = null,
        string role = "all",
        string operatorKey = OperatorKey,
        params IEnumerable<(string Name, string Value)> settings
    )
    {
        return await AlbaHost.For<SandboxExtension>(builder =>
        {
            builder.UseEnvironment(environment);
            builder.UseSetting("ConnectionStrings:Postgres", ConnectionString);
            builder.UseSetting("Operators:0", KeyText.HashOf(operatorKey));
            builder.UseSetting("Flowgen:Role", role);
            builder.UseSetting("Generation:RetryDelay", "00:00:00.020");
            foreach (var rate in Rates)
            {
                builder.UseSetting($"Limits:{rate}", "1000000"); // one client here does what many do elsewhere
            }

            builder.UseSetting("Shutdown:Delay", "00:00:00");
            builder.UseSetting("Seals:Pause", SealPause);
            // Far beyond what a test waits, so that a wait which nobody ends fails the test.
            builder.UseSetting("Sync:Limit", (syncLimit ?? TimeSpan.FromHours(1)).ToString());
            foreach (var (name, value) in Settings.Concat(settings))
            {
                builder.UseSetting(name, value);
            }

            builder.ConfigureServices(services =>
            {
                if (solo)
                {
                    services.RunWolverineInSoloMode();
                }

                configure?.Invoke(services);
            });
        });
    }

    /// <summary>Sends a request and returns the answer's document; an empty answer gives a null one.</summary>
    public Task<Answer> Send(
        HttpMethod method,
        string path,
        string? body = null,
        Action<HttpRequestMessage>? configure = null
    ) => Host.Send(method, path, body, configure);

    public Task<Answer> Get(string path, string? key = null) =>
        Host.Send(HttpMethod.Get, path, configure: request => Authorise(request, key));

    public Task<Answer> Post(string body, bool sync = false) =>
        Host.Send(HttpMethod.Post, sync ? "/flow-generations?sync=true" : "/flow-generations", body);

    public Task<Answer> Delete(Guid id, string? key = null) =>
        Host.Send(HttpMethod.Delete, $"/flow-generations/{id}", configure: request => Authorise(request, key));

    public Task<Answer> Erase(Guid id, Action<HttpRequestMessage>? configure = null) => Host.Erase(id, configure);

    public async ValueTask DisposeAsync()
    {
        if (Host is not null)
        {
            await Host.DisposeAsync();
        }

        if (database is not null)
        {
            await database.DisposeAsync();
        }
    }

    private static void Authorise(HttpRequestMessage request, string? key)
    {
        if (key is not null)
        {
            request.Headers.Authorization = new("Bearer", key);
        }
    }

    /// <summary>A key of the demo organisation with these scopes.</summary>
    public async Task<(string Id, string Text)> CreateKeyAsync(params string[] scopes)
    {
        var created = await Send(HttpMethod.Post, "/api-keys", Requests.ApiKey(scopes));
        return (created.Data.GetProperty("id").GetString()!, created.Attributes.GetProperty("key").GetString()!);
    }

    /// <summary>Creates the database that all others are copies of.</summary>
    internal async Task<TestDatabase> SeedAsync()
    {
        database = await TestDatabase.CreateAsync();
        await using var host = await StartAsync("Sandbox");
        await SeedAsync(host);
        return database;
    }

    // The sandbox has the demo organisation and its key; what else a test uses, an operator makes.
    private static async Task SeedAsync(IAlbaHost host)
    {
        var streams = host.Services.GetRequiredService<OrganisationStreams>();
        await AddAsync("demo", DemoKey("Production"));
        await AddAsync("demo", MarkedKey);
        await AddAsync("other", OtherKey);

        Task AddAsync(string organisation, string key) =>
            streams.DecideAsync(
                organisation,
                "operator:test",
                state =>
                    [
                        .. state is null ? OrganisationDecider.Create(state, organisation, organisation, Now) : [],
                        new ApiKeyCreated(
                            organisation,
                            KeyText.IdIn(key, key.Split('_')[1])!,
                            "test",
                            Scope.All,
                            KeyText.HashOf(key),
                            ExpiresAt: null,
                            Now
                        ),
                    ],
                TestContext.Current.CancellationToken
            );
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();
}

/// <summary>Databases with the schema and the organisations.</summary>
public sealed class SeededDatabase : IAsyncDisposable
{
    private static readonly DatabaseTemplate Template = new(() => new ApiFixture().SeedAsync());

    public static Task<TestDatabase> CreateAsync() => Template.CopyAsync();

    public ValueTask DisposeAsync() => Template.DisposeAsync();
}

/// <summary>What the API answered. What is no JSON is a document of one text.</summary>
public sealed record Answer(int Status, JsonElement Document, HttpResponseMessage Response)
{
    public JsonElement Data => Document.GetProperty("data");

    public JsonElement Attributes => Data.GetProperty("attributes");

    public Guid Id => Data.GetProperty("id").GetGuid();

    public string? Header(string name) =>
        Response.Headers.TryGetValues(name, out var values) || Response.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;

    /// <summary>Each error as <c>code at where</c>, in order.</summary>
    public IEnumerable<string> Errors =>
        Document
            .GetProperty("errors")
            .EnumerateArray()
            .Select(error =>
                error.TryGetProperty("source", out var source)
                    ? $"{error.GetProperty("code")} at {source.EnumerateObject().Single().Value}"
                    : $"{error.GetProperty("code")}"
            );
}

public static class HostRequests
{
    /// <summary>Sends a request with the demo key; a body goes as JSON:API unless configured otherwise.</summary>
    public static async Task<Answer> Send(
        this IAlbaHost host,
        HttpMethod method,
        string path,
        string? body = null,
        Action<HttpRequestMessage>? configure = null
    )
    {
        using var client = host.Server.CreateClient();
        using var request = new HttpRequestMessage(method, path);
        var environment = host.Services.GetRequiredService<IHostEnvironment>().EnvironmentName;
        request.Headers.Authorization = new("Bearer", ApiFixture.DemoKey(environment));
        if (body is not null)
        {
            request.Content = new StringContent(
                body,
                new System.Net.Http.Headers.MediaTypeHeaderValue(ApiFixture.JsonApi)
            );
        }

        configure?.Invoke(request);
        var response = await client
            .SendAsync(request, TestContext.Current.CancellationToken)
            .WaitAsync(Eventually.Limit);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var isJson =
            response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) is true;
        return new(
            (int)response.StatusCode,
            text is "" ? default
                : isJson ? JsonElement.Parse(text)
                : JsonSerializer.SerializeToElement(text),
            response
        );
    }

    /// <summary>Waits until it says that it can work.</summary>
    public static Task UntilReady(this IAlbaHost host) =>
        Eventually.Until(async () =>
        {
            using var client = host.Server.CreateClient();
            using var answer = await client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        });

    /// <summary>Deletes a generation and erases its texts.</summary>
    public static Task<Answer> Erase(this IAlbaHost host, Guid id, Action<HttpRequestMessage>? configure = null) =>
        host.Send(HttpMethod.Delete, $"/flow-generations/{id}?erase=true", configure: configure);

    /// <summary>Reads a generation until it has ended.</summary>
    public static async Task<Answer> UntilEnded(this IAlbaHost host, Guid id)
    {
        Answer? last = null;
        await Eventually.Until(async () =>
        {
            last = await host.Send(HttpMethod.Get, $"/flow-generations/{id}");
            return last.Attributes.GetProperty("status").GetString() is "finished" or "failed";
        });
        return last!;
    }
}
