namespace Flowgen.Domain.Webhooks;

/// <summary>
/// The decisions about a webhook: pure functions from a state and a command to events. A command that was carried out before returns no
/// events. A null state is a webhook that does not exist, or is deleted.
/// </summary>
public static class WebhookDecider
{
    /// <summary>The maximum number of webhooks of an organisation.</summary>
    public const int Most = 20;

    /// <summary>The code of a request to send a delivery to a disabled webhook.</summary>
    public const string Disabled = "webhook_disabled";

    /// <summary>The time for which the previous secret signs too.</summary>
    public static TimeSpan Overlap { get; } = TimeSpan.FromHours(24);

    /// <summary>Creates a webhook.</summary>
    /// <param name="others">The number of webhooks that the organisation has already.</param>
    /// <param name="id">The id of the webhook, which is the id of the stream.</param>
    /// <param name="settings">The settings. The caller has validated them.</param>
    /// <param name="secret">The secret, encrypted.</param>
    /// <param name="now">The present time, UTC.</param>
    /// <exception cref="DomainRuleException"><c>too_many_webhooks</c>.</exception>
    public static WebhookCreated Create(
        int others,
        Guid id,
        WebhookSettings settings,
        string secret,
        DateTimeOffset now
    ) =>
        others < Most
            ? new(id, settings, secret, now)
            : throw new DomainRuleException(
                "too_many_webhooks",
                $"The organisation has the maximum of {Most} webhooks. Delete one first."
            );

    /// <summary>Changes the settings; no event if they are equal.</summary>
    public static IReadOnlyList<WebhookEvent> Change(Webhook? state, WebhookSettings settings, DateTimeOffset now) =>
        state is null || state.Settings == settings ? [] : [new WebhookChanged(state.Id, settings, now)];

    /// <summary>Replaces the secret. The previous secret signs too for <see cref="Overlap"/>; older secrets do not sign any more.</summary>
    /// <param name="state">The webhook.</param>
    /// <param name="secret">The secret, encrypted.</param>
    /// <param name="now">The present time, UTC.</param>
    public static IReadOnlyList<WebhookEvent> RotateSecret(Webhook? state, string secret, DateTimeOffset now) =>
        state is null ? [] : [new WebhookSecretRotated(state.Id, secret, now + Overlap, now)];

    /// <summary>Disables a webhook on behalf of Flowgen; no event if it is disabled already.</summary>
    public static IReadOnlyList<WebhookEvent> Disable(
        Webhook? state,
        WebhookDisabledReason reason,
        DateTimeOffset now
    ) => state is { Settings.IsEnabled: true } ? [new WebhookDisabled(state.Id, reason, now)] : [];

    /// <summary>Deletes a webhook.</summary>
    public static IReadOnlyList<WebhookEvent> Delete(Webhook? state, DateTimeOffset now) =>
        state is null ? [] : [new WebhookDeleted(state.Id, now)];

    /// <summary>Returns the webhook if deliveries can be sent to it.</summary>
    /// <exception cref="DomainRuleException"><see cref="Disabled"/>.</exception>
    public static Webhook Sendable(Webhook state) =>
        state.Settings.IsEnabled
            ? state
            : throw new DomainRuleException(Disabled, "A disabled webhook receives nothing. Enable it first.");
}
