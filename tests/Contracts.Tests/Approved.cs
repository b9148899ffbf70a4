using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flowgen.Harness;

namespace Flowgen.Contracts.Tests;

/// <summary>
/// Compares what goes out, or is stored, with what was approved. On a difference the new text is written beside the approved file, as
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

    /// <summary>The same of what is kept for ever: nobody can approve that something is gone or different.</summary>
    public static void Grows(string json, params string[] path)
    {
        var approved = Repository.Path([.. path]);
        Assert.True(
            !File.Exists(approved) || Has(JsonNode.Parse(json), JsonNode.Parse(File.ReadAllText(approved))),
            $"{Path.GetFileName(approved)} would lose a member, or change one: give the new form a name of its own (docs/event-store.md, \"How an event changes\")."
        );
        Matches(json, path);
    }

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

    private static bool Has(JsonNode? received, JsonNode? approved) =>
        (received, approved) switch
        {
            (JsonObject now, JsonObject before) => before.All(member =>
                now.TryGetPropertyValue(member.Key, out var value) && Has(value, member.Value)
            ),
            _ => JsonNode.DeepEquals(received, approved),
        };
}
