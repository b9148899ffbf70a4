using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flowgen.Harness;

namespace Flowgen.Resilience.Tests;

/// <summary>A node keeps to its memory whatever clients send at once, and one organisation's load refuses nothing to another (ADR 30).</summary>
public class MemoryTests(ITestOutputHelper output)
{
    private const int MaxMegabytes = 600;

    // 360 MiB in hexadecimal: what a container of 600 MiB leaves the heap (System.GC.HeapHardLimitPercent).
    private const string HeapLimit = "16800000";
    private const int Texts = 24;
    private const int Webhooks = 6;
    private const int AtATime = 16;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_stays_within_its_memory_under_large_texts_and_serves_others()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The peak is read from /proc.");
        await using var database = await SchemaDatabase.CreateAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Keeps = false;
        await using var api = await ApiProcess.StartAsync(
            ("ConnectionStrings__Postgres", database.ConnectionString),
            ("DOTNET_GCHeapHardLimit", HeapLimit)
        );
        using var other = await OtherOrganisationAsync(database, api);
        using var end = new CancellationTokenSource();
        var others = ServeAsync(other, end.Token);

        var accepted = new ConcurrentBag<Guid>();
        var refused = 0;
        await LoadAsync("posts", Texts, AtATime, _ => PostAsync());
        await PostUntilAcceptedAsync();
        for (var i = 0; i < Webhooks; i++)
        {
            await api.Client.AddWebhookAsync(receiver.Url($"/{i}"));
        }

        var announced = new ConcurrentBag<Guid>();
        await LoadAsync(
            "posts with webhooks",
            Texts,
            AtATime,
            async _ => announced.Add(await PostUntilAcceptedAsync())
        );
        await LoadAsync("lists", 48, 48, _ => GetAsync("/flow-generations?page[size]=100"));
        await LoadAsync("reads", 48, 48, i => GetAsync($"/flow-generations/{accepted.ElementAt(i % accepted.Count)}"));
        await LoadAsync("pages of events", 32, 32, _ => GetAsync("/events?page[size]=100"));
        await LoadAsync(
            "CloudEvents",
            32,
            32,
            _ => GetAsync("/events?page[size]=100", "application/cloudevents-batch+json")
        );
        await LoadAsync("exports", 8, 8, _ => GetAsync("/events", "application/x-ndjson"));
        await LoadAsync("streams", 16, 16, _ => FollowAsync());
        await LoadAsync(
            "regenerations",
            AtATime,
            AtATime,
            i =>
                SendAsync(
                    HttpMethod.Post,
                    $"/flow-generations/{accepted.ElementAt(i)}/regenerations",
                    """{"data":{"type":"flowGenerations","attributes":{"parameters":{"language":"en"}}}}"""
                )
        );
        var flow = await FlowAsync();
        await LoadAsync("diffs", 32, 32, _ => GetAsync($"/flows/{flow}/diff?against={flow}"));
        await LoadAsync(
            "simulations",
            32,
            AtATime,
            _ => SendAsync(HttpMethod.Post, $"/flows/{flow}/simulations", Simulation)
        );

        await end.CancelAsync();
        Assert.InRange(await others, 10, int.MaxValue);
        Assert.NotEqual(0, refused);

        // Nothing that was accepted is lost.
        await Eventually.Until(async () =>
            await database.ExecuteAsync(
                "select count(*) from flowgen.mt_doc_flowgeneration where data ->> 'status' <> 'Finished'"
            )
                is 0L
        );
        await Eventually.Until(async () =>
            await database.ExecuteAsync(
                "select (select count(*) from flowgen.backlog) + (select count(*) from flowgen.webhook_delivery where due_at is not null)"
            )
                is 0L
        );
        foreach (var id in accepted)
        {
            Assert.Equal(
                1L,
                await database.ExecuteAsync($"select count(*) from flowgen.mt_doc_flowgeneration where id = '{id}'")
            );
        }

        foreach (var id in announced)
        {
            Assert.Equal(
                3L * Webhooks,
                await database.ExecuteAsync(
                    $"select count(*) from flowgen.webhook_delivery where status = 'delivered' and flow_generation_id = '{id}'"
                )
            );
        }

        Assert.InRange(Megabytes(api, "VmHWM"), 1, MaxMegabytes);
        Assert.DoesNotContain("OutOfMemory", api.Output, StringComparison.Ordinal);

        async Task LoadAsync(string name, int times, int atATime, Func<int, Task> request)
        {
            var began = Stopwatch.GetTimestamp();
            var before = refused;
            await Parallel.ForEachAsync(
                Enumerable.Range(0, times),
                new ParallelOptions { MaxDegreeOfParallelism = atATime, CancellationToken = Cancellation },
                async (i, _) => await request(i)
            );
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}: {times} in {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s, {refused - before} refused; {Megabytes(api, "VmRSS")} MB, at most {Megabytes(api, "VmHWM")} MB so far"
                )
            );
        }

        async Task<Guid?> PostAsync()
        {
            using var response = await SendAsync(HttpMethod.Post, "/flow-generations", LargeRequest());
            if (response.StatusCode is not HttpStatusCode.Created)
            {
                return null;
            }

            var id = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation))
                .GetProperty("data")
                .GetProperty("id")
                .GetGuid();
            accepted.Add(id);
            return id;
        }

        async Task<Guid> PostUntilAcceptedAsync()
        {
            Guid? id = null;
            await Eventually.Until(async () => (id = await PostAsync()) is not null);
            return id!.Value;
        }

        Task GetAsync(string path, string? accept = null) => SendAsync(HttpMethod.Get, path, accept: accept);

        async Task FollowAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/events?page[after]=0");
            request.Headers.Accept.ParseAdd("text/event-stream");
            using var response = await api.Client.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                Cancellation
            );
            if (!IsRefused(response))
            {
                using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
                for (var events = 0; events < 3 * Texts; )
                {
                    events += await lines.ReadLineAsync(Cancellation) is ['i', 'd', ..] ? 1 : 0;
                }
            }
        }

        async Task<string> FlowAsync()
        {
            using var response = await api.Client.GetAsync("/flows?page[size]=1", Cancellation);
            var flows = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
            return flows.GetProperty("data")[0].GetProperty("id").GetString()!;
        }

        async Task<HttpResponseMessage> SendAsync(
            HttpMethod method,
            string path,
            string? body = null,
            string? accept = null
        )
        {
            using var request = new HttpRequestMessage(method, path);
            request.Content = body is null
                ? null
                : new StringContent(body, new MediaTypeHeaderValue("application/vnd.api+json"));
            if (accept is not null)
            {
                request.Headers.Accept.ParseAdd(accept);
            }

            var response = await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
            if (!IsRefused(response) && method == HttpMethod.Get)
            {
                await (await response.Content.ReadAsStreamAsync(Cancellation)).CopyToAsync(Stream.Null, Cancellation);
            }

            return response;
        }

        bool IsRefused(HttpResponseMessage response)
        {
            if (response.StatusCode is HttpStatusCode.ServiceUnavailable)
            {
                Assert.NotNull(response.Headers.RetryAfter);
                Interlocked.Increment(ref refused);
                return true;
            }

            // 422: a simulation's text is too long for an answer.
            Assert.True((int)response.StatusCode is >= 200 and <= 422, $"{response.StatusCode}:\n{api.Output}");
            return false;
        }
    }

    // Whatever the other organisation does, each of these succeeds.
    private static async Task<int> ServeAsync(HttpClient client, CancellationToken end)
    {
        var served = 0;
        while (!end.IsCancellationRequested)
        {
            using var body = new StringContent(
                Repository.SampleRequest,
                new MediaTypeHeaderValue("application/vnd.api+json")
            );
            using var posted = await client.PostAsync("/flow-generations", body, Cancellation);
            Assert.Equal(HttpStatusCode.Created, posted.StatusCode);
            using var listed = await client.GetAsync("/flow-generations?page[size]=10", Cancellation);
            Assert.Equal(HttpStatusCode.OK, listed.StatusCode);
            served++;
            await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
        }

        return served;
    }

    private static async Task<HttpClient> OtherOrganisationAsync(TestDatabase database, ApiProcess api)
    {
        (string, string?)[] settings =
        [
            ("ASPNETCORE_ENVIRONMENT", "Sandbox"),
            ("ConnectionStrings__Postgres", database.ConnectionString),
        ];
        var (created, _, errors) = await ApiCommand.RunAsync(settings, "organisations", "create", "acme");
        Assert.True(created is 0, errors);
        var (_, key, _) = await ApiCommand.RunAsync(
            settings,
            "keys",
            "create",
            "acme",
            "--scopes",
            "generations:read,generations:write",
            "--json"
        );
        var client = new HttpClient { BaseAddress = api.Address, Timeout = Eventually.Limit };
        client.DefaultRequestHeaders.Authorization = new(
            "Bearer",
            JsonElement.Parse(key).GetProperty("key").GetString()
        );
        return client;
    }

    // Nearly 1 MiB that hardly compresses.
    private static string LargeRequest()
    {
        var document = JsonNode.Parse(Repository.SampleRequest)!;
        document["data"]!["attributes"]!["parameters"]!["note"] = string.Join(
            ' ',
            Enumerable.Range(0, 27_000).Select(_ => RandomNumberGenerator.GetHexString(36))
        );
        return document.ToJsonString();
    }

    private static string Simulation =>
        new JsonObject
        {
            ["data"] = new JsonObject
            {
                ["type"] = "simulations",
                ["attributes"] = new JsonObject { ["answers"] = new JsonArray(new string('x', 1_000_000)) },
            },
        }.ToJsonString();

    private static int Megabytes(ApiProcess api, string name) =>
        int.Parse(
            File.ReadLines($"/proc/{api.ProcessId}/status")
                .First(line => line.StartsWith(name, StringComparison.Ordinal))
                .Split(':')[1]
                .Replace("kB", "", StringComparison.Ordinal),
            NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture
        ) / 1024;
}
