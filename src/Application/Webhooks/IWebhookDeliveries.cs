using Flowgen.Application.Common;
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

    /// <summary>Announces again what happened from a place in the log on; in the background. Survives the process.</summary>
    Task ReplayAsync(string organisation, Webhook webhook, long fromSequence, CancellationToken cancellationToken);

    /// <summary>
    /// How far one part of a replay goes: the last sequence number of its events, which are bounded in number and in the texts of their
    /// generations. The last of the range where nothing of it is left.
    /// </summary>
    Task<long> EndOfPartAsync(string organisation, long from, long last, CancellationToken cancellationToken);

    /// <summary>Ends what waits for a webhook that is deleted or disabled; nothing, if it has been enabled again.</summary>
    Task CancelAsync(string organisation, Guid webhookId, CancellationToken cancellationToken);

    /// <summary>Makes deliveries in the session's transaction.</summary>
    void Add(IDocumentSession session, IEnumerable<NewDelivery> deliveries);

    /// <summary>Says that deliveries were made: the transaction is committed.</summary>
    void Changed();
}
