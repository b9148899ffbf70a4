using System.Net;
using Flowgen.Harness;

namespace Flowgen.Resilience.Tests;

/// <summary>What a process writes by default.</summary>
public class LogTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_line_has_its_time_and_the_request_and_the_first_start_is_short()
    {
        await using var database = await SchemaDatabase.CreateAsync();
        await using var api = await ApiProcess.StartAsync(("ConnectionStrings__Postgres", database.ConnectionString));

        using var answer = await api.Client.GetAsync("/flows?bogus=1", Cancellation);

        var id = answer.Headers.GetValues("X-Request-Id").Single();
        var time = @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z";
        await Eventually.Until(() => Task.FromResult(Lines(api).Any(line => line.Contains("Answered 400"))));
        var refusal = Assert.Single(Lines(api), line => line.Contains("Answered 400"));
        Assert.Matches($"^{time} info {id} Flowgen.Api.JsonApi.ErrorAnswers: ", refusal);
        Assert.All(Lines(api), line => Assert.Matches($"^{time} (info|warn) ", line));
        Assert.InRange(Lines(api).Length, 1, 20);
        Assert.Contains($"Open {api.Address}swagger, key fg_sandbox_demo", api.Output);
    }

    [Theory]
    [InlineData("fg_sandbox_canary", "Unknown key.")]
    [InlineData(null, "No key.")]
    public async Task A_401_is_one_line_with_the_address_of_the_client_and_without_the_key(string? key, string reason)
    {
        await using var database = await SchemaDatabase.CreateAsync();
        await using var api = await ApiProcess.StartAsync(
            ("ConnectionStrings__Postgres", database.ConnectionString),
            ("Proxies__Known__0", "127.0.0.1")
        );
        await api.UntilReadyAsync();
        api.Client.DefaultRequestHeaders.Authorization = key is null ? null : new("Bearer", key);
        api.Client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");

        using var answer = await api.Client.GetAsync("/flows", Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        await Eventually.Until(() => Task.FromResult(Lines(api).Any(line => line.Contains("Answered 401"))));
        var id = answer.Headers.GetValues("X-Request-Id").Single();
        Assert.EndsWith($"Answered 401 to 203.0.113.7: {reason}", Assert.Single(Lines(api), line => line.Contains(id)));
        Assert.DoesNotContain("canary", api.Output);
    }

    [Fact]
    public async Task Probes_of_a_stopping_process_are_one_line_and_no_error()
    {
        await using var database = await SchemaDatabase.CreateAsync();
        await using var api = await ApiProcess.StartAsync(
            ("ConnectionStrings__Postgres", database.ConnectionString),
            ("Shutdown__Delay", "00:00:05")
        );
        await api.UntilReadyAsync();
        var stopping = api.StopAsync();
        var refused = 0;

        await Eventually.Until(async () =>
        {
            using var answer = await api.Client.GetAsync("/health/ready");
            refused += answer.StatusCode is HttpStatusCode.ServiceUnavailable ? 1 : 0;
            return refused == 3;
        });

        Assert.Equal(0, await stopping);
        Assert.Single(Lines(api), line => line.Contains("Not ready: the process is stopping."));
        Assert.DoesNotContain(Lines(api), line => line.Contains(" error ") || line.Contains("Health check"));
    }

    private static string[] Lines(ApiProcess api) =>
        api.Output.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
