using System.Text.Json.Nodes;
using Flowgen.Harness;

namespace Flowgen.Api.Tests;

/// <summary>Bodies to post.</summary>
internal static class Requests
{
    public static string Sample => Repository.SampleRequest;

    /// <summary>The sample, or another body, with a change to its attributes.</summary>
    public static string With(Action<JsonObject> change, string? body = null)
    {
        var document = JsonNode.Parse(body ?? Sample)!;
        change(document["data"]!["attributes"]!.AsObject());
        return document.ToJsonString();
    }

    /// <summary>The sample with a change to its parameters.</summary>
    public static string WithParameters(Action<JsonObject> change) =>
        With(attributes => change(attributes["parameters"]!.AsObject()));

    /// <summary>The smallest that is accepted.</summary>
    public const string Smallest = """
        {"data":{"type":"flowGenerations","attributes":{"flowType":"vacancy_application_flow",
        "context":{"type":"text","value":"Driver wanted"}}}}
        """;

    /// <summary>What is to be other than it was.</summary>
    public static string Regeneration(string attributes) =>
        $$$"""{"data":{"type":"flowGenerations","attributes":{{{attributes}}}}}""";

    /// <summary>A key to create.</summary>
    public static string ApiKey(params IEnumerable<string> scopes) =>
        new JsonObject
        {
            ["data"] = new JsonObject
            {
                ["type"] = "apiKeys",
                ["attributes"] = new JsonObject
                {
                    ["name"] = "test",
                    ["scopes"] = new JsonArray([.. scopes.Select(scope => (JsonNode)scope)]),
                },
            },
        }.ToJsonString();

    /// <summary>The smallest for an <c>appointment_flow</c>.</summary>
    public const string Appointment = """
        {"data":{"type":"flowGenerations","attributes":{"flowType":"appointment_flow",
        "parameters":{"extraOptions":[{"value":"appointment","options":{"version":2,"scheduleIds":"1,2"}}]}}}}
        """;
}
