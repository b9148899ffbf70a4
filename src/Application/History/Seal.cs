using System.Security.Cryptography;
using System.Text;

namespace Flowgen.Application.History;

/// <summary>An event that is sealed.</summary>
/// <param name="Sequence">Its place in the log.</param>
/// <param name="Id">Its own.</param>
/// <param name="Digest">By <see cref="EventDigest"/>.</param>
public sealed record SealedEvent(long Sequence, Guid Id, byte[] Digest);

/// <summary>
/// A link of the hash chain over the log of an organisation: over events that follow one after the other, and all that went before
/// (docs/adr/0025).
/// </summary>
/// <param name="Number">From 1.</param>
/// <param name="PreviousHash">Of the seal before.</param>
/// <param name="Hash">SHA-256 over the hash before and the digests of its events.</param>
/// <param name="Total">How many events it and those before have.</param>
/// <param name="SealedAt">UTC.</param>
/// <param name="Events">In the order of the log, at least one.</param>
public sealed record Seal(
    long Number,
    byte[] PreviousHash,
    byte[] Hash,
    long Total,
    DateTimeOffset SealedAt,
    IReadOnlyList<SealedEvent> Events
)
{
    /// <summary>What the first seal of an organisation follows.</summary>
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
    /// <summary>What follows a seal.</summary>
    /// <param name="organisation">Whose log.</param>
    /// <param name="after">The number of the seal before, 0 before the first.</param>
    /// <param name="size">How many at the most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<SealPage> ReadAsync(string organisation, long after, int size, CancellationToken cancellationToken);
}

/// <summary>A part of the chain.</summary>
/// <param name="Seals">By their numbers.</param>
/// <param name="Head">The last seal there is; null while nothing is sealed.</param>
public sealed record SealPage(IReadOnlyList<Seal> Seals, Seal? Head)
{
    /// <summary>Whether seals follow.</summary>
    public bool HasMore => Head is not null && (Seals is [] || Seals[^1].Number < Head.Number);
}
