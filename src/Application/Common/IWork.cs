namespace Flowgen.Application.Common;

/// <summary>The message that a handler processes, with its context.</summary>
public interface IWork
{
    /// <summary>The organisation that the message belongs to.</summary>
    string Organisation { get; }

    /// <summary>The trace that the message belongs to.</summary>
    string? CorrelationId { get; }

    /// <summary>The event or request that led to the message.</summary>
    string CausationId { get; }

    /// <summary>The activity that sent the message (W3C Trace Context).</summary>
    string? ParentId { get; }

    /// <summary>Cancelled when the process stops. The token of a handler is also cancelled by its time limit.</summary>
    CancellationToken Stopping { get; }

    /// <summary>Counts the failures of one kind. The counters of a message are kept while it waits for its next attempt.</summary>
    /// <returns>The new count, from 1.</returns>
    int Count(string failure);

    /// <summary>Sets a counter back to 0.</summary>
    void Forget(string failure);
}
