using System.Text.Json;

namespace Flowgen.Api.JsonApi;

/// <summary>The document of a request, to which the pointers of errors refer.</summary>
internal sealed record SentDocument(JsonElement Root)
{
    /// <summary>
    /// The same error with a pointer to an existing value, as JSON:API requires. For a missing member, the detail names the member
    /// and the pointer leads to its parent (https://jsonapi.org/format/1.1/#error-objects, <c>source</c>).
    /// </summary>
    public RequestError Locate(RequestError error)
    {
        if (error.Source?.Pointer is not { } pointer)
        {
            return error;
        }

        var (at, there) = (Root, "");
        var steps = pointer.Split('/').Skip(1).ToList();
        foreach (var (i, step) in steps.Index())
        {
            if (Child(at, step.Replace("~1", "/").Replace("~0", "~")) is not { } child)
            {
                return error with
                {
                    Detail = $"The member {string.Join('/', steps.Skip(i))} is missing. {error.Detail}",
                    Source = new() { Pointer = there },
                };
            }

            (at, there) = (child, $"{there}/{step}");
        }

        return error;
    }

    private static JsonElement? Child(JsonElement parent, string name) =>
        parent.ValueKind switch
        {
            JsonValueKind.Object when parent.TryGetProperty(name, out var member) => member,
            JsonValueKind.Array when int.TryParse(name, out var i) && i < parent.GetArrayLength() => parent[i],
            _ => null,
        };
}
