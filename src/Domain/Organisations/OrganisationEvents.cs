namespace Flowgen.Domain.Organisations;

/// <summary>A fact in the stream of one organisation: who got which access, and when.</summary>
/// <param name="OrganisationId">See <see cref="Organisation.Id"/>.</param>
public abstract record OrganisationEvent(string OrganisationId) : DomainEvent;

/// <summary>An organisation was taken in. Always the first event of its stream.</summary>
public sealed record OrganisationCreated(string OrganisationId, string Name, DateTimeOffset CreatedAt)
    : OrganisationEvent(OrganisationId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => CreatedAt;
}

/// <summary>Its keys are of no use from now on. What it has queued is still generated.</summary>
public sealed record OrganisationDisabled(string OrganisationId, DateTimeOffset DisabledAt)
    : OrganisationEvent(OrganisationId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => DisabledAt;
}

/// <summary>Its keys are of use again.</summary>
public sealed record OrganisationEnabled(string OrganisationId, DateTimeOffset EnabledAt)
    : OrganisationEvent(OrganisationId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => EnabledAt;
}

/// <summary>Somebody got a key.</summary>
/// <param name="OrganisationId">Whose data it opens.</param>
/// <param name="KeyId">The part of the key that may be shown.</param>
/// <param name="Name">Says who holds it.</param>
/// <param name="Scopes">What it allows.</param>
/// <param name="Hash">The SHA-256 of the key, in hexadecimal.</param>
/// <param name="ExpiresAt">From when it is of no use any more, UTC; null for never.</param>
/// <param name="CreatedAt">UTC.</param>
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

/// <summary>A key was replaced by another of the same name and scopes.</summary>
/// <param name="OrganisationId">Whose.</param>
/// <param name="KeyId">The old one.</param>
/// <param name="OldExpiresAt">From when the old one is of no use any more, UTC.</param>
/// <param name="NewKeyId">The new one.</param>
/// <param name="NewHash">The SHA-256 of the new one, in hexadecimal.</param>
/// <param name="NewExpiresAt">From when the new one is of no use any more, UTC; null for never.</param>
/// <param name="RotatedAt">UTC.</param>
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

/// <summary>A key is of no use from now on.</summary>
public sealed record ApiKeyRevoked(string OrganisationId, string KeyId, DateTimeOffset RevokedAt)
    : OrganisationEvent(OrganisationId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => RevokedAt;
}
