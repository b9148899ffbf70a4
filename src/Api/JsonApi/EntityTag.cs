using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Flowgen.Application.Common;
using Flowgen.Domain;
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

    public static HeaderParameter IfNew { get; } =
        new(
            HeaderNames.IfNoneMatch,
            "`*`: 412 if the resource exists already.",
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

    /// <summary>
    /// Whether the client has what this is the tag of, so that a read is answered 304 (RFC 9110, section 13.2.2). An
    /// <c>If-None-Match</c> that can't be understood names nothing: the whole document never harms.
    /// </summary>
    /// <exception cref="DomainRuleException">412: <c>If-Match</c> names other versions.</exception>
    /// <exception cref="RequestException">400: <c>If-Match</c> is not a list of entity tags.</exception>
    public static bool IsKnown(HttpRequest request, string tag) =>
        Listed(request, HeaderNames.IfMatch)?.Any(one => IsAny(one) || (!one.IsWeak && one.Tag == tag)) is false
            ? throw Precondition.Failed()
            : EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known)
                && known.Any(one => IsAny(one) || one.Tag == tag);

    /// <summary>
    /// The versions in which a change may be made: <c>If-Match</c> compares strongly, <c>If-None-Match</c> weakly (RFC 9110,
    /// sections 13.1.1 and 13.1.2). Dates are ignored, since no resource has a <c>Last-Modified</c>.
    /// </summary>
    /// <exception cref="RequestException">400: one of them is not a list of entity tags.</exception>
    public static Precondition Expected(HttpRequest request) =>
        new(
            VersionsOf(Listed(request, HeaderNames.IfMatch)?.Where(tag => !tag.IsWeak)),
            VersionsOf(Listed(request, HeaderNames.IfNoneMatch))
        );

    // Null where the header was not sent.
    private static IList<EntityTagHeaderValue>? Listed(HttpRequest request, string header) =>
        request.Headers[header] is not [_, ..] values ? null
        : EntityTagHeaderValue.TryParseStrictList(values, out var tags) && (tags is [_] || !tags.Any(IsAny)) ? tags
        : throw new RequestException(
            400,
            new RequestFault("invalid_header", "Use the ETag of the resource, with its quotation marks, or * alone.")
            {
                Source = new() { Header = header },
            }
        );

    private static Versions? VersionsOf(IEnumerable<EntityTagHeaderValue>? tags) =>
        tags?.ToList() is not { } listed
            ? null
            : new(listed.Select(VersionOf).OfType<int>().ToHashSet(), listed.Exists(IsAny));

    // As it is written by Of, and in no other way.
    private static int? VersionOf(EntityTagHeaderValue tag) =>
        int.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
        && tag.Tag == Of(version)
            ? version
            : null;

    private static bool IsAny(EntityTagHeaderValue tag) => tag == EntityTagHeaderValue.Any;
}
