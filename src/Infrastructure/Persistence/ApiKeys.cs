using System.Collections.Concurrent;
using Flowgen.Application.Common;
using Flowgen.Application.Organisations;
using Flowgen.Infrastructure.Hosting;
using Marten;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>
/// Caches the keys in use. The transaction of a change notifies all nodes, so the change takes effect within milliseconds. If the
/// notification is lost, it takes effect after <see cref="Lifetime"/>.
/// </summary>
internal sealed class ApiKeys(
    OrganisationRegistry registry,
    IDocumentStore store,
    DatabaseWatch watch,
    TimeProvider clock,
    ILogger<ApiKeys> logger
) : BackgroundLoop("save when keys were used last", ApiKeys.Pause, clock, logger), IApiKeys
{
    /// <summary>The channel for changes of organisations and keys.</summary>
    public const string Notification = "flowgen_keys";

    private const int MaxKeys = 10_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> used = new(StringComparer.Ordinal);
    private MemoryCache known = Empty();

    public async ValueTask<KeyHolder?> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        // If Forget replaces the cache during a read, the read fills the old cache.
        var cache = Volatile.Read(ref known);
        if (cache.TryGetValue(keyId, out Task<KeyHolder?>? found))
        {
            return await found!.WaitAsync(cancellationToken);
        }

        if (watch.IsUnreachable)
        {
            throw new TimeoutException("The database is unreachable."); // at once, as for a cached key
        }

        var read = ReadAsync(keyId);
        _ = cache.Set(
            keyId,
            read,
            new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Lifetime, Size = 1 }
        );
        try
        {
            return await read.WaitAsync(cancellationToken);
        }
        finally
        {
            if (!read.IsCompletedSuccessfully || read.Result is null)
            {
                cache.Remove(keyId); // so that unknown ids evict no key
            }
        }
    }

    public void Forget() => Volatile.Write(ref known, Empty());

    public void Used(string keyId) => used[keyId] = Clock.GetUtcNow();

    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> LastUsedAsync(
        IReadOnlyList<string> keyIds,
        CancellationToken cancellationToken
    )
    {
        await using var session = store.QuerySession(Sessions.Of(OrganisationRegistry.Tenant));
        var uses = await session.LoadManyAsync<ApiKeyUse>(cancellationToken, keyIds);
        return uses.ToDictionary(use => use.Id, use => use.LastUsedAt);
    }

    protected override Task RunOnceAsync(CancellationToken stoppingToken) => SaveUsesAsync();

    protected override Task StopAfterLastAsync() => SaveUsesAsync();

    private async Task SaveUsesAsync()
    {
        var uses = used.ToArray();
        if (uses is [])
        {
            return;
        }

        await using var session = store.LightweightSession(Sessions.Of(OrganisationRegistry.Tenant));
        session.Store(uses.Select(use => new ApiKeyUse(use.Key, use.Value)).ToArray());
        await session.SaveChangesAsync();
        foreach (var use in uses)
        {
            used.TryRemove(use); // unless the key was used again since
        }
    }

    private async Task<KeyHolder?> ReadAsync(string keyId)
    {
        var organisation = await registry.FindByKeyAsync(keyId, CancellationToken.None);
        return organisation?.Key(keyId) is { } key
            ? new(organisation.Id, organisation.DisabledAt is not null, key)
            : null;
    }

    private static MemoryCache Empty() => new(new MemoryCacheOptions { SizeLimit = MaxKeys });
}
