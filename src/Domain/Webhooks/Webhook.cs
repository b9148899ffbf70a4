namespace Flowgen.Domain.Webhooks;

/// <summary>The settings of a webhook (contract, section 6).</summary>
/// <param name="Url">The URL of the receiver.</param>
/// <param name="Events">The kinds of changes to send: <c>create</c>, <c>update</c>, <c>delete</c>; at least one.</param>
/// <param name="Resource">The type of the resources: <c>flowGenerations</c> or <c>flows</c>.</param>
/// <param name="Fields">The attributes whose change causes a delivery of an update; null for any attribute.</param>
/// <param name="IsEnabled">Whether deliveries are sent.</param>
/// <param name="Description">A text for people; null if there is none.</param>
/// <param name="IsOrdered">Whether the deliveries of one resource are sent strictly one after the other.</param>
public sealed record WebhookSettings(
    string Url,
    IReadOnlyList<string> Events,
    string Resource,
    IReadOnlyList<string>? Fields,
    bool IsEnabled,
    string? Description,
    bool IsOrdered
)
{
    /// <summary>All kinds of changes, in the order in which they happen to a resource.</summary>
    public static IReadOnlyList<string> AllEvents { get; } = ["create", "update", "delete"];

    /// <summary>The types of resources that can have webhooks.</summary>
    public static IReadOnlyList<string> AllResources { get; } = ["flowGenerations", "flows"];

    /// <summary>Compares by value, including the lists.</summary>
    public bool Equals(WebhookSettings? other) =>
        other is not null
        && (Url, Resource, IsEnabled, Description, IsOrdered)
            == (other.Url, other.Resource, other.IsEnabled, other.Description, other.IsOrdered)
        && Events.SequenceEqual(other.Events)
        && (Fields is null) == (other.Fields is null)
        && (Fields ?? []).SequenceEqual(other.Fields ?? []);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Url, Resource, IsEnabled, Description, IsOrdered);
}

/// <summary>The state of a webhook: the fold of its events.</summary>
/// <param name="Id">A UUID, version 7.</param>
/// <param name="Settings">The present settings.</param>
/// <param name="Secret">The secret that signs its deliveries, encrypted.</param>
/// <param name="PreviousSecret">The secret before the last rotation, encrypted; null if there was no rotation.</param>
/// <param name="PreviousUntil">The time until which the previous secret signs too, UTC.</param>
/// <param name="DisabledReason">The reason why Flowgen disabled it; null if Flowgen did not.</param>
/// <param name="IsDeleted">Whether it is deleted, so that no event can follow.</param>
/// <param name="CreatedAt">The time of its creation, UTC.</param>
/// <param name="UpdatedAt">The time of its last event, UTC.</param>
/// <param name="Version">The number of events in its stream, from 1.</param>
public sealed record Webhook(
    Guid Id,
    WebhookSettings Settings,
    string Secret,
    string? PreviousSecret,
    DateTimeOffset? PreviousUntil,
    WebhookDisabledReason? DisabledReason,
    bool IsDeleted,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    int Version
)
{
    /// <summary>Folds the next event into the state.</summary>
    /// <exception cref="InvalidOperationException">The event cannot follow this state: the stream is corrupt.</exception>
    public static Webhook Evolve(Webhook? state, WebhookEvent @event) =>
        (state, @event) switch
        {
            (null, WebhookCreated e) => new(
                e.WebhookId,
                e.Settings,
                e.Secret,
                PreviousSecret: null,
                PreviousUntil: null,
                DisabledReason: null,
                IsDeleted: false,
                CreatedAt: e.CreatedAt,
                UpdatedAt: e.CreatedAt,
                Version: 1
            ),
            ({ IsDeleted: false }, WebhookChanged e) => state.Next(e) with
            {
                Settings = e.Settings,
                DisabledReason = e.Settings.IsEnabled ? null : state.DisabledReason,
            },
            ({ IsDeleted: false }, WebhookSecretRotated e) => state.Next(e) with
            {
                Secret = e.Secret,
                PreviousSecret = state.Secret,
                PreviousUntil = e.PreviousUntil,
            },
            ({ IsDeleted: false }, WebhookDisabled e) => state.Next(e) with
            {
                Settings = state.Settings with { IsEnabled = false },
                DisabledReason = e.Reason,
            },
            ({ IsDeleted: false }, WebhookDeleted e) => state.Next(e) with { IsDeleted = true },
            _ => throw new InvalidOperationException(
                $"{@event.GetType().Name} cannot follow {(state is null ? "nothing" : "this state")}."
            ),
        };

    private Webhook Next(WebhookEvent @event) => this with { UpdatedAt = @event.OccurredAt(), Version = Version + 1 };
}
