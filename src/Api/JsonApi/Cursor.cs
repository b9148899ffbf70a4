using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Flowgen.Api.JsonApi;

/// <summary>
/// A place in a sorted list, opaque to clients: the sort values of a row, and which list they are of. It is not signed, since a
/// forged one could only name a place in a list that its sender may read anyway; what it holds is checked like any other value.
/// </summary>
/// <param name="List">Of <see cref="Binding"/>.</param>
/// <param name="IsInclusive">Whether the row at this place is meant as well.</param>
/// <param name="Values">Each as a text, or null.</param>
internal sealed record Cursor(string List, bool IsInclusive, IReadOnlyList<string?> Values)
{
    /// <summary>As it stands in a link.</summary>
    public string Write() =>
        Base64Url.EncodeToString(
            JsonSerializer.SerializeToUtf8Bytes<IEnumerable<string?>>([List, IsInclusive ? "at" : "past", .. Values])
        );

    /// <summary>Reads one that is whole; null for anything else.</summary>
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

    /// <summary>A short name of a list: the same for the same texts, and by all likelihood no other.</summary>
    public static string Binding(params IEnumerable<string> texts) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', texts))).AsSpan(0, 6));
}
