using System.Text.Json;

namespace Flowgen.Api.JsonApi;

/// <summary>Reads strings from a client's JSON.</summary>
internal static class JsonText
{
    /// <summary>The text; null if the element is not a string, or contains an escaped half of a surrogate pair.</summary>
    public static string? Of(JsonElement element)
    {
        try
        {
            return element.ValueKind is JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
