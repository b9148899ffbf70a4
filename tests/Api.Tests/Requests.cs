using System.Text.Json.Nodes;
using Flowgen.Harness;

namespace Flowgen.Api.Tests;

/// <summary>Bodies to post.</summary>
internal static class Requests
{
    public static string Sample => Repository.SampleRequest;

    /// <summary>The sample with a change to its attributes.</summary>
    public static string With(Action<JsonObject> change)
    {
        var document = JsonNode.Parse(Sample)!;
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
}
