using System.Security.Cryptography;
using System.Text;

namespace Flowgen.Application.Common;

/// <summary>
/// The first use of a client's idempotency key (contract, section 2, "safe retries"). It is saved in the transaction of its request's
/// change (ADR 14).
/// </summary>
/// <param name="Id">The SHA-256 of the key, in hexadecimal. The key itself is not stored, because it can contain sensitive data.</param>
/// <param name="Body">The SHA-256 of the request's body, in hexadecimal.</param>
/// <param name="FlowGenerationId">The created generation, whose events give the response; empty if <paramref name="Answer"/> holds the response.</param>
/// <param name="AnswersBy">The time until which the first request can wait for the generation's end; null if it does not wait.</param>
/// <param name="Answer">The first response, encrypted because it shows a secret; null for a generation.</param>
public sealed record IdempotencyKey(
    string Id,
    string Body,
    Guid FlowGenerationId,
    DateTimeOffset? AnswersBy,
    string? Answer = null
)
{
    /// <summary>The minimum time for which a key is stored.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>The <see cref="Id"/> of a client's key.</summary>
    public static string IdOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>The hash of a body.</summary>
    public static string Hash(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));
}

/// <summary>How a request uses its idempotency key.</summary>
public enum KeyUse
{
    /// <summary>The first request with the key, or a request without a key.</summary>
    First,

    /// <summary>A repeated request: it gets the first response again.</summary>
    Replay,

    /// <summary>A request with the key of an earlier request, but with another body: a client error.</summary>
    OtherBody,

    /// <summary>A repeated request while the first request still waits for its response.</summary>
    InProgress,

    /// <summary>A repeated request after the erasure of the generation: the first response no longer exists.</summary>
    Erased,
}
