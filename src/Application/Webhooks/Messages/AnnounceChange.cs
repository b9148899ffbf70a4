using Flowgen.Application.Common;
using Flowgen.Domain.FlowGenerations;
using Wolverine.Attributes;

namespace Flowgen.Application.Webhooks.Messages;

/// <summary>
/// Asks for the deliveries that one event calls for. Durable: committed with the event, where its organisation has a webhook.
/// </summary>
/// <param name="FlowGenerationId">The stream.</param>
/// <param name="Version">The event's place in it.</param>
/// <param name="Length">Of the generation's texts, in characters; 0 where it is not known.</param>
[MessageIdentity("Flowgen.Application.Webhooks.AnnounceChange")] // its stored name
public sealed record AnnounceChange(Guid FlowGenerationId, int Version, int Length = 0)
{
    /// <summary>The message's id, in the order of the events. An event that is announced again by mistake waits once.</summary>
    public static Guid MessageId(FlowGenerationEvent @event, int version) =>
        DerivedId.Of(@event.OccurredAt(), @event.FlowGenerationId, Guid.Empty, version);
}

/// <summary>Makes the deliveries, and ends the message in their transaction.</summary>
public static class AnnounceChangeHandler
{
    /// <summary>Handles one delivery of the message.</summary>
    public static async Task Handle(
        AnnounceChange message,
        IWork work,
        WebhookAnnouncements announcements,
        IBacklog backlog,
        MemoryBudgets memory,
        CancellationToken cancellationToken
    )
    {
        using var inHand = backlog.TakeInHand(work);
        using var room = await memory.TakeWorkAsync(work.Organisation, message.Length, cancellationToken);
        await announcements.AnnounceAsync(message, work, cancellationToken);
    }
}
