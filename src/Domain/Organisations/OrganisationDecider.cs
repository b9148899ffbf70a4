namespace Flowgen.Domain.Organisations;

/// <summary>
/// The decisions about an organisation: pure functions from a state and a command to events. A null state is an organisation that does
/// not exist.
/// </summary>
public static class OrganisationDecider
{
    /// <summary>The maximum number of valid keys of an organisation.</summary>
    public const int MaxKeys = 100;

    /// <summary>Creates an organisation.</summary>
    /// <exception cref="DomainRuleException"><c>organisation_exists</c>.</exception>
    public static IReadOnlyList<OrganisationEvent> Create(
        Organisation? state,
        string id,
        string name,
        DateTimeOffset now
    ) =>
        state is null
            ? [new OrganisationCreated(id, name, now)]
            : throw new DomainRuleException(
                "organisation_exists",
                "An organisation with this id exists already. Use another id."
            );

    /// <summary>Disables an organisation; no event if it is disabled already.</summary>
    public static IReadOnlyList<OrganisationEvent> Disable(Organisation? state, DateTimeOffset now) =>
        Known(state).DisabledAt is null ? [new OrganisationDisabled(state!.Id, now)] : [];

    /// <summary>Enables an organisation; no event if it is enabled already.</summary>
    public static IReadOnlyList<OrganisationEvent> Enable(Organisation? state, DateTimeOffset now) =>
        Known(state).DisabledAt is null ? [] : [new OrganisationEnabled(state!.Id, now)];

    /// <summary>Adds a key to an organisation.</summary>
    /// <exception cref="DomainRuleException"><c>unknown_organisation</c> or <c>too_many_keys</c>.</exception>
    public static IReadOnlyList<OrganisationEvent> CreateKey(Organisation? state, ApiKey key, DateTimeOffset now) =>
        [new ApiKeyCreated(WithRoomForKey(state, now).Id, key.Id, key.Name, key.Scopes, key.Hash, key.ExpiresAt, now)];

    /// <summary>Replaces a key by a new one. The old key stays valid for an overlap.</summary>
    /// <param name="state">The organisation.</param>
    /// <param name="keyId">The id of the old key.</param>
    /// <param name="overlap">The maximum time for which the old key stays valid.</param>
    /// <param name="newKeyId">The id of the new key.</param>
    /// <param name="newHash">The SHA-256 of the new key, in hexadecimal.</param>
    /// <param name="now">The present time, UTC.</param>
    /// <exception cref="DomainRuleException"><c>unknown_organisation</c>, <c>unknown_key</c> or <c>too_many_keys</c>.</exception>
    public static IReadOnlyList<OrganisationEvent> RotateKey(
        Organisation? state,
        string keyId,
        TimeSpan overlap,
        string newKeyId,
        string newHash,
        DateTimeOffset now
    )
    {
        var old =
            WithRoomForKey(state, now).KeysAt(now).FirstOrDefault(key => key.Id == keyId)
            ?? throw new DomainRuleException("unknown_key", "The organisation has no key with this id.");
        var end = now + overlap;
        // The new key has the lifetime that the old key had.
        var newExpiresAt = old.ExpiresAt is { } expiry ? now + (expiry - old.CreatedAt) : (DateTimeOffset?)null;
        return
        [
            new ApiKeyRotated(
                state!.Id,
                keyId,
                old.ExpiresAt is { } before && before < end ? before : end,
                newKeyId,
                newHash,
                newExpiresAt,
                now
            ),
        ];
    }

    /// <summary>Revokes a key; no event if there is no key with this id.</summary>
    public static IReadOnlyList<OrganisationEvent> RevokeKey(Organisation? state, string keyId, DateTimeOffset now) =>
        Known(state).Key(keyId) is null ? [] : [new ApiKeyRevoked(state!.Id, keyId, now)];

    private static Organisation Known(Organisation? state) =>
        state ?? throw new DomainRuleException("unknown_organisation", "There is no organisation with this id.");

    private static Organisation WithRoomForKey(Organisation? state, DateTimeOffset now) =>
        Known(state).KeysAt(now).Count() < MaxKeys
            ? state!
            : throw new DomainRuleException(
                "too_many_keys",
                $"The organisation has the maximum of {MaxKeys} valid keys. Revoke one first."
            );
}
