using System.Text.Json;

namespace Flowgen.Application.FlowTypes;

/// <summary>A member that a client sent and no rule names: it is kept, and changes nothing.</summary>
/// <param name="Path">A JSON pointer (RFC 6901) from the resource's attributes, such as <c>parameters/langauge</c>.</param>
/// <param name="Name">As it was sent.</param>
/// <param name="Nearest">The known name of the same object that it is nearly the same as; null where there is none.</param>
public sealed record UnusedMember(string Path, string Name, string? Nearest)
{
    /// <summary>Names the members of a document that its schema has no name for, in their order. A null member counts as left out.</summary>
    /// <param name="document">Undefined where none was sent. A value of a wrong type has no members to name.</param>
    /// <param name="schema">A JSON Schema made of <c>properties</c> and <c>items</c>.</param>
    /// <param name="path">Of the document.</param>
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

    /// <summary>The name that a misspelt one may mean: at most one slip in three letters, and three in all.</summary>
    internal static string? NearestOf(string name, IEnumerable<string> known)
    {
        var most = Math.Clamp(name.Length / 3, 1, 3);
        return known
            .Where(candidate => Math.Abs(candidate.Length - name.Length) <= most)
            .Select(candidate => (Name: candidate, Slips: Slips(name, candidate)))
            .Where(candidate => candidate.Slips <= most)
            .OrderBy(candidate => candidate.Slips)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
    }

    // The Damerau-Levenshtein distance, capitals aside: letters that are missing, added, wrong, or in the place of their neighbour.
    private static int Slips(string one, string other)
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

                var slip = a[i - 1] == b[j - 1] ? 0 : 1;
                var least = Math.Min(
                    distances[i - 1, j - 1] + slip,
                    Math.Min(distances[i - 1, j], distances[i, j - 1]) + 1
                );
                var isSwapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                distances[i, j] = isSwapped ? Math.Min(least, distances[i - 2, j - 2] + 1) : least;
            }
        }

        return distances[a.Length, b.Length];
    }
}
