using System.Globalization;
using Flowgen.Api.JsonApi;
using Flowgen.Application.History;
using Microsoft.OpenApi;

namespace Flowgen.Api.History;

/// <summary>The attributes of a proof.</summary>
/// <param name="Head">The last seal: keep it elsewhere, and compare it later.</param>
/// <param name="Seals">The seals of this page, in the order of their numbers.</param>
public sealed record AuditProofAttributes(SealHead? Head, IReadOnlyList<SealLink> Seals) : ResourceAttributes;

/// <summary>Where the hash chain ends.</summary>
/// <param name="Number">Of the seal.</param>
/// <param name="LastSequence">Of the last event that is sealed.</param>
/// <param name="EventCount">How many events are sealed.</param>
/// <param name="Hash">SHA-256 in hexadecimal, over all that is sealed.</param>
/// <param name="SealedAt">RFC 3339, UTC.</param>
public sealed record SealHead(long Number, long LastSequence, long EventCount, string Hash, DateTime SealedAt);

/// <summary>A link of the hash chain.</summary>
/// <param name="Number">From 1, without a gap.</param>
/// <param name="PreviousHash">Of the seal before; that of the first is made of the organisation's id.</param>
/// <param name="Hash">SHA-256 in hexadecimal over the bytes of the hash before and of the digests of its events.</param>
/// <param name="SealedAt">RFC 3339, UTC.</param>
/// <param name="Events">In the order of the log.</param>
public sealed record SealLink(
    long Number,
    string PreviousHash,
    string Hash,
    DateTime SealedAt,
    IReadOnlyList<SealedDigest> Events
);

/// <summary>What an event was when it was sealed.</summary>
/// <param name="Sequence">Its place in the log.</param>
/// <param name="Id">Its own.</param>
/// <param name="Digest">SHA-256 in hexadecimal of the form <c>flowgen.event.v1</c>.</param>
public sealed record SealedDigest(long Sequence, Guid Id, string Digest);

/// <summary>The hash chain over the log of the request's organisation, as a resource.</summary>
internal static class AuditProofResource
{
    public const string Type = "auditProofs";
    public const string Path = "/audit/proof";

    public static QueryParameter<long> After { get; } =
        new(
            "page[after]",
            "The number of the last seal that you have; 0 is before the first.",
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
        QueryParameters.Size("How many seals to list at the most. Each has up to 1,000 events.", most: 20, absent: 10);

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
            [.. seal.Events.Select(one => new SealedDigest(one.Sequence, one.Id, Hex(one.Digest)))]
        );

    private static string Link(HttpRequest request, long after) =>
        Path + QueryParameters.Query(request, without: [After.Name], with: [new(After.Name, $"{after}")]);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
