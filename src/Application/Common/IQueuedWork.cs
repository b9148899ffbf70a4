using Marten;

namespace Flowgen.Application.Common;

/// <summary>A message to add to the queue, with its origin.</summary>
/// <param name="Id">The id of the message. The queue is sorted by it, and ignores an id that it already contains.</param>
/// <param name="Message">The message for the handler.</param>
/// <param name="CorrelationId">The trace of the message.</param>
/// <param name="ParentId">The activity that sends the message (W3C Trace Context).</param>
public sealed record OutgoingMessage(Guid Id, object Message, string? CorrelationId, string? ParentId)
{
    /// <summary>The event that caused the message; null if a request did.</summary>
    public Guid? CausationId { get; init; }
}

/// <summary>
/// The queue of messages for workers. It is a table in the database, so a long queue takes no memory in the processes, and any worker
/// can take any message.
/// </summary>
public interface IQueuedWork
{
    /// <summary>Adds messages of the session's tenant in its transaction.</summary>
    void Add(IDocumentSession session, IEnumerable<OutgoingMessage> messages);

    /// <summary>Removes handled messages in the session's transaction.</summary>
    void Remove(IDocumentSession session, IEnumerable<IWork> handled);

    /// <summary>Marks a message as in progress until the result is disposed. A shutdown does not return the message to the queue.</summary>
    IDisposable BeginHandling(IWork work);

    /// <summary>Reports that a transaction is committed: messages may have been added, and these messages were handled.</summary>
    void Changed(params IReadOnlyList<IWork> handled);
}
