namespace Flowgen.Domain.Webhooks;

/// <summary>A fact in the stream of one webhook (contract, section 6).</summary>
/// <param name="WebhookId">The id of the webhook, which is the id of the stream.</param>
public abstract record WebhookEvent(Guid WebhookId) : DomainEvent;

/// <summary>The webhook was created. Always the first event of its stream.</summary>
/// <param name="WebhookId">The id of the webhook, which is the id of the stream.</param>
/// <param name="Settings">The settings of the webhook.</param>
/// <param name="Secret">The secret that signs its deliveries, encrypted.</param>
/// <param name="CreatedAt">The time of the event, UTC.</param>
public sealed record WebhookCreated(Guid WebhookId, WebhookSettings Settings, string Secret, DateTimeOffset CreatedAt)
    : WebhookEvent(WebhookId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => CreatedAt;
}

/// <summary>The settings were changed. If Flowgen had disabled the webhook and the change enables it, its failures count from zero again.</summary>
public sealed record WebhookChanged(Guid WebhookId, WebhookSettings Settings, DateTimeOffset ChangedAt)
    : WebhookEvent(WebhookId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => ChangedAt;
}

/// <summary>The secret was replaced. Both secrets sign until the old one expires.</summary>
/// <param name="WebhookId">The id of the webhook, which is the id of the stream.</param>
/// <param name="Secret">The new secret, encrypted.</param>
/// <param name="PreviousUntil">The time until which the old secret signs too, UTC.</param>
/// <param name="RotatedAt">The time of the event, UTC.</param>
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

/// <summary>Flowgen disabled the webhook: no delivery is sent until the organisation enables it again.</summary>
/// <param name="WebhookId">The id of the webhook, which is the id of the stream.</param>
/// <param name="Reason">The reason of Flowgen.</param>
/// <param name="DisabledAt">The time of the event, UTC.</param>
public sealed record WebhookDisabled(Guid WebhookId, WebhookDisabledReason Reason, DateTimeOffset DisabledAt)
    : WebhookEvent(WebhookId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => DisabledAt;
}

/// <summary>The organisation deleted the webhook. No event follows.</summary>
public sealed record WebhookDeleted(Guid WebhookId, DateTimeOffset DeletedAt) : WebhookEvent(WebhookId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => DeletedAt;
}

/// <summary>The reasons why Flowgen disables a webhook.</summary>
public enum WebhookDisabledReason
{
    /// <summary>The receiver responded with 410 (Gone).</summary>
    Gone,

    /// <summary>All attempts of several days have failed.</summary>
    Failing,
}
