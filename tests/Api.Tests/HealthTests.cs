using System.Net.Http.Json;
using System.Text.Json;

namespace Flowgen.Api.Tests;

public class HealthTests(ApiFixture api)
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_needs_no_key(string path)
    {
        await api.Host.UntilReady();
        using var client = api.Host.Server.CreateClient();

        var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Contains("Healthy", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Without_its_database_the_api_is_alive_but_not_ready()
    {
        await using var slow = await SlowApi.StartAsync();
        using var client = slow.Host.Server.CreateClient();

        await slow.Fixture.DropDatabaseAsync();

        Assert.Equal(
            200,
            (int)(await client.GetAsync("/health/live", TestContext.Current.CancellationToken)).StatusCode
        );
        var ready = await client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        var health = await ready.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal(503, (int)ready.StatusCode);
        Assert.Equal("Unhealthy", health.GetProperty("status").GetString());
        Assert.Equal(
            "Postgres refuses with 3D000.",
            health.GetProperty("checks").GetProperty("postgres").GetProperty("reason").GetString()
        );
    }
}
