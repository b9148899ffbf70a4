using System.Security.Cryptography;
using System.Text;

namespace Flowgen.Application.Common;

/// <summary>
/// The first use of a client's key (contract, section 2, "safe retries"). Saved with what it made, in the same transaction
/// (ADR 14).
/// </summary>
/// <param name="Id">The SHA-256 of the key, in hexadecimal: a key may say more than is good to keep.</param>
/// <param name="Body">The SHA-256 of the request's body, in hexadecimal.</param>
/// <param name="FlowGenerationId">The generation that it made, whose events say what the response was; empty where <paramref name="Answer"/> holds it.</param>
/// <param name="AnswersBy">Until when the first request may wait for the generation's end; null where it is answered at once.</param>
/// <param name="Answer">The first response, encrypted, since it shows a secret; null for a generation.</param>
public sealed record IdempotencyKey(
    string Id,
    string Body,
    Guid FlowGenerationId,
    DateTimeOffset? AnswersBy,
    string? Answer = null
)
{
    /// <summary>How long a key is remembered at the least.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>The key's <see cref="Id"/>.</summary>
    public static string IdOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>The body's hash.</summary>
    public static string Hash(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));
}

/// <summary>Which use of an idempotency key a request is.</summary>
public enum KeyUse
{
    /// <summary>The first: it made something. Also a request without a key.</summary>
    First,

    /// <summary>A repetition: it gets the first response again.</summary>
    Replay,

    /// <summary>With another body: a mistake of the client's.</summary>
    OtherBody,

    /// <summary>A repetition while the first still waits for its response.</summary>
    InProgress,

    /// <summary>A repetition after the generation was erased, and its response with it.</summary>
    Erased,
}
