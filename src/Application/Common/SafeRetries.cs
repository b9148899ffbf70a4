using System.Text.Json;
using Flowgen.Domain;
using JasperFx;
using Marten;

namespace Flowgen.Application.Common;

/// <summary>Keeps responses unreadable where they are stored.</summary>
public interface IAnswerProtection
{
    /// <summary>Passes where every node could decrypt what this one encrypts.</summary>
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>Encrypts a response.</summary>
    string Protect(string answer);

    /// <summary>Decrypts one.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The key that encrypted it is not stored.</exception>
    string Reveal(string answer);
}

/// <summary>A response that has one content, however often it is asked for with one key.</summary>
/// <param name="Use">Which use of its key the request is.</param>
/// <param name="Answer">Null where there is nothing to change, or the use is neither the first nor a repetition.</param>
public sealed record Once<T>(KeyUse Use, T? Answer)
    where T : class;

/// <summary>
/// Makes requests safe to repeat whose responses show a secret. No event has the secret, so the first response is saved with the
/// change, encrypted, for as long as its key (ADR 14).
/// </summary>
internal sealed class SafeRetries(IDocumentStore store, IAnswerProtection protection)
{
    /// <summary>Makes a change, or reads what the first request with this key was answered.</summary>
    /// <param name="organisation">Whose key it is.</param>
    /// <param name="key">The use of the client's key; null without a key.</param>
    /// <param name="change">
    /// Makes the change and returns the response. It saves with the change what its argument makes of that response, unless it is
    /// null.
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
            // Perhaps because of another request with this key, which was faster by a moment.
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
