using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Flowgen.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Flowgen.Api.Tests;

/// <summary>
/// What clients and candidates say, and the keys of both kinds, are in nothing that Flowgen writes but its own tables and the
/// answers to those whose they are: marked texts are sent through everything that can happen, and looked for.
/// </summary>
public class CanaryTests
{
    internal const string Mark = "canary-0815";
    private const string Key = ApiFixture.MarkedKey;
    private const string WrongKey = $"fg_{Mark}_wrong";

    private static readonly string Body = Requests.With(attributes =>
    {
        attributes["context"]!["value"] = $"{Mark} wanted";
        var parameters = attributes["parameters"]!.AsObject();
        parameters["flowName"] = $"{Mark} name";
        parameters["unknown"] = $"{Mark} member";
        parameters["knockoutRequirements"] = JsonNode.Parse(
            $$"""[{"value": "{{Mark}} licence", "sessionField": "licence"}]"""
        );
    });

    // Each breaks another rule, or the outer form.
    private static readonly string[] Faulty =
    [
        Body.Replace("vacancy_application_flow", Mark),
        Body.Replace("\"flowGenerations\"", $"\"{Mark}\""),
        Body[..^5] + Mark,
        $"{{\"data\": {{\"type\": \"flowGenerations\", \"attributes\": \"{Mark}\"}}}}",
        Requests.WithParameters(parameters =>
        {
            parameters["language"] = Mark;
            parameters["emojiUsage"] = Mark;
            parameters["requiredFields"] = JsonNode.Parse(
                $$"""[{"value": 5, "sessionField": "{{Mark}} with spaces"}]"""
            );
            parameters["extraOptions"] = JsonNode.Parse($$"""[{"value": "{{Mark}}"}]""");
        }),
    ];

    private static readonly string[] FaultyQueries =
    [
        $"?{Mark}=1",
        $"?page[after]={Mark}",
        $"?sort={Mark}",
        $"?filter[createdAt][gte]={Mark}",
        $"?filter[{Mark}]=1",
    ];

    [Fact]
    public async Task A_process_writes_no_secret_and_no_text()
    {
        await using var fixture = new ApiFixture();
        await fixture.InitializeAsync(); // makes the key
        await fixture.Host.DisposeAsync();
        var database = fixture.Database;
        await using var gate = PostgresGate.To(database);
        var api = await ApiProcess.StartAsync(
            ("ConnectionStrings__Postgres", gate.ConnectionString),
            ("Generation__RetryDelay", "00:00:00.020"),
            ("Logging__LogLevel__Flowgen", "Trace")
        );
        await using (api)
        {
            await AskAsync(api.Client);

            gate.Shut();
            await Eventually.Until(async () => await Post(api.Client, Body) is (503, _));
            gate.Open();
            await Eventually.Until(async () => await Post(api.Client, Body) is (201, _));

            // As Postgres refuses by itself: what it says holds the whole row.
            await database.ExecuteAsync(
                """
                alter table flowgen.mt_doc_flow add constraint refused check (false) not valid;
                alter table flowgen.mt_events add constraint refused
                    check (type not in ('flow_generation_finished', 'flow_generation_failed')) not valid
                """
            );
            await Post(api.Client, Body);
            await Eventually.Until(async () => await database.ExecuteAsync(Letters) is not DBNull);
            var letters = await Ask(api.Client, HttpMethod.Get, "/operations/dead-letters", "fg_sandbox_demo");

            Assert.Equal(200, letters.Status);
            Assert.DoesNotContain(Mark, letters.Body);
            Assert.DoesNotContain(Mark, $"{await database.ExecuteAsync(Letters)}");
        }

        Assert.Contains("A database command failed: 23514", api.Output); // it does log
        Assert.DoesNotContain(Mark, api.Output);
    }

    [Fact]
    public async Task Logs_traces_and_metrics_contain_no_secret_and_no_text()
    {
        var log = new CapturedLog();
        using var telemetry = new Telemetry();
        await using var slow = await SlowApi.StartAsync(
            new InvalidOperationException($"can't make anything of {Mark}"),
            configure: services =>
                services.AddLogging(logging =>
                    logging.AddProvider(log).AddFilter<CapturedLog>("Flowgen", LogLevel.Trace)
                )
        );
        using var client = slow.Host.Server.CreateClient();

        await AskAsync(client);
        await slow.Fixture.UntilIdle();
        await slow.Fixture.QueryAsync("alter table flowgen.mt_events rename to gone");
        Assert.Equal(500, (await Post(client, Body)).Status);

        Assert.Contains(telemetry.Lines, line => line.Contains("/flow-generations"));
        Assert.DoesNotContain(telemetry.Lines, line => line.Contains(Mark));
        Assert.DoesNotContain(Mark, log.Text);
    }

    private const string Letters =
        "select string_agg(concat_ws(' ', exception_type, exception_message, encode(body, 'escape')), ' ') from flowgen_messages.wolverine_dead_letters";

    // Whatever a client gets wrong is not said back to him in words of his own, which others log.
    private static async Task AskAsync(HttpClient client)
    {
        Assert.Equal(201, (await Post(client, Body, sync: true)).Status);
        Assert.Equal(201, (await Post(client, Body, sync: true)).Status); // again
        await Refused(Post(client, Body + " "));
        foreach (var body in Faulty)
        {
            await Refused(Post(client, body));
        }

        foreach (var query in FaultyQueries)
        {
            await Refused(Ask(client, HttpMethod.Get, $"/flow-generations{query}"), isEchoed: true);
        }

        await Refused(Ask(client, HttpMethod.Get, $"/flow-types/{Mark}"));
        await Refused(Ask(client, HttpMethod.Get, $"/{Mark}"));
        await Refused(Ask(client, HttpMethod.Get, "/flow-generations", WrongKey));
        await Refused(Ask(client, HttpMethod.Get, "/operations/dead-letters"));
    }

    // The name of a parameter that does not exist is where the error is.
    private static async Task Refused(Task<(int Status, string Body)> asked, bool isEchoed = false)
    {
        var (status, body) = await asked;

        Assert.InRange(status, 400, 499);
        var error = JsonNode.Parse(body)!["errors"]![0]!.AsObject();
        if (isEchoed)
        {
            error.Remove("source");
        }

        Assert.DoesNotContain(Mark, error.ToJsonString());
    }

    private static Task<(int Status, string Body)> Post(HttpClient client, string body, bool sync = false) =>
        Ask(
            client,
            HttpMethod.Post,
            sync ? "/flow-generations?sync=true" : "/flow-generations",
            Key,
            body,
            idempotencyKey: sync || body.EndsWith(' ') ? $"{Mark}-retry" : null
        );

    private static async Task<(int Status, string Body)> Ask(
        HttpClient client,
        HttpMethod method,
        string path,
        string key = Key,
        string? body = null,
        string? idempotencyKey = null
    )
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new("Bearer", key);
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
