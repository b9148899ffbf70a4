using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Flowgen.Api.JsonApi;

/// <summary>
/// A position in a sorted list: the sort values of a row, and a binding to the list. It is opaque to clients. It is not signed: a
/// forged cursor can only name a position in a list that the client may read anyway. Its values are validated like any other input.
/// </summary>
/// <param name="List">The result of <see cref="Binding"/> for the list.</param>
/// <param name="IsInclusive">Whether the page includes the row at this position.</param>
/// <param name="Values">The sort values of the row, each as text or null.</param>
internal sealed record Cursor(string List, bool IsInclusive, IReadOnlyList<string?> Values)
{
    /// <summary>The cursor as it appears in a link.</summary>
    public string Write() =>
        Base64Url.EncodeToString(
            JsonSerializer.SerializeToUtf8Bytes<IEnumerable<string?>>([List, IsInclusive ? "at" : "past", .. Values])
        );

    /// <summary>Parses a cursor; null if the text is not a valid one.</summary>
    public static Cursor? Read(string text)
    {
        try
        {
            return
                Base64Url.IsValid(text)
                && JsonSerializer.Deserialize<string?[]>(Base64Url.DecodeFromChars(text))
                    is [{ } list, ("at" or "past") and var how, .. { Length: > 0 } values]
                ? new(list, how is "at", values)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A short hash that identifies a list: equal texts give an equal hash.</summary>
    public static string Binding(params IEnumerable<string> texts) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', texts))).AsSpan(0, 6));
}
