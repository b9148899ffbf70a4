namespace Flowgen.Domain.Webhooks;

/// <summary>What an organisation asks to be told (contract, section 6).</summary>
/// <param name="Url">Where to.</param>
/// <param name="Events">Any of <c>create</c>, <c>update</c> and <c>delete</c>, at least one.</param>
/// <param name="Resource"><c>flowGenerations</c> or <c>flows</c>.</param>
/// <param name="Fields">An update is announced only if one of these attributes changed; null for any.</param>
/// <param name="IsEnabled">Whether anything is sent.</param>
/// <param name="Description">For people; null for none.</param>
/// <param name="IsOrdered">Whether one resource's deliveries are sent strictly one after the other.</param>
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
    /// <summary>What there is to be told of, in the order that it happens.</summary>
    public static IReadOnlyList<string> AllEvents { get; } = ["create", "update", "delete"];

    /// <summary>The types of what can be told of.</summary>
    public static IReadOnlyList<string> AllResources { get; } = ["flowGenerations", "flows"];

    /// <summary>By value, the lists as well.</summary>
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

/// <summary>A webhook: what its events say, folded.</summary>
/// <param name="Id">UUID, version 7.</param>
/// <param name="Settings">What it asks for.</param>
/// <param name="Secret">Signs; encrypted.</param>
/// <param name="PreviousSecret">The one before, encrypted; null where there is none.</param>
/// <param name="PreviousUntil">Until when that signs as well, UTC.</param>
/// <param name="DisabledReason">Why Flowgen gave up on it; null where it did not.</param>
/// <param name="IsDeleted">Whether nothing can follow.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
/// <param name="Version">Events in its stream so far, from 1.</param>
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
