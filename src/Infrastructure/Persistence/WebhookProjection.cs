using Flowgen.Domain.Webhooks;
using JasperFx.Events;
using Marten.Events.Aggregation;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>Stores the state of each webhook in the transaction of its events. A deleted webhook has no state.</summary>
public sealed partial class WebhookProjection : SingleStreamProjection<Webhook, Guid>
{
    /// <summary>Lists the types of events, so that Marten does not load a state for streams of other kinds.</summary>
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
        // A late event of a deleted stream changes nothing. The append detects that it is too late.
        var isLate = snapshot is null && e.Data is not WebhookCreated;
        if (isLate || e.Data is not WebhookEvent @event)
        {
            return snapshot;
        }

        var next = Webhook.Evolve(snapshot, @event);
        return next.IsDeleted ? null : next;
    }
}
