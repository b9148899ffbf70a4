using System.Net;
using System.Text.Json;
using Alba;
using Flowgen.Domain.Organisations;
using Flowgen.Harness;

namespace Flowgen.Api.Tests.Edge;

/// <summary>Nobody can take more than his share of a process (contract, section 1, "limits").</summary>
public class RateLimitTests(ApiFixture api)
{
    private const int Many = 1_000;

    [Fact]
    public async Task Every_response_shows_the_remaining_requests()
    {
        await using var host = await api.StartAsync("Sandbox", settings: Limits(perSecond: 1, burst: 1_000));

        var first = await Ask(host);
        var missing = await host.Send(HttpMethod.Get, $"/flow-generations/{Guid.CreateVersion7()}");
        var forbidden = await host.Send(HttpMethod.Get, "/operations/dead-letters");

        Assert.Equal("\"key\";q=800;w=1000, \"organisation\";q=1000;w=1000", first.Header("RateLimit-Policy"));
        Assert.Equal("\"key\";r=799;t=2, \"organisation\";r=999;t=1", first.Header("RateLimit"));
        Assert.All(
            [missing, forbidden],
            answer =>
                Assert.Matches(
                    "^\"key\";r=(799;t=2|798;t=3|797;t=4), \"organisation\";r=(999;t=1|998;t=2|997;t=3)$",
                    answer.Header("RateLimit")
                )
        );
    }

    [Fact]
    public async Task Only_the_key_that_exceeds_its_limit_is_refused()
    {
        await using var host = await api.StartAsync("Sandbox", settings: Limits(perSecond: 1, burst: 10));

        var (_, refused) = await UntilRefused(() => Ask(host));
        var other = await Ask(host, ApiFixture.OtherKey);
        using var client = host.Server.CreateClient();
        var ready = await client.GetAsync("/health/ready", TestContext.Current.CancellationToken);

        Assert.Equal(429, refused.Status);
        Assert.Equal(["rate_limited"], refused.Errors);
        Assert.Equal("application/vnd.api+json", refused.Header("Content-Type"));
        Assert.Equal("2", refused.Header("Retry-After")); // 0.8 a second
        Assert.StartsWith("\"key\";r=0;t=10, \"organisation\";r=", refused.Header("RateLimit"));
        Assert.Equal(200, other.Status);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        await Eventually.Until(async () => (await Ask(host)).Status is 200);
    }

    [Fact]
    public async Task More_keys_do_not_raise_the_limit_of_an_organisation_and_no_key_can_use_all_of_it()
    {
        await using var host = await api.StartAsync("Sandbox", settings: [.. Limits(perSecond: 1, burst: 100)]);
        var (_, second) = await api.CreateKeyAsync(Scope.ReadGenerations);

        var began = TimeProvider.System.GetTimestamp();
        var (ofFirst, _) = await UntilRefused(() => Ask(host));
        var most = 80 + (0.8 * SecondsSince(began));
        Assert.InRange(ofFirst, 80, most + 1);
        var (ofSecond, _) = await UntilRefused(() => Ask(host, second));
        var mostOfBoth = 100 + SecondsSince(began);
        Assert.InRange(ofSecond, 1, mostOfBoth + 1 - ofFirst);
        Assert.Equal(200, (await Ask(host, ApiFixture.OtherKey)).Status);

        static double SecondsSince(long timestamp) => TimeProvider.System.GetElapsedTime(timestamp).TotalSeconds;
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", "192.0.2.2")]
    [InlineData("2001:db8:1:1::1", "2001:db8:1:1:ffff::2", "2001:db8:1:2::1")] // the 64 bits that one customer has
    public async Task An_address_that_guesses_keys_is_refused_except_with_keys_that_were_valid_before(
        string guesser,
        string sameNetwork,
        string elsewhere
    )
    {
        await using var host = await api.StartAsync(
            "Sandbox",
            settings: [("Limits:AddressRequestsPerSecond", "1"), ("Limits:AddressBurst", "20")]
        );

        Assert.Equal(200, (await From(host, sameNetwork, "fg_sandbox_demo")).Status);
        var (guesses, _) = await UntilRefused(Guess);
        Assert.InRange(guesses, 20, Many);
        await RefusesAsync(() => Task.FromResult<string?>(null));
        await RefusesAsync(async () => (await api.CreateKeyAsync(Scope.ReadGenerations)).Text);
        Assert.Equal(200, (await From(host, guesser, "fg_sandbox_demo")).Status);
        Assert.Equal(401, (await From(host, elsewhere, "fg_sandbox_wrong")).Status);
        Assert.Equal(200, (await From(host, elsewhere, ApiFixture.OtherKey)).Status);

        Task<(int Status, string? Code)> Guess() => From(host, guesser, $"fg_sandbox_{Guid.CreateVersion7()}");

        // Every second one is listened to again: whoever was too late to be refused, tries with another key.
        Task RefusesAsync(Func<Task<string?>> makeKey) =>
            Eventually.Until(async () =>
            {
                var key = await makeKey();
                await UntilRefused(Guess);
                return await From(host, sameNetwork, key) is (429, "rate_limited");
            });
    }

    [Fact]
    public async Task Requests_without_a_key_are_rate_limited_by_address()
    {
        await using var host = await api.StartAsync(
            "Sandbox",
            settings: [("Limits:AddressRequestsPerSecond", "1"), ("Limits:AddressBurst", "1")]
        );

        // All at once: one may take longer than it takes until there is a token again.
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => From(host, "192.0.2.1", key: null, "/swagger/v1/swagger.json"))
        );

        Assert.Contains((429, "rate_limited"), answers);
        Assert.Equal(200, (await From(host, "192.0.2.2", key: null, "/swagger/v1/swagger.json")).Status);
    }

    private static (string, string)[] Limits(int perSecond, int burst) =>
        [("Limits:RequestsPerSecond", $"{perSecond}"), ("Limits:Burst", $"{burst}")];

    private static Task<Answer> Ask(IAlbaHost host, string key = "fg_sandbox_demo") =>
        host.Send(
            HttpMethod.Get,
            "/flow-types",
            configure: request => request.Headers.Authorization = new("Bearer", key)
        );

    private static async Task<(int Status, string? Code)> From(
        IAlbaHost host,
        string address,
        string? key,
        string path = "/flow-types"
    )
    {
        var context = await host.Server.SendAsync(
            context =>
            {
                context.Request.Method = "GET";
                context.Request.Path = path;
                context.Request.Headers.Authorization = key is null ? null : $"Bearer {key}";
                context.Connection.RemoteIpAddress = IPAddress.Parse(address);
            },
            TestContext.Current.CancellationToken
        );
        using var reader = new StreamReader(context.Response.Body);
        var document = JsonElement.Parse(await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        return (
            context.Response.StatusCode,
            document.TryGetProperty("errors", out var errors) ? errors[0].GetProperty("code").GetString() : null
        );
    }

    private static Task<(int Before, Answer Refusal)> UntilRefused(Func<Task<Answer>> ask) =>
        UntilRefused(ask, answer => answer.Status);

    private static Task<(int Before, (int Status, string? Code) Refusal)> UntilRefused(
        Func<Task<(int Status, string? Code)>> ask
    ) => UntilRefused(ask, answer => answer.Status);

    // How many were answered before.
    private static async Task<(int Before, T Refusal)> UntilRefused<T>(Func<Task<T>> ask, Func<T, int> statusOf)
    {
        for (var before = 0; before < Many; before++)
        {
            var answer = await ask();
            if (statusOf(answer) is 429)
            {
                return (before, answer);
            }
        }

        throw new InvalidOperationException("None was refused.");
    }
}
