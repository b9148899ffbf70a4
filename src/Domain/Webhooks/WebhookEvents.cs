namespace Flowgen.Domain.Webhooks;

/// <summary>A fact in the stream of one webhook (contract, section 6).</summary>
/// <param name="WebhookId">The stream.</param>
public abstract record WebhookEvent(Guid WebhookId) : DomainEvent;

/// <summary>An organisation asked to be told. Always the first event of its stream.</summary>
/// <param name="WebhookId">The stream.</param>
/// <param name="Settings">What it asked for.</param>
/// <param name="Secret">Signs its deliveries; encrypted.</param>
/// <param name="CreatedAt">UTC.</param>
public sealed record WebhookCreated(Guid WebhookId, WebhookSettings Settings, string Secret, DateTimeOffset CreatedAt)
    : WebhookEvent(WebhookId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => CreatedAt;
}

/// <summary>It asked for something else. One that was disabled by Flowgen begins anew when it is enabled.</summary>
public sealed record WebhookChanged(Guid WebhookId, WebhookSettings Settings, DateTimeOffset ChangedAt)
    : WebhookEvent(WebhookId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => ChangedAt;
}

/// <summary>It got another secret; both sign until the old one is of no use any more.</summary>
/// <param name="WebhookId">The stream.</param>
/// <param name="Secret">The new one; encrypted.</param>
/// <param name="PreviousUntil">Until when the old one signs too, UTC.</param>
/// <param name="RotatedAt">UTC.</param>
public sealed record WebhookSecretRotated(
    Guid WebhookId,
    string Secret,
    DateTimeOffset PreviousUntil,
    DateTimeOffset RotatedAt
) : WebhookEvent(WebhookId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => RotatedAt;
}

/// <summary>Flowgen gave up on it: nothing is sent until the organisation enables it again.</summary>
/// <param name="WebhookId">The stream.</param>
/// <param name="Reason">See <see cref="WebhookDisabledReason"/>.</param>
/// <param name="DisabledAt">UTC.</param>
public sealed record WebhookDisabled(Guid WebhookId, WebhookDisabledReason Reason, DateTimeOffset DisabledAt)
    : WebhookEvent(WebhookId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => DisabledAt;
}

/// <summary>The organisation wants to be told no more. Nothing follows.</summary>
public sealed record WebhookDeleted(Guid WebhookId, DateTimeOffset DeletedAt) : WebhookEvent(WebhookId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => DeletedAt;
}

/// <summary>Why Flowgen gave up on a webhook.</summary>
public enum WebhookDisabledReason
{
    /// <summary>The receiver answered 410.</summary>
    Gone,

    /// <summary>Every try of several days has failed.</summary>
    Failing,
}
