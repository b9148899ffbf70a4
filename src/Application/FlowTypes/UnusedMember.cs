using System.Text.Json;

namespace Flowgen.Application.FlowTypes;

/// <summary>A member of a request that its schema does not contain. It is stored and has no effect.</summary>
/// <param name="Path">A JSON pointer (RFC 6901) from the resource's attributes, such as <c>parameters/langauge</c>.</param>
/// <param name="Name">The name in the request.</param>
/// <param name="Nearest">A known member of the same object with a similar name; null if there is none.</param>
public sealed record UnusedMember(string Path, string Name, string? Nearest)
{
    /// <summary>Finds the members of a document that its schema does not contain, in their order. A null member counts as absent.</summary>
    /// <param name="document">The document; undefined if none was sent. A value of a wrong type has no members.</param>
    /// <param name="schema">A JSON Schema of <c>properties</c> and <c>items</c>.</param>
    /// <param name="path">The path of the document.</param>
    internal static IEnumerable<UnusedMember> In(JsonElement document, JsonElement schema, string path)
    {
        if (document.ValueKind is JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            return document.EnumerateArray().SelectMany((item, i) => In(item, items, $"{path}/{i}"));
        }

        return document.ValueKind is JsonValueKind.Object && schema.TryGetProperty("properties", out var known)
            ? document
                .EnumerateObject()
                .Where(member => member.Value.ValueKind is not JsonValueKind.Null)
                .SelectMany(member => Of(member, known, $"{path}/{ValidationError.Escape(member.Name)}"))
            : [];
    }

    private static IEnumerable<UnusedMember> Of(JsonProperty member, JsonElement known, string path) =>
        known.TryGetProperty(member.Name, out var schema)
            ? In(member.Value, schema, path)
            : [new(path, member.Name, NearestOf(member.Name, known.EnumerateObject().Select(one => one.Name)))];

    /// <summary>The known name that is most similar to a misspelt one: at most one difference for three letters, and three in total.</summary>
    internal static string? NearestOf(string name, IEnumerable<string> known)
    {
        var max = Math.Clamp(name.Length / 3, 1, 3);
        return known
            .Where(candidate => Math.Abs(candidate.Length - name.Length) <= max)
            .Select(candidate => (Name: candidate, Distance: Distance(name, candidate)))
            .Where(candidate => candidate.Distance <= max)
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
    }

    // The Damerau-Levenshtein distance without case: the number of missing, added, wrong and swapped letters.
    private static int Distance(string one, string other)
    {
        var (a, b) = (one.ToUpperInvariant(), other.ToUpperInvariant());
        var distances = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    distances[i, j] = i + j;
                    continue;
                }

                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                var least = Math.Min(
                    distances[i - 1, j - 1] + cost,
                    Math.Min(distances[i - 1, j], distances[i, j - 1]) + 1
                );
                var isSwapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                distances[i, j] = isSwapped ? Math.Min(least, distances[i - 2, j - 2] + 1) : least;
            }
        }

        return distances[a.Length, b.Length];
    }
}
