using System.Security.Cryptography;
using System.Text;

namespace Flowgen.Domain.Organisations;

/// <summary>A key that opens an organisation's data.</summary>
/// <param name="Id">The part of the key that may be shown.</param>
/// <param name="Name">Says who holds it.</param>
/// <param name="Scopes">What it allows: see <see cref="Scope"/>.</param>
/// <param name="Hash">The SHA-256 of the key, in hexadecimal. The key itself is stored nowhere.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ExpiresAt">From when it is of no use any more, UTC; null for never.</param>
public sealed record ApiKey(
    string Id,
    string Name,
    IReadOnlyList<string> Scopes,
    string Hash,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt
);

/// <summary>A tenant: what its events say, folded.</summary>
/// <param name="StreamId">See <see cref="StreamOf"/>.</param>
/// <param name="Id">1 to 63 small letters, digits and hyphens; begins with a letter or digit. The tenant of all that is its.</param>
/// <param name="Name">For people, 1 to 100 characters.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="DisabledAt">Since when its keys are of no use, UTC; null while they are.</param>
/// <param name="Keys">Those that are not revoked, oldest first. One that has expired is forgotten when another is made.</param>
/// <param name="Version">Events in its stream so far, from 1.</param>
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
    /// <summary>The stream of an organisation: a UUID made of its id (RFC 9562, section 5.8), so that no two can have one id.</summary>
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

    /// <summary>One of its keys; null where it has none with this id.</summary>
    public ApiKey? Key(string id) => Keys.FirstOrDefault(key => key.Id == id);

    /// <summary>The keys that have not expired by then.</summary>
    public IEnumerable<ApiKey> KeysAt(DateTimeOffset time) =>
        Keys.Where(key => key.ExpiresAt is null || key.ExpiresAt > time);

    private Organisation Next() => this with { Version = Version + 1 };
}
