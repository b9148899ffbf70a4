using Flowgen.Domain.Webhooks;
using JasperFx.Events;
using Marten.Events.Aggregation;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>Keeps the state of each webhook beside its events, in their transaction; a deleted one has none.</summary>
public sealed partial class WebhookProjection : SingleStreamProjection<Webhook, Guid>
{
    /// <summary>Takes no other streams: for each change of one, it would look for a state that is not there.</summary>
    public WebhookProjection()
    {
        IncludeType<WebhookCreated>();
        IncludeType<WebhookChanged>();
        IncludeType<WebhookSecretRotated>();
        IncludeType<WebhookDisabled>();
        IncludeType<WebhookDeleted>();
    }

    /// <inheritdoc />
    public override Webhook? Evolve(Webhook? snapshot, Guid id, IEvent e)
    {
        // A late event of a deleted stream has nothing to change; that it comes too late is found when it is appended.
        var isLate = snapshot is null && e.Data is not WebhookCreated;
        if (isLate || e.Data is not WebhookEvent @event)
        {
            return snapshot;
        }

        var next = Webhook.Evolve(snapshot, @event);
        return next.IsDeleted ? null : next;
    }
}
