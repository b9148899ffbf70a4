using Flowgen.Application.Common;
using Flowgen.Domain.FlowGenerations;
using Marten;
using Wolverine.Attributes;

namespace Flowgen.Application.Webhooks.Messages;

/// <summary>
/// Asks for the deliveries of one event. The version before this one added it to the event's transaction; this version adds the deliveries
/// themselves, and only handles the messages that are left from before an upgrade.
/// </summary>
/// <param name="FlowGenerationId">The stream of the event.</param>
/// <param name="Version">The version of the stream after the event.</param>
[MessageIdentity("Flowgen.Application.Webhooks.AnnounceChange")] // its stored name
public sealed record AnnounceChange(Guid FlowGenerationId, int Version);

/// <summary>Adds the deliveries, and removes the message in their transaction. Safe to repeat: the ids of deliveries are derived.</summary>
public static class AnnounceChangeHandler
{
    /// <summary>Handles the message.</summary>
    public static async Task Handle(
        AnnounceChange message,
        IWork work,
        IDocumentStore store,
        IWebhookDeliveries deliveries,
        IQueuedWork queue,
        CancellationToken cancellationToken
    )
    {
        using var inProgress = queue.BeginHandling(work);
        await using var session = store.LightweightSession(Sessions.Of(work.Organisation));
        var rows = await session.Events.FetchStreamAsync(
            message.FlowGenerationId,
            version: message.Version,
            token: cancellationToken
        );
        var states = FlowGeneration.History(rows.Select(row => (FlowGenerationEvent)row.Data)).ToList();
        var added = deliveries.Add(
            session,
            states.Count == message.Version ? [.. WebhookChange.Of(rows[^1], states[^1])] : [],
            new AddOptions { IsAfterItsEvent = true }
        );
        queue.Remove(session, [work]);
        await session.SaveChangesAsync(cancellationToken);
        queue.Changed(work);
        added();
    }
}
