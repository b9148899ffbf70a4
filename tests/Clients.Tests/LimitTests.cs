using System.Net;
using System.Text.Json;

namespace Flowgen.Clients.Tests;

/// <summary>What the server itself lets through (docs/operations.md, "Limits").</summary>
public class LimitTests(ClientFixture clients)
{
    [Fact]
    public async Task A_query_of_16_KiB_succeeds_and_its_links_can_be_followed()
    {
        // Each comma and slash is three characters in a link.
        var texts = string.Join(',', Enumerable.Repeat(new string('/', 200), 80));
        var query = $"?filter[flowType][in]={texts}";
        Assert.InRange(query.Length, 16_000, 16 * 1024);

        using var answer = await Get($"/flow-generations{query}");
        var document = JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var followed = await Get(document.GetProperty("links").GetProperty("first").GetString()!);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, followed.StatusCode);
    }

    [Fact]
    public async Task A_line_of_more_than_64_KiB_is_refused()
    {
        using var answer = await Get($"/flow-generations?filter[flowType]={new string('x', 64 * 1024)}");

        Assert.Equal(HttpStatusCode.RequestUriTooLong, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> Get(string path)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", "fg_sandbox_demo");
        return await client.GetAsync(new Uri(clients.Address + path), TestContext.Current.CancellationToken);
    }
}
