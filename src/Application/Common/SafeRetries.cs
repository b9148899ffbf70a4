using System.Text.Json;
using Flowgen.Domain;
using JasperFx;
using Marten;

namespace Flowgen.Application.Common;

/// <summary>Encrypts stored responses.</summary>
public interface IAnswerProtection
{
    /// <summary>Throws if other nodes can't decrypt the responses that this node encrypts.</summary>
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>Encrypts a response.</summary>
    string Protect(string answer);

    /// <summary>Decrypts a response.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The encryption key is not stored.</exception>
    string Reveal(string answer);
}

/// <summary>A response that is the same for all requests with one idempotency key.</summary>
/// <param name="Use">How the request uses its key.</param>
/// <param name="Answer">The response; null if there was nothing to change, or the use is neither the first nor a replay.</param>
public sealed record Once<T>(KeyUse Use, T? Answer)
    where T : class;

/// <summary>
/// Makes a request safe to repeat if its response shows a secret. Events do not contain the secret, so the first response is saved,
/// encrypted, in the transaction of the change. It is kept as long as the idempotency key (ADR 14).
/// </summary>
internal sealed class SafeRetries(IDocumentStore store, IAnswerProtection protection)
{
    /// <summary>Makes a change, or reads the response of the first request with this key.</summary>
    /// <param name="organisation">The organisation of the key.</param>
    /// <param name="key">The use of the client's key; null without a key.</param>
    /// <param name="change">
    /// Makes the change and returns the response. Its argument converts the response to a key to save in the same transaction; null for
    /// nothing to save.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<Once<T>> RunAsync<T>(
        string organisation,
        IdempotencyKey? key,
        Func<Func<T, IdempotencyKey?>, Task<T?>> change,
        CancellationToken cancellationToken
    )
        where T : class
    {
        if (await RepeatedAsync<T>(organisation, key, cancellationToken) is { } repeated)
        {
            return repeated;
        }

        if (key is not null)
        {
            await protection.CheckAsync(cancellationToken);
        }

        try
        {
            return new(KeyUse.First, await change(Use));
        }
        catch (Exception e) when (key is not null && e is DocumentAlreadyExistsException or DomainRuleException)
        {
            // A concurrent request with the same key may have been faster.
            if (await RepeatedAsync<T>(organisation, key, cancellationToken) is { } first)
            {
                return first;
            }

            throw;
        }

        IdempotencyKey? Use(T answer) =>
            key is null ? null : key with { Answer = protection.Protect(JsonSerializer.Serialize(answer)) };
    }

    private async Task<Once<T>?> RepeatedAsync<T>(
        string organisation,
        IdempotencyKey? key,
        CancellationToken cancellationToken
    )
        where T : class
    {
        if (key is null)
        {
            return null;
        }

        await using var session = store.QuerySession(Sessions.Of(organisation));
        var first = await session.LoadAsync<IdempotencyKey>(key.Id, cancellationToken);
        return first is null ? null
            : first.Body != key.Body || first.Answer is null ? new(KeyUse.OtherBody, Answer: null)
            : new(KeyUse.Replay, JsonSerializer.Deserialize<T>(protection.Reveal(first.Answer)));
    }
}
