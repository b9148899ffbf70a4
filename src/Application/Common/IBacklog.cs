using Marten;

namespace Flowgen.Application.Common;

/// <summary>A message to be sent, and where it comes from.</summary>
/// <param name="Id">Its id, by which messages are ordered. One that waits already is not added again.</param>
/// <param name="Message">What a handler takes.</param>
/// <param name="CorrelationId">The trace that it belongs to.</param>
/// <param name="ParentId">The activity that it is sent from (W3C Trace Context).</param>
public sealed record OutgoingMessage(Guid Id, object Message, string? CorrelationId, string? ParentId)
{
    /// <summary>The event that calls for it; null where a request does.</summary>
    public Guid? CausationId { get; init; }
}

/// <summary>
/// The messages that wait for a worker, in the database and not in memory: any number of them costs the processes nothing,
/// and any worker may take any of them.
/// </summary>
public interface IBacklog
{
    /// <summary>Adds messages in the session's transaction, on behalf of its tenant.</summary>
    void Add(IDocumentSession session, IEnumerable<OutgoingMessage> messages);

    /// <summary>Removes messages that are handled, in the session's transaction.</summary>
    void Remove(IDocumentSession session, IEnumerable<IWork> handled);

    /// <summary>Says that a message is being handled, until the result is disposed: a stop leaves it to its handler.</summary>
    IDisposable TakeInHand(IWork work);

    /// <summary>Says that messages were added, and that these were handled: the transaction is committed.</summary>
    void Changed(params IReadOnlyList<IWork> handled);
}
