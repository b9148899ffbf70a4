namespace Flowgen.Domain.Organisations;

/// <summary>A fact in the stream of one organisation: a grant, a change or the end of access.</summary>
/// <param name="OrganisationId">The <see cref="Organisation.Id"/> of the organisation.</param>
public abstract record OrganisationEvent(string OrganisationId) : DomainEvent;

/// <summary>The organisation was created. Always the first event of its stream.</summary>
public sealed record OrganisationCreated(string OrganisationId, string Name, DateTimeOffset CreatedAt)
    : OrganisationEvent(OrganisationId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => CreatedAt;
}

/// <summary>The organisation was disabled: its keys are refused. Its queued generations still run.</summary>
public sealed record OrganisationDisabled(string OrganisationId, DateTimeOffset DisabledAt)
    : OrganisationEvent(OrganisationId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => DisabledAt;
}

/// <summary>The organisation was enabled: its keys are valid again.</summary>
public sealed record OrganisationEnabled(string OrganisationId, DateTimeOffset EnabledAt)
    : OrganisationEvent(OrganisationId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => EnabledAt;
}

/// <summary>A key was created.</summary>
/// <param name="OrganisationId">The organisation to whose data the key gives access.</param>
/// <param name="KeyId">The public part of the key.</param>
/// <param name="Name">The name of its holder, for people.</param>
/// <param name="Scopes">The permissions of the key.</param>
/// <param name="Hash">The SHA-256 of the key, in hexadecimal.</param>
/// <param name="ExpiresAt">The time from which it is invalid, UTC; null if it does not expire.</param>
/// <param name="CreatedAt">The time of the event, UTC.</param>
public sealed record ApiKeyCreated(
    string OrganisationId,
    string KeyId,
    string Name,
    IReadOnlyList<string> Scopes,
    string Hash,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset CreatedAt
) : OrganisationEvent(OrganisationId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => CreatedAt;
}

/// <summary>A key was replaced by a new one with the same name and scopes.</summary>
/// <param name="OrganisationId">The organisation of the keys.</param>
/// <param name="KeyId">The id of the old key.</param>
/// <param name="OldExpiresAt">The time from which the old key is invalid, UTC.</param>
/// <param name="NewKeyId">The id of the new key.</param>
/// <param name="NewHash">The SHA-256 of the new key, in hexadecimal.</param>
/// <param name="NewExpiresAt">The time from which the new key is invalid, UTC; null if it does not expire.</param>
/// <param name="RotatedAt">The time of the event, UTC.</param>
public sealed record ApiKeyRotated(
    string OrganisationId,
    string KeyId,
    DateTimeOffset OldExpiresAt,
    string NewKeyId,
    string NewHash,
    DateTimeOffset? NewExpiresAt,
    DateTimeOffset RotatedAt
) : OrganisationEvent(OrganisationId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => RotatedAt;
}

/// <summary>A key was revoked: it is invalid from now on.</summary>
public sealed record ApiKeyRevoked(string OrganisationId, string KeyId, DateTimeOffset RevokedAt)
    : OrganisationEvent(OrganisationId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => RevokedAt;
}
