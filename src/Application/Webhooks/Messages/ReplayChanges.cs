using Flowgen.Application.Common;
using Flowgen.Domain.Webhooks;
using Marten;
using Wolverine.Attributes;

namespace Flowgen.Application.Webhooks.Messages;

/// <summary>Announces a part of the log to one webhook again. Each part that is done calls for the next in its own transaction.</summary>
/// <param name="ReplayId">Of which the deliveries' ids are derived.</param>
/// <param name="WebhookId">To which.</param>
/// <param name="From">The first sequence number of this part.</param>
/// <param name="Until">The last of the replay: what follows is announced as it happens.</param>
/// <param name="RequestedAt">UTC.</param>
[MessageIdentity("Flowgen.Application.Webhooks.ReplayChanges")] // its stored name
public sealed record ReplayChanges(Guid ReplayId, Guid WebhookId, long From, long Until, DateTimeOffset RequestedAt)
{
    /// <summary>The message's id: a part waits once.</summary>
    public Guid MessageId() => DerivedId.Of(RequestedAt, ReplayId, WebhookId, unchecked((int)From));
}

/// <summary>Handles one part. Safe to repeat: ids are derived.</summary>
public static class ReplayChangesHandler
{
    // IWebhookDeliveries bounds the deliveries of one part. This bounds the events that it skips: the log has those of all organisations.
    private const int MostSequences = 10_000;

    /// <summary>Makes the deliveries of the part, and the next message.</summary>
    public static async Task Handle(
        ReplayChanges message,
        IWork work,
        IDocumentStore store,
        WebhookAnnouncements announcements,
        IWebhookDeliveries deliveries,
        IBacklog backlog,
        MemoryBudgets memory,
        CancellationToken cancellationToken
    )
    {
        using var inHand = backlog.TakeInHand(work);
        using var room = await memory.TakeWorkAsync(work.Organisation, length: 0, cancellationToken);
        await using var session = store.LightweightSession(Sessions.Of(work.Organisation));
        if (await session.LoadAsync<Webhook>(message.WebhookId, cancellationToken) is { } webhook)
        {
            var last = await deliveries.EndOfPartAsync(
                work.Organisation,
                message.From,
                Math.Min(message.Until, message.From + MostSequences - 1),
                cancellationToken
            );
            var events = await session
                .Events.QueryAllRawEvents()
                .Where(row => row.Sequence >= message.From && row.Sequence <= last)
                .OrderBy(row => row.Sequence)
                .ToListAsync(cancellationToken);
            var next = last + 1;
            var parent = work.ParentId;
            deliveries.Add(
                session,
                await announcements.OfAsync(session, webhook, message, parent, events, cancellationToken)
            );
            if (next <= message.Until)
            {
                var rest = message with { From = next };
                backlog.Add(session, [new(rest.MessageId(), rest, work.CorrelationId, parent)]);
            }
        }

        backlog.Remove(session, [work]);
        await session.SaveChangesAsync(cancellationToken);
        backlog.Changed(work);
        deliveries.Changed();
    }
}
