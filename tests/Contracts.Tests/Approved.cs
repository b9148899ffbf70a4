using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flowgen.Harness;

namespace Flowgen.Contracts.Tests;

/// <summary>
/// Compares what goes out with what was approved. On a difference the new text is written beside the approved file, as
/// <c>.received.json</c>: if the change is meant, and only adds, it becomes the approved one. <c>FLOWGEN_APPROVE=1</c> says at
/// once that it is.
/// </summary>
internal static class Approved
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Matches(string json, params string[] path)
    {
        var approved = Repository.Path([.. path]);
        var received = JsonNode.Parse(json)!.ToJsonString(Indented) + "\n";
        if (File.Exists(approved) && File.ReadAllText(approved).ReplaceLineEndings("\n") == received)
        {
            return;
        }

        if (Environment.GetEnvironmentVariable("FLOWGEN_APPROVE") == "1")
        {
            File.WriteAllText(approved, received);
            return;
        }

        var file = Path.ChangeExtension(approved, ".received.json");
        File.WriteAllText(file, received);
        Assert.Fail($"{Path.GetFileName(approved)} differs from what was approved: compare it with {file}.");
    }
}
