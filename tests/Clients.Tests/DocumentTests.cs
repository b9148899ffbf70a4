using System.Text.Json;
using Flowgen.Harness;

namespace Flowgen.Clients.Tests;

/// <summary>The OpenAPI document is one that other people's tools take.</summary>
public class DocumentTests(ClientFixture clients)
{
    private static readonly string Document = Repository.Path("docs", "openapi.json");

    [Fact]
    public async Task Spectral_finds_nothing_to_warn_of()
    {
        ClientFixture.Needs("npx");

        var output = await ClientFixture.RunAsync(
            "npx",
            ["spectral", "lint", "--fail-severity=hint", Document],
            clients.Node
        );

        Assert.Contains("No results with a severity of 'hint' or higher found", output);
    }

    [Fact]
    public async Task Redocly_finds_nothing_to_warn_of()
    {
        ClientFixture.Needs("npx");

        var output = await ClientFixture.RunAsync(
            "npx",
            ["redocly", "lint", "--extends=recommended", "--format=json", Document],
            clients.Node
        );

        var totals = JsonElement.Parse(output).GetProperty("totals");
        Assert.Equal(0, totals.GetProperty("errors").GetInt32());
        Assert.Equal(0, totals.GetProperty("warnings").GetInt32());
    }
}
