using Flowgen.Domain.Organisations;

namespace Flowgen.Application.Organisations;

/// <summary>A key and its organisation.</summary>
/// <param name="Organisation">The id of the organisation.</param>
/// <param name="IsDisabled">Whether the organisation is disabled.</param>
/// <param name="Key">The key, which may have expired.</param>
public sealed record KeyHolder(string Organisation, bool IsDisabled, ApiKey Key);

/// <summary>
/// Finds the key of a request. Keys are cached in memory; a change of an organisation's keys invalidates the cache on all nodes at once.
/// </summary>
public interface IApiKeys
{
    /// <summary>The key with this id; null if there is none.</summary>
    ValueTask<KeyHolder?> FindAsync(string keyId, CancellationToken cancellationToken);

    /// <summary>Records the use of a key. The times are saved once a minute.</summary>
    void Used(string keyId);

    /// <summary>The times of the last use, by key id. Keys that were never used are absent.</summary>
    Task<IReadOnlyDictionary<string, DateTimeOffset>> LastUsedAsync(
        IReadOnlyList<string> keyIds,
        CancellationToken cancellationToken
    );
}

/// <summary>The last use of a key. It is not an event, because it does not change the key.</summary>
/// <param name="Id">The id of the key.</param>
/// <param name="LastUsedAt">The time of the last use, UTC.</param>
public sealed record ApiKeyUse(string Id, DateTimeOffset LastUsedAt);
