using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Flowgen.Api.JsonApi;

/// <summary>
/// The entity tag of a resource is its version, or where it has none, a hash of what is sent (RFC 9110, section 8.8.3, and
/// section 1 of the contract).
/// </summary>
internal static class EntityTag
{
    private const int HashLength = 15;

    public static HeaderParameter IfNoneMatch { get; } =
        new(
            HeaderNames.IfNoneMatch,
            "The `ETag` of what you have: 304 if it is the latest.",
            new() { Type = JsonSchemaType.String }
        );

    public static HeaderParameter IfMatch { get; } =
        new(
            HeaderNames.IfMatch,
            "The `ETag` of the version you mean: 412 if it has changed since.",
            new() { Type = JsonSchemaType.String }
        );

    public static string Of(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    public static string Of(ReadOnlySpan<byte> body) =>
        $"\"{Base64Url.EncodeToString(SHA256.HashData(body).AsSpan(0, HashLength))}\"";

    /// <summary>Whether the client has what this is the tag of (<c>If-None-Match</c>; RFC 9110, section 13.1.2).</summary>
    public static bool IsKnown(HttpRequest request, string tag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known)
        && known.Any(one => one == EntityTagHeaderValue.Any || one.Tag == tag);

    /// <summary>The versions that a change is meant for (<c>If-Match</c>; RFC 9110, section 13.1.1); null for any.</summary>
    /// <exception cref="RequestException">400: it is not a list of entity tags.</exception>
    public static IReadOnlySet<int>? Expected(HttpRequest request)
    {
        if (request.Headers.IfMatch is [])
        {
            return null;
        }

        if (!EntityTagHeaderValue.TryParseStrictList(request.Headers.IfMatch, out var tags))
        {
            throw new RequestException(
                400,
                new RequestFault("invalid_header", "Use the ETag of the resource, with its quotation marks.")
                {
                    Source = new() { Header = HeaderNames.IfMatch },
                }
            );
        }

        return tags.Contains(EntityTagHeaderValue.Any)
            ? null
            : tags.Where(tag => !tag.IsWeak)
                .Select(tag =>
                    int.TryParse(tag.Tag.AsSpan(1, tag.Tag.Length - 2), CultureInfo.InvariantCulture, out var n) ? n : 0
                )
                .ToHashSet();
    }
}
