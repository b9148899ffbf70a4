using System.Globalization;
using Flowgen.Api.JsonApi;
using Flowgen.Application.History;
using Microsoft.OpenApi;

namespace Flowgen.Api.History;

/// <summary>The attributes of an audit proof: a page of the hash chain.</summary>
/// <param name="Head">The last seal of the chain: store it elsewhere and compare it later. Null if no event is sealed yet.</param>
/// <param name="Seals">The seals of this page, in the order of their numbers.</param>
public sealed record AuditProofAttributes(SealHead? Head, IReadOnlyList<SealLink> Seals) : ResourceAttributes;

/// <summary>The end of the hash chain.</summary>
/// <param name="Number">The number of the last seal.</param>
/// <param name="LastSequence">The sequence of the last sealed event.</param>
/// <param name="EventCount">The number of sealed events.</param>
/// <param name="Hash">The hash of the last seal, which covers all sealed events: SHA-256 in hexadecimal.</param>
/// <param name="SealedAt">The time of the last seal (RFC 3339, UTC).</param>
public sealed record SealHead(long Number, long LastSequence, long EventCount, string Hash, DateTime SealedAt);

/// <summary>A seal: a link of the hash chain.</summary>
/// <param name="Number">The number of the seal, from 1 without gaps.</param>
/// <param name="PreviousHash">The hash of the previous seal. For the first seal it is derived from the id of the organisation.</param>
/// <param name="Hash">The hash of this seal: SHA-256 in hexadecimal over the bytes of the previous hash and of the digests of the events.</param>
/// <param name="SealedAt">The time of the seal (RFC 3339, UTC).</param>
/// <param name="Events">The digests of the sealed events, in the order of the log.</param>
public sealed record SealLink(
    long Number,
    string PreviousHash,
    string Hash,
    DateTime SealedAt,
    IReadOnlyList<SealedDigest> Events
);

/// <summary>The digest of a sealed event.</summary>
/// <param name="Sequence">The position of the event in the log.</param>
/// <param name="Id">The id of the event.</param>
/// <param name="Digest">The digest of the event: SHA-256 in hexadecimal of its canonical form <c>flowgen.event.v1</c>.</param>
public sealed record SealedDigest(long Sequence, Guid Id, string Digest);

/// <summary>The hash chain of an organisation's log, as a resource.</summary>
internal static class AuditProofResource
{
    public const string Type = "auditProofs";
    public const string Path = "/audit/proof";

    public static QueryParameter<long> After { get; } =
        new(
            "page[after]",
            "The number of the last seal that the client has; 0 begins with the first seal.",
            "Use the number of a seal, or 0.",
            new()
            {
                Type = JsonSchemaType.Integer,
                Format = "int64",
                Minimum = "0",
                Default = 0,
            },
            absent: 0,
            text => (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number), number)
        );

    public static QueryParameter<int> Size { get; } =
        QueryParameters.Size(
            "The maximum number of seals on a page. Each seal has up to 1,000 events.",
            max: 20,
            absent: 10
        );

    public static Document<NamedResource<AuditProofAttributes>> Document(
        HttpRequest request,
        string organisation,
        SealPage page
    ) =>
        new(
            new(Type, organisation, new(page.Head is null ? null : HeadOf(page.Head), [.. page.Seals.Select(LinkOf)]))
            {
                Links = new() { Self = Path },
            },
            new()
            {
                Self = Path + QueryParameters.Query(request),
                First = Link(request, 0),
                Next = page is { HasMore: true, Seals: not [] } ? Link(request, page.Seals[^1].Number) : null,
            }
        );

    private static SealHead HeadOf(Seal seal) =>
        new(seal.Number, seal.Events[^1].Sequence, seal.Total, Hex(seal.Hash), seal.SealedAt.UtcDateTime);

    private static SealLink LinkOf(Seal seal) =>
        new(
            seal.Number,
            Hex(seal.PreviousHash),
            Hex(seal.Hash),
            seal.SealedAt.UtcDateTime,
            [.. seal.Events.Select(entry => new SealedDigest(entry.Sequence, entry.Id, Hex(entry.Digest)))]
        );

    private static string Link(HttpRequest request, long after) =>
        Path + QueryParameters.Query(request, without: [After.Name], with: [new(After.Name, $"{after}")]);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
