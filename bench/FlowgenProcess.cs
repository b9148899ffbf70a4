using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Flowgen.Harness;

namespace Flowgen.Bench;

/// <summary>A Release process of the API with the settings of production, and the requests of the benchmark.</summary>
internal sealed class FlowgenProcess : IAsyncDisposable
{
    private const string Organisation = "bench";
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(1);
    private static readonly byte[] Sample = Encoding.UTF8.GetBytes(Repository.SampleRequest);

    private readonly BenchPostgres postgres;
    private readonly ApiProcess process;

    private FlowgenProcess(BenchPostgres postgres, ApiProcess process)
    {
        this.postgres = postgres;
        this.process = process;
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", postgres.ApiKey);
    }

    public HttpClient Client => process.Client;

    public int Id => process.ProcessId;

    /// <summary>The resident memory in megabytes.</summary>
    public double Memory
    {
        get
        {
            using var system = Process.GetProcessById(Id);
            return system.WorkingSet64 / 1e6;
        }
    }

    /// <summary>Creates the schema, an organisation and its key.</summary>
    public static async Task PrepareAsync(BenchPostgres postgres)
    {
        await RunAsync("db", "apply");
        await RunAsync("organisations", "create", Organisation);
        postgres.ApiKey = (
            await RunAsync(
                "keys",
                "create",
                Organisation,
                "--scopes",
                "generations:read,generations:write,events:read,webhooks:manage"
            )
        )
            .Trim()
            .Split('\n')[^1]
            .Trim();

        async Task<string> RunAsync(params string[] command)
        {
            var (exitCode, output, errors) = await ApiCommand.RunAsync(Settings(postgres), command);
            return exitCode == 0 ? output : throw new InvalidOperationException(output + errors);
        }
    }

    public static async Task<FlowgenProcess> StartAsync(BenchPostgres postgres) =>
        new(postgres, await ApiProcess.StartAsync(Settings(postgres).Select(one => (one.Item1, one.Item2!))));

    public static HttpRequestMessage Post(string path) =>
        new(HttpMethod.Post, path)
        {
            Content = new ByteArrayContent(Sample)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/vnd.api+json") },
            },
        };

    /// <summary>Posts generations as fast as the API responds.</summary>
    public Task<LoadResult> PostAsync(int count) => Load.RunAsync(Client, count, () => Post("/flow-generations"));

    /// <summary>Posts one generation.</summary>
    public async Task<Guid> PostAsync()
    {
        using var message = Post("/flow-generations");
        using var answer = await Client.SendAsync(message);
        answer.EnsureSuccessStatusCode();
        var document = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return document.GetProperty("data").GetProperty("id").GetGuid();
    }

    /// <summary>Posts one generation and reads it until it is finished.</summary>
    public async Task<Guid> FinishAsync()
    {
        var id = await PostAsync();
        while (true)
        {
            var document = await Client.GetFromJsonAsync<JsonElement>($"/flow-generations/{id}");
            if (document.GetProperty("data").GetProperty("attributes").GetProperty("status").ValueEquals("finished"))
            {
                return id;
            }

            await Task.Delay(Poll);
        }
    }

    /// <summary>The number of finished generations.</summary>
    public async Task<long> FinishedAsync() =>
        (long)(await postgres.ExecuteAsync("select count(*) from flowgen.mt_doc_flow"))!;

    /// <summary>Waits until this number of generations is finished. First it polls the sequence, which is cheap and counts three events a generation.</summary>
    public async Task UntilFinishedAsync(long count)
    {
        await Eventually.Until(async () =>
            await postgres.NumberAsync("select last_value from flowgen.mt_events_sequence") >= 3 * count
        );
        await Eventually.Until(async () => await FinishedAsync() >= count);
    }

    /// <summary>Kills the process. Accepted generations stay queued.</summary>
    public Task KillAsync() => process.KillAsync();

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static (string, string?)[] Settings(BenchPostgres postgres) =>
        [
            ("ConnectionStrings__Postgres", postgres.ConnectionString),
            ("ASPNETCORE_ENVIRONMENT", "Production"),
            ("Limits__QueuedGenerations", "1000000"), // the benchmark queues very many at once
            // Receivers are on this machine.
            ("Webhooks__AllowHttp", "true"),
            ("Webhooks__Ports", "any"),
            ("Webhooks__AllowedNetworks__0", "127.0.0.0/8"),
            ("Logging__LogLevel__Default", "Warning"),
        ];
}
