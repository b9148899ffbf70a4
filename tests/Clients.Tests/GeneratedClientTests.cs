using Flowgen.Harness;

namespace Flowgen.Clients.Tests;

/// <summary>Clients in C# that others' tools generate from the document compile, make a vacancy's flow, and read every list.</summary>
public class GeneratedClientTests(ClientFixture clients)
{
    private static readonly string Document = Repository.Path("docs", "openapi.json");

    [Fact]
    public Task Nswag() =>
        Test(
            "nswag",
            "Driver by NSwag",
            "nswag",
            "openapi2csclient",
            $"/input:{Document}",
            "/output:FlowgenClient.cs",
            "/namespace:Flowgen",
            "/className:FlowgenClient",
            "/useBaseUrl:false",
            "/generateOptionalParameters:true"
        );

    [Fact]
    public Task Kiota() =>
        Test(
            "kiota",
            "Driver by Kiota",
            "kiota",
            "generate",
            $"--openapi={Document}",
            "--language=CSharp",
            "--class-name=FlowgenClient",
            "--namespace-name=Flowgen",
            "--output=Client"
        );

    // In a folder of its own, so that the settings of this repository are not those of the client's project.
    private async Task Test(string name, string flow, params string[] generate)
    {
        var sources = Repository.Path("tests", "Clients.Tests", "dotnet");
        var folder = Directory.CreateTempSubdirectory("flowgen-client-").FullName;
        try
        {
            foreach (
                var file in Directory
                    .GetFiles(Path.Combine(sources, name))
                    .Append(Path.Combine(sources, "dotnet-tools.json"))
            )
            {
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            }

            await ClientFixture.RunAsync("dotnet", ["tool", "restore"], folder);
            await ClientFixture.RunAsync("dotnet", ["tool", "run", .. generate], folder);
            var output = await ClientFixture.RunAsync("dotnet", ["run", clients.Address], folder);

            var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(flow, lines[0]);
            Assert.Equal(
                [
                    "FlowGenerations",
                    "FlowTypes",
                    "Flows",
                    "Nodes",
                    "NodeActions",
                    "NodeTransitions",
                    "FlowGenerationEvents",
                    "FlowGenerationEvents",
                    "Webhooks",
                    "WebhookDeliveries",
                    "ApiKeys",
                ],
                lines.Skip(1).Select(line => line.Split(' ')[0])
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
