using Flowgen.Application.Common;
using Flowgen.Application.Webhooks.Messages;
using Flowgen.Domain.Webhooks;
using Marten;

namespace Flowgen.Application.Webhooks;

/// <summary>The deliveries of an organisation's webhooks, and the log of their tries.</summary>
public interface IWebhookDeliveries
{
    /// <summary>Lists a webhook's deliveries.</summary>
    Task<Page<Delivery>> ListAsync(
        string organisation,
        Guid webhookId,
        Listing listing,
        CancellationToken cancellationToken
    );

    /// <summary>One delivery with its tries, oldest first; null where there is none.</summary>
    Task<(Delivery Delivery, IReadOnlyList<DeliveryTry> Tries)?> FindAsync(
        string organisation,
        Guid id,
        CancellationToken cancellationToken
    );

    /// <summary>Has a delivery tried again from the start of the schedule, now; false where there is none or its text was erased.</summary>
    Task<bool> RedeliverAsync(string organisation, Guid id, CancellationToken cancellationToken);

    /// <summary>Makes a ping, and returns it.</summary>
    Task<Delivery> PingAsync(string organisation, Webhook webhook, CancellationToken cancellationToken);

    /// <summary>Delivers the changes from a position in the log on again, in the background. Survives the process.</summary>
    Task ReplayAsync(string organisation, Webhook webhook, long fromSequence, CancellationToken cancellationToken);

    /// <summary>One page of the changes in a part of the log, oldest first, and where the next page begins; null after the last one.</summary>
    Task<(IReadOnlyList<WebhookChange> Changes, long? Next)> ChangesAsync(
        string organisation,
        long from,
        long until,
        CancellationToken cancellationToken
    );

    /// <summary>Ends what waits for a webhook that is deleted or disabled; nothing, if it has been enabled again.</summary>
    Task CancelAsync(string organisation, Guid webhookId, CancellationToken cancellationToken);

    /// <summary>
    /// Adds, in the session's transaction, a delivery of each change for each webhook that subscribes to it. The statement itself decides who
    /// subscribes, so no webhook that exists by then misses a change. A delivery that exists already is not added again.
    /// </summary>
    /// <returns>To be called after the commit: wakes the dispatchers if there are new deliveries.</returns>
    Action Add(IDocumentSession session, IReadOnlyList<WebhookChange> changes, AddOptions? options = null);
}

/// <summary>How deliveries are added.</summary>
public sealed record AddOptions
{
    /// <summary>Whether the events were committed before: then an erasure at the same time must see the deliveries, or be seen.</summary>
    public bool IsAfterItsEvent { get; init; }

    /// <summary>The replay that they are for, to its webhook alone; null for the changes themselves.</summary>
    public ReplayChanges? Replay { get; init; }
}
