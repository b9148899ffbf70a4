using Flowgen.Application.Common;
using Marten;
using Wolverine.Attributes;

namespace Flowgen.Application.Webhooks.Messages;

/// <summary>Delivers a part of the log to one webhook again. Each page asks for the next one in its own transaction.</summary>
/// <param name="ReplayId">The ids of the deliveries are derived from it.</param>
/// <param name="WebhookId">The webhook.</param>
/// <param name="From">The first sequence number of this page.</param>
/// <param name="Until">The last sequence number of the replay: later events are delivered as they happen.</param>
/// <param name="RequestedAt">The time of the request, UTC.</param>
[MessageIdentity("Flowgen.Application.Webhooks.ReplayChanges")] // its stored name
public sealed record ReplayChanges(Guid ReplayId, Guid WebhookId, long From, long Until, DateTimeOffset RequestedAt)
{
    /// <summary>The id of the message: a page is queued once.</summary>
    public Guid MessageId() => DerivedId.Of(RequestedAt, ReplayId, WebhookId, unchecked((int)From));
}

/// <summary>Handles one page. Safe to repeat: the ids of deliveries are derived.</summary>
public static class ReplayChangesHandler
{
    /// <summary>Adds the deliveries of the page, and the message for the next one.</summary>
    public static async Task Handle(
        ReplayChanges message,
        IWork work,
        IDocumentStore store,
        IWebhookDeliveries deliveries,
        IQueuedWork queue,
        CancellationToken cancellationToken
    )
    {
        using var inProgress = queue.BeginHandling(work);
        var (changes, next) = await deliveries.ChangesAsync(
            work.Organisation,
            message.From,
            message.Until,
            cancellationToken
        );
        await using var session = store.LightweightSession(Sessions.Of(work.Organisation));
        var added = deliveries.Add(
            session,
            [.. changes.Select(change => change with { ParentId = work.ParentId })],
            new AddOptions { IsAfterItsEvent = true, Replay = message }
        );
        if (next is { } from)
        {
            var rest = message with { From = from };
            queue.Add(session, [new(rest.MessageId(), rest, work.CorrelationId, work.ParentId)]);
        }

        queue.Remove(session, [work]);
        await session.SaveChangesAsync(cancellationToken);
        queue.Changed(work);
        added();
    }
}
