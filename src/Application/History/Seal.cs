using System.Security.Cryptography;
using System.Text;

namespace Flowgen.Application.History;

/// <summary>An event in a seal.</summary>
/// <param name="Sequence">The place of the event in the log.</param>
/// <param name="Id">The id of the event.</param>
/// <param name="Digest">The digest of the event (<see cref="EventDigest"/>).</param>
public sealed record SealedEvent(long Sequence, Guid Id, byte[] Digest);

/// <summary>
/// A link of the hash chain over an organisation's log. It seals consecutive events and, through the previous hash, all earlier ones
/// (docs/adr/0025).
/// </summary>
/// <param name="Number">The number of the seal, from 1.</param>
/// <param name="PreviousHash">The hash of the previous seal.</param>
/// <param name="Hash">The SHA-256 of the previous hash and the digests of the events.</param>
/// <param name="Total">The number of events in this seal and all previous ones.</param>
/// <param name="SealedAt">The time of the seal, UTC.</param>
/// <param name="Events">The events in the order of the log, at least one.</param>
public sealed record Seal(
    long Number,
    byte[] PreviousHash,
    byte[] Hash,
    long Total,
    DateTimeOffset SealedAt,
    IReadOnlyList<SealedEvent> Events
)
{
    /// <summary>The previous hash of an organisation's first seal.</summary>
    public static byte[] StartOf(string organisation) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"flowgen.chain.v1 {organisation}"));

    /// <summary>The hash of a seal.</summary>
    public static byte[] HashOf(byte[] previous, IEnumerable<SealedEvent> events)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        foreach (var one in events)
        {
            hash.AppendData(one.Digest);
        }

        return hash.GetHashAndReset();
    }
}

/// <summary>The seals of the log.</summary>
public interface ISeals
{
    /// <summary>Reads a page of the seals after a seal.</summary>
    /// <param name="organisation">The organisation of the log.</param>
    /// <param name="after">The number of the previous seal; 0 begins with the first.</param>
    /// <param name="size">The maximum number of seals.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<SealPage> ReadAsync(string organisation, long after, int size, CancellationToken cancellationToken);
}

/// <summary>A page of the hash chain.</summary>
/// <param name="Seals">The seals, sorted by number.</param>
/// <param name="Head">The last seal of the chain; null if the chain is empty.</param>
public sealed record SealPage(IReadOnlyList<Seal> Seals, Seal? Head)
{
    /// <summary>Whether more seals follow.</summary>
    public bool HasMore => Head is not null && (Seals is [] || Seals[^1].Number < Head.Number);
}
