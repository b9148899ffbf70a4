using Flowgen.Application.FlowGenerations;
using Flowgen.Domain.FlowGenerations;
using Marten;
using Wolverine;

namespace Flowgen.Application.Common;

/// <summary>The one bridge from events to messages.</summary>
public static class Commit
{
    /// <summary>
    /// Saves the session and the messages that its new events call for in one transaction, so none is lost and none is
    /// sent for an event that was not saved.
    /// </summary>
    /// <param name="session">With events appended.</param>
    /// <param name="outbox">
    /// Must be enrolled in the session: an <c>IMartenOutbox</c> of the same scope, or the context of the message being handled.
    /// </param>
    /// <param name="cancellationToken">Gives up before the commit; the transaction then leaves no trace.</param>
    /// <exception cref="JasperFx.ConcurrencyException">Somebody else appended to the stream first.</exception>
    public static async Task CommitAsync(
        this IDocumentSession session,
        IMessageBus outbox,
        CancellationToken cancellationToken
    )
    {
        outbox.TenantId = session.TenantId;
        var events = session.PendingChanges.Streams().SelectMany(stream => stream.Events).Select(e => e.Data);
        foreach (var message in events.OfType<FlowGenerationEvent>().SelectMany(FlowGenerationReactions.To).ToList())
        {
            await outbox.PublishAsync(message);
        }

        await session.SaveChangesAsync(cancellationToken);
    }
}
