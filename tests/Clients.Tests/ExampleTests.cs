using System.Text.Json;
using Flowgen.Harness;

namespace Flowgen.Clients.Tests;

/// <summary>The examples of the README and docs/ do what they say, and a JSON:API library does the main job.</summary>
public class ExampleTests(ClientFixture clients)
{
    [Fact]
    public async Task The_readme()
    {
        ClientFixture.Needs("curl");
        var blocks = Blocks(Repository.Path("README.md"), "sh")
            .Where(block => block.StartsWith("curl --silent"))
            .ToList();
        var sample = File.ReadAllText(Repository.Path("samples", "driver.json"));

        var generation = JsonElement.Parse(await ShAsync(blocks[0].Replace(" | jq", "")));
        var webhook = JsonElement.Parse(await ShAsync(blocks[1]));
        var flow = generation.GetProperty("data").GetProperty("attributes").GetProperty("flowId").GetString();
        var simulation = JsonElement.Parse(
            await ShAsync(
                $"""
                curl --silent http://localhost:5080/flows/{flow}/simulations -H 'Authorization: Bearer fg_sandbox_demo' \
                  -H 'Content-Type: application/vnd.api+json' -d '{Blocks(
                    Repository.Path("docs", "flows.md"),
                    "json"
                )[0]}'
                """
            )
        );

        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(sample), JsonElement.Parse(blocks[0].Split('\'')[^2])));
        Assert.StartsWith("whsec_", Attribute(webhook, "secret"), StringComparison.Ordinal);
        Assert.Equal("ended", Attribute(simulation, "status"));
        Assert.Equal("accepted", Attribute(simulation, "ending"));

        static string Attribute(JsonElement document, string name) =>
            document.GetProperty("data").GetProperty("attributes").GetProperty(name).GetString()!;
    }

    [Fact]
    public async Task Curl() => Assert.Contains("\"name\":\"Driver by curl\"", await Run("sh", "sh", "interview.sh"));

    [Fact]
    public async Task Csharp() =>
        Assert.Equal("Driver by C#", (await Run("csharp", "dotnet", "run", "interview.cs")).Trim());

    [Fact]
    public async Task Python() =>
        Assert.StartsWith("Driver by Python ", await Run("python", "python3", "interview.py"));

    [Fact]
    public async Task Typescript_with_a_generated_client()
    {
        ClientFixture.Needs("npx");
        await WriteAsync(Path.Combine(clients.Node, "interview.ts"), Example("ts"));
        await ClientFixture.RunAsync(
            "npx",
            ["openapi-typescript", $"{clients.Address}/swagger/v1/swagger.json", "-o", "api.ts"],
            clients.Node
        );
        await ClientFixture.RunAsync("npx", ["tsc"], clients.Node);

        var output = await ClientFixture.RunAsync("node", ["interview.js"], clients.Node);

        Assert.Equal("Driver by TypeScript", output.Trim());
    }

    [Fact]
    public async Task Kitsu_a_JSON_API_library()
    {
        ClientFixture.Needs("node");

        var output = await ClientFixture.RunAsync("node", ["kitsu.mjs", clients.Address], clients.Node);

        var seen = JsonElement.Parse(output);
        Assert.Equal("queued", seen.GetProperty("created").GetString());
        Assert.Equal("Driver by Kitsu", seen.GetProperty("flow").GetString());
        Assert.Equal("finished", seen.GetProperty("listed")[0].GetString());
    }

    private async Task<string> Run(string language, string program, params string[] arguments)
    {
        ClientFixture.Needs(program);
        var folder = Directory.CreateTempSubdirectory("flowgen-example-");
        await WriteAsync(Path.Combine(folder.FullName, arguments[^1]), Example(language));
        try
        {
            return await ClientFixture.RunAsync(program, arguments, folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task WriteAsync(string path, string text) =>
        File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);

    private Task<string> ShAsync(string command) =>
        ClientFixture.RunAsync("sh", ["-c", command.Replace("http://localhost:5080", clients.Address)], clients.Node);

    // The example of a language, against this sandbox.
    private string Example(string language)
    {
        var page = File.ReadAllText(Repository.Path("docs", "clients.md"));
        var heading = language switch
        {
            "sh" => "curl",
            "csharp" => "C#",
            "ts" => "TypeScript",
            _ => "Python",
        };
        var section = page.Split($"\n## {heading}\n")[1].Split("\n## ")[0];
        return Blocks(section, language)[0].Replace("http://localhost:5080", clients.Address);
    }

    private static string[] Blocks(string page, string language) =>
        [
            .. (File.Exists(page) ? File.ReadAllText(page) : page)
                .Split($"```{language}\n")[1..]
                .Select(block => block.Split("\n```")[0]),
        ];
}
