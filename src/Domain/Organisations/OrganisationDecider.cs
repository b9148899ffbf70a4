namespace Flowgen.Domain.Organisations;

/// <summary>What may happen to an organisation, as pure functions from state to events. A null state is one that never was.</summary>
public static class OrganisationDecider
{
    /// <summary>The most keys that an organisation can have at a time.</summary>
    public const int MostKeys = 100;

    /// <summary>Takes in an organisation.</summary>
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
                "There is an organisation with this id: use another."
            );

    /// <summary>Disables it, unless it is.</summary>
    public static IReadOnlyList<OrganisationEvent> Disable(Organisation? state, DateTimeOffset now) =>
        Known(state).DisabledAt is null ? [new OrganisationDisabled(state!.Id, now)] : [];

    /// <summary>Enables it, unless it is.</summary>
    public static IReadOnlyList<OrganisationEvent> Enable(Organisation? state, DateTimeOffset now) =>
        Known(state).DisabledAt is null ? [] : [new OrganisationEnabled(state!.Id, now)];

    /// <summary>Gives somebody a key.</summary>
    /// <exception cref="DomainRuleException"><c>unknown_organisation</c> or <c>too_many_keys</c>.</exception>
    public static IReadOnlyList<OrganisationEvent> CreateKey(Organisation? state, ApiKey key, DateTimeOffset now) =>
        [new ApiKeyCreated(WithRoomForKey(state, now).Id, key.Id, key.Name, key.Scopes, key.Hash, key.ExpiresAt, now)];

    /// <summary>Replaces a key by another, and lets the old one be of use for a while yet.</summary>
    /// <param name="state">The organisation.</param>
    /// <param name="keyId">The old key.</param>
    /// <param name="overlap">How long the old one remains of use at the most.</param>
    /// <param name="newKeyId">The new key.</param>
    /// <param name="newHash">The SHA-256 of the new key, in hexadecimal.</param>
    /// <param name="now">UTC.</param>
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
        // As long as the old one was given.
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

    /// <summary>Ends the use of a key, unless there is none with this id.</summary>
    public static IReadOnlyList<OrganisationEvent> RevokeKey(Organisation? state, string keyId, DateTimeOffset now) =>
        Known(state).Key(keyId) is null ? [] : [new ApiKeyRevoked(state!.Id, keyId, now)];

    private static Organisation Known(Organisation? state) =>
        state ?? throw new DomainRuleException("unknown_organisation", "There is no organisation with this id.");

    private static Organisation WithRoomForKey(Organisation? state, DateTimeOffset now) =>
        Known(state).KeysAt(now).Count() < MostKeys
            ? state!
            : throw new DomainRuleException(
                "too_many_keys",
                $"The organisation has the maximum of {MostKeys} valid keys. Revoke one first."
            );
}
