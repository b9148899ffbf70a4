using System.Security.Cryptography;
using System.Text;

namespace Flowgen.Domain.Organisations;

/// <summary>A key that gives access to the data of an organisation.</summary>
/// <param name="Id">The public part of the key.</param>
/// <param name="Name">The name of its holder, for people.</param>
/// <param name="Scopes">The permissions of the key: values of <see cref="Scope"/>.</param>
/// <param name="Hash">The SHA-256 of the key, in hexadecimal. The key itself is stored nowhere.</param>
/// <param name="CreatedAt">The time of its creation, UTC.</param>
/// <param name="ExpiresAt">The time from which it is invalid, UTC; null if it does not expire.</param>
public sealed record ApiKey(
    string Id,
    string Name,
    IReadOnlyList<string> Scopes,
    string Hash,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt
);

/// <summary>The state of an organisation (a tenant): the fold of its events.</summary>
/// <param name="StreamId">The id of its stream: <see cref="StreamOf"/>.</param>
/// <param name="Id">1 to 63 lowercase letters, digits and hyphens; begins with a letter or digit. It is the tenant id of all its data.</param>
/// <param name="Name">The name for people, 1 to 100 characters.</param>
/// <param name="CreatedAt">The time of its creation, UTC.</param>
/// <param name="DisabledAt">The time from which its keys are refused, UTC; null while it is enabled.</param>
/// <param name="Keys">The keys that are not revoked, oldest first. The creation of a key removes expired keys.</param>
/// <param name="Version">The number of events in its stream, from 1.</param>
public sealed record Organisation(
    Guid StreamId,
    string Id,
    string Name,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DisabledAt,
    IReadOnlyList<ApiKey> Keys,
    int Version
)
{
    /// <summary>The id of the stream of an organisation: a UUID derived from its id (RFC 9562, section 5.8), so that the id is unique.</summary>
    public static Guid StreamOf(string id)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }

    /// <summary>Folds the next event into the state.</summary>
    /// <exception cref="InvalidOperationException">The event cannot follow this state: the stream is corrupt.</exception>
    public static Organisation Evolve(Organisation? state, OrganisationEvent @event) =>
        (state, @event) switch
        {
            (null, OrganisationCreated e) => new(
                StreamOf(e.OrganisationId),
                e.OrganisationId,
                e.Name,
                e.CreatedAt,
                DisabledAt: null,
                Keys: [],
                Version: 1
            ),
            ({ }, OrganisationDisabled e) => state.Next() with { DisabledAt = e.DisabledAt },
            ({ }, OrganisationEnabled) => state.Next() with { DisabledAt = null },
            ({ }, ApiKeyCreated e) => state.Next() with
            {
                Keys = [.. state.KeysAt(e.CreatedAt), new(e.KeyId, e.Name, e.Scopes, e.Hash, e.CreatedAt, e.ExpiresAt)],
            },
            ({ }, ApiKeyRotated e) when state.Key(e.KeyId) is { } old => state.Next() with
            {
                Keys =
                [
                    .. state
                        .KeysAt(e.RotatedAt)
                        .Select(key => key == old ? old with { ExpiresAt = e.OldExpiresAt } : key),
                    new(e.NewKeyId, old.Name, old.Scopes, e.NewHash, e.RotatedAt, e.NewExpiresAt),
                ],
            },
            ({ }, ApiKeyRevoked e) => state.Next() with { Keys = [.. state.Keys.Where(key => key.Id != e.KeyId)] },
            _ => throw new InvalidOperationException(
                $"{@event.GetType().Name} cannot follow {(state is null ? "nothing" : "this state")}."
            ),
        };

    /// <summary>The key with an id; null if there is none.</summary>
    public ApiKey? Key(string id) => Keys.FirstOrDefault(key => key.Id == id);

    /// <summary>The keys that have not expired at a time.</summary>
    public IEnumerable<ApiKey> KeysAt(DateTimeOffset time) =>
        Keys.Where(key => key.ExpiresAt is null || key.ExpiresAt > time);

    private Organisation Next() => this with { Version = Version + 1 };
}
