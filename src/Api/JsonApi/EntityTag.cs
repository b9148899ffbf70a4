using System.Globalization;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Flowgen.Api.JsonApi;

/// <summary>The entity tag of a resource is its version (RFC 9110, section 8.8.3, and section 1 of the contract).</summary>
internal static class EntityTag
{
    public static HeaderParameter IfNoneMatch { get; } =
        new(
            HeaderNames.IfNoneMatch,
            "The `ETag` of the version you have: 304 if it is the latest.",
            new() { Type = JsonSchemaType.String }
        );

    public static HeaderParameter IfMatch { get; } =
        new(
            HeaderNames.IfMatch,
            "The `ETag` of the version you mean: 412 if it has changed since.",
            new() { Type = JsonSchemaType.String }
        );

    public static string Of(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Whether the client has this version (<c>If-None-Match</c>; RFC 9110, section 13.1.2).</summary>
    public static bool IsKnown(HttpRequest request, int version) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known)
        && known.Any(tag => tag == EntityTagHeaderValue.Any || tag.Tag == Of(version));

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
