using Flowgen.Domain.Organisations;

namespace Flowgen.Application.Organisations;

/// <summary>A key, and the organisation whose data it opens.</summary>
/// <param name="Organisation">Its id.</param>
/// <param name="IsDisabled">Whether the organisation is.</param>
/// <param name="Key">May have expired.</param>
public sealed record KeyHolder(string Organisation, bool IsDisabled, ApiKey Key);

/// <summary>
/// The keys, as every request needs them: kept in memory, and forgotten at once, on every node, when an organisation's keys
/// change.
/// </summary>
public interface IApiKeys
{
    /// <summary>The key with this id; null where there is none.</summary>
    ValueTask<KeyHolder?> FindAsync(string keyId, CancellationToken cancellationToken);

    /// <summary>Notes that a key was used just now. Saved once a minute.</summary>
    void Used(string keyId);

    /// <summary>When these keys were used last; those that never were are left out.</summary>
    Task<IReadOnlyDictionary<string, DateTimeOffset>> LastUsedAsync(
        IReadOnlyList<string> keyIds,
        CancellationToken cancellationToken
    );
}

/// <summary>When a key was used last. No event: nobody did anything to the key.</summary>
/// <param name="Id">The key's.</param>
/// <param name="LastUsedAt">UTC.</param>
public sealed record ApiKeyUse(string Id, DateTimeOffset LastUsedAt);
