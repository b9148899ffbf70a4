namespace Flowgen.Domain.Webhooks;

/// <summary>
/// What may happen to a webhook, as pure functions from state to events. A command that was carried out before yields no
/// events. A null state is a webhook that never was, or is deleted.
/// </summary>
public static class WebhookDecider
{
    /// <summary>The most webhooks that an organisation can have.</summary>
    public const int Most = 20;

    /// <summary>The code of something that was to be sent to a webhook which is disabled.</summary>
    public const string Disabled = "webhook_disabled";

    /// <summary>How long the secret before signs as well.</summary>
    public static TimeSpan Overlap { get; } = TimeSpan.FromHours(24);

    /// <summary>Begins to tell an organisation.</summary>
    /// <param name="others">How many webhooks it has.</param>
    /// <param name="id">The stream.</param>
    /// <param name="settings">Valid by now.</param>
    /// <param name="secret">Encrypted.</param>
    /// <param name="now">UTC.</param>
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

    /// <summary>Asks for something else, unless it is the same.</summary>
    public static IReadOnlyList<WebhookEvent> Change(Webhook? state, WebhookSettings settings, DateTimeOffset now) =>
        state is null || state.Settings == settings ? [] : [new WebhookChanged(state.Id, settings, now)];

    /// <summary>Gives it another secret. The one before signs for <see cref="Overlap"/> yet, and any older one no more.</summary>
    /// <param name="state">The webhook.</param>
    /// <param name="secret">Encrypted.</param>
    /// <param name="now">UTC.</param>
    public static IReadOnlyList<WebhookEvent> RotateSecret(Webhook? state, string secret, DateTimeOffset now) =>
        state is null ? [] : [new WebhookSecretRotated(state.Id, secret, now + Overlap, now)];

    /// <summary>Gives up on it, unless nothing is sent anyway.</summary>
    public static IReadOnlyList<WebhookEvent> Disable(
        Webhook? state,
        WebhookDisabledReason reason,
        DateTimeOffset now
    ) => state is { Settings.IsEnabled: true } ? [new WebhookDisabled(state.Id, reason, now)] : [];

    /// <summary>Tells it no more.</summary>
    public static IReadOnlyList<WebhookEvent> Delete(Webhook? state, DateTimeOffset now) =>
        state is null ? [] : [new WebhookDeleted(state.Id, now)];

    /// <summary>Passes a webhook to which something can be sent.</summary>
    /// <exception cref="DomainRuleException"><see cref="Disabled"/>.</exception>
    public static Webhook Sendable(Webhook state) =>
        state.Settings.IsEnabled
            ? state
            : throw new DomainRuleException(Disabled, "A disabled webhook receives nothing. Enable it first.");
}
