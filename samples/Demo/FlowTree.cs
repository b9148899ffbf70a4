using System.Text.Json;

namespace Flowgen.Demo;

/// <summary>Prints the nodes of a flow document: the text, the session field, and the target of each answer.</summary>
internal static class FlowTree
{
    private const int Width = 96;
    private const string Indent = "    ";

    public static void Print(JsonElement document, TextWriter output)
    {
        var resources = document
            .GetProperty("included")
            .EnumerateArray()
            .ToDictionary(resource => resource.GetProperty("id").GetString()!);
        var flow = document.GetProperty("data");
        output.WriteLine(
            $"The flow “{Attribute(flow, "name")}” ({Attribute(flow, "language")}), {Related(flow, "nodes").Count} nodes:"
        );
        output.WriteLine();
        foreach (var node in Related(flow, "nodes"))
        {
            PrintNode(resources[node], resources, output);
        }
    }

    private static void PrintNode(JsonElement node, Dictionary<string, JsonElement> resources, TextWriter output)
    {
        var action = resources[Related(node, "nodeActions").Single()].GetProperty("attributes");
        var value = action.GetProperty("value");
        output.WriteLine($"● {Attribute(node, "name")}");
        foreach (var line in Wrapped(value.GetProperty("text").GetString()!))
        {
            output.WriteLine(Indent + line);
        }

        if (action.GetProperty("variableName").GetString() is { } variable)
        {
            output.WriteLine($"{Indent}answer: {action.GetProperty("subType")}, stored as {variable}");
        }

        var ways = Ways(value, [.. Related(node, "nodeTransitions").Select(id => resources[id])]).ToList();
        foreach (var (i, (answer, transition)) in ways.Index())
        {
            var target = Attribute(resources[Related(transition, "targetNode").Single()], "name");
            output.WriteLine($"{Indent}{(i == ways.Count - 1 ? "└─" : "├─")} {answer} → {target}");
        }

        if (node.GetProperty("attributes").GetProperty("endFlowType").GetString() is { } end)
        {
            output.WriteLine($"{Indent}■ the end: {end}");
        }

        output.WriteLine();
    }

    // Each option, each special case, and the default transition if any answer remains for it.
    private static IEnumerable<(string Answer, JsonElement Transition)> Ways(
        JsonElement value,
        List<JsonElement> transitions
    )
    {
        if (transitions is [])
        {
            yield break;
        }

        var options = value.TryGetProperty("options", out var list) ? list.EnumerateArray().ToList() : [];
        foreach (var option in options)
        {
            var chosen = transitions.FirstOrDefault(
                transition => Condition(transition, "value") == option.GetProperty("value").GetString(),
                transitions[^1]
            );
            yield return ($"“{option.GetProperty("label")}”", chosen);
        }

        foreach (var transition in transitions)
        {
            switch (Condition(transition, "operator"))
            {
                case "isInvalid":
                    yield return ("(invalid answer)", transition);
                    break;
                case "isUnavailable":
                    yield return ("(no free time)", transition);
                    break;
                case null when options.Count < 2:
                    yield return ("then", transition);
                    break;
            }
        }
    }

    private static string? Condition(JsonElement transition, string member)
    {
        var condition = transition.GetProperty("attributes").GetProperty("condition");
        return condition.ValueKind is JsonValueKind.Object && condition.TryGetProperty(member, out var value)
            ? value.GetString()
            : null;
    }

    private static string Attribute(JsonElement resource, string name) =>
        resource.GetProperty("attributes").GetProperty(name).ToString();

    private static List<string> Related(JsonElement resource, string name)
    {
        var data = resource.GetProperty("relationships").GetProperty(name).GetProperty("data");
        var identifiers = data.ValueKind is JsonValueKind.Array ? data.EnumerateArray().ToList() : [data];
        return [.. identifiers.Select(identifier => identifier.GetProperty("id").GetString()!)];
    }

    // Keeps the lines of a text, and wraps long ones.
    private static IEnumerable<string> Wrapped(string text)
    {
        foreach (var paragraph in text.Split('\n'))
        {
            var line = "";
            foreach (var word in paragraph.Split(' '))
            {
                if (line.Length + word.Length >= Width)
                {
                    yield return line;
                    line = "";
                }

                line += line is "" ? word : " " + word;
            }

            yield return line;
        }
    }
}
