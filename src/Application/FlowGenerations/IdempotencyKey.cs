using System.Security.Cryptography;
using System.Text;

namespace Flowgen.Application.FlowGenerations;

/// <summary>
/// What a client's key was used for first (contract, section 2, "safe retries"). Saved with the generation, in its
/// transaction. The answer itself is not kept: the events say what it was.
/// </summary>
/// <param name="Id">The SHA-256 of the key, in hexadecimal: a key may say more than is good to keep.</param>
/// <param name="Body">The SHA-256 of the request's body, in hexadecimal.</param>
/// <param name="FlowGenerationId">The generation that it made.</param>
/// <param name="AnswersBy">Until when the first request may wait for the generation's end; null where it is answered at once.</param>
public sealed record IdempotencyKey(string Id, string Body, Guid FlowGenerationId, DateTimeOffset? AnswersBy)
{
    /// <summary>How long a key is remembered at the least.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>The key's <see cref="Id"/>.</summary>
    public static string IdOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>The body's hash.</summary>
    public static string Hash(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));
}
