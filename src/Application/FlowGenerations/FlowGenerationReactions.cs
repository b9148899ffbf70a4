using Flowgen.Application.Webhooks;
using Flowgen.Domain.FlowGenerations;

namespace Flowgen.Application.FlowGenerations;

/// <summary>What each event sets in motion.</summary>
public static class FlowGenerationReactions
{
    /// <summary>The durable messages to send in the event's own transaction, and their ids.</summary>
    /// <param name="event">What happened.</param>
    /// <param name="version">Its place in its stream.</param>
    public static IEnumerable<(Guid Id, object Message)> To(FlowGenerationEvent @event, int version)
    {
        yield return (AnnounceChange.MessageId(@event, version), new AnnounceChange(@event.FlowGenerationId, version));
        if (@event is FlowGenerationQueued queued)
        {
            yield return (
                RunFlowGeneration.MessageId(queued.FlowGenerationId, queued.QueuedAt),
                new RunFlowGeneration(queued.FlowGenerationId)
            );
        }
    }
}
