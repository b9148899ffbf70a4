using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Flowgen.Application.Common;
using Flowgen.Domain;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Flowgen.Api.JsonApi;

/// <summary>
/// The entity tag of a resource is its version. For a resource without versions it is a hash of the response body (RFC 9110,
/// section 8.8.3).
/// </summary>
internal static class EntityTag
{
    private const int HashLength = 15;

    public static HeaderParameter IfNoneMatch { get; } =
        new(
            HeaderNames.IfNoneMatch,
            "The `ETag` of the client's version. The response is 304 if that version is current.",
            new() { Type = JsonSchemaType.String }
        );

    public static HeaderParameter IfNew { get; } =
        new(
            HeaderNames.IfNoneMatch,
            "`*`: the response is 412 if the resource exists.",
            new() { Type = JsonSchemaType.String }
        );

    public static HeaderParameter IfMatch { get; } =
        new(
            HeaderNames.IfMatch,
            "The `ETag` of the expected version. The response is 412 if the resource has changed since.",
            new() { Type = JsonSchemaType.String }
        );

    public static string Of(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    public static string Of(ReadOnlySpan<byte> body) =>
        $"\"{Base64Url.EncodeToString(SHA256.HashData(body).AsSpan(0, HashLength))}\"";

    /// <summary>
    /// Whether the client has the version with this tag, so that a read returns 304 (RFC 9110, section 13.2.2). An invalid
    /// <c>If-None-Match</c> is ignored: a full response is always correct.
    /// </summary>
    /// <exception cref="DomainRuleException">412: <c>If-Match</c> names only other versions.</exception>
    /// <exception cref="RequestException">400: <c>If-Match</c> is not a list of entity tags.</exception>
    public static bool IsKnown(HttpRequest request, string tag) =>
        Listed(request, HeaderNames.IfMatch)
            ?.Any(expected => IsAny(expected) || (!expected.IsWeak && expected.Tag == tag))
            is false
            ? throw Precondition.Failed()
            : EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known)
                && known.Any(candidate => IsAny(candidate) || candidate.Tag == tag);

    /// <summary>
    /// The versions of the resource that a change accepts: <c>If-Match</c> compares strongly, <c>If-None-Match</c> weakly (RFC 9110,
    /// sections 13.1.1 and 13.1.2). Dates are ignored, since no resource has a <c>Last-Modified</c>.
    /// </summary>
    /// <exception cref="RequestException">400: one of the headers is not a list of entity tags.</exception>
    public static Precondition Expected(HttpRequest request) =>
        new(
            VersionsOf(Listed(request, HeaderNames.IfMatch)?.Where(tag => !tag.IsWeak)),
            VersionsOf(Listed(request, HeaderNames.IfNoneMatch))
        );

    // Null if the header is absent.
    private static IList<EntityTagHeaderValue>? Listed(HttpRequest request, string header) =>
        request.Headers[header] is not [_, ..] values ? null
        : EntityTagHeaderValue.TryParseStrictList(values, out var tags) && (tags is [_] || !tags.Any(IsAny)) ? tags
        : throw new RequestException(
            400,
            new RequestError(
                "invalid_header",
                "The header is not a list of entity tags. Use the ETag of the resource, with its quotation marks, or * alone."
            )
            {
                Source = new() { Header = header },
            }
        );

    private static Versions? VersionsOf(IEnumerable<EntityTagHeaderValue>? tags) =>
        tags?.ToList() is not { } listed
            ? null
            : new(listed.Select(VersionOf).OfType<int>().ToHashSet(), listed.Exists(IsAny));

    // Accepts only the form that Of writes.
    private static int? VersionOf(EntityTagHeaderValue tag) =>
        int.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
        && tag.Tag == Of(version)
            ? version
            : null;

    private static bool IsAny(EntityTagHeaderValue tag) => tag == EntityTagHeaderValue.Any;
}
