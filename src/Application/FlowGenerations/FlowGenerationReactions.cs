using Flowgen.Application.FlowGenerations.Messages;
using Flowgen.Domain.FlowGenerations;

namespace Flowgen.Application.FlowGenerations;

/// <summary>Maps each event to its messages (outbox).</summary>
public static class FlowGenerationReactions
{
    /// <summary>The durable messages to save in the transaction of the event, with their ids.</summary>
    public static IEnumerable<(Guid Id, object Message)> To(FlowGenerationEvent @event)
    {
        if (@event is FlowGenerationQueued queued)
        {
            yield return (
                RunFlowGeneration.MessageId(queued.FlowGenerationId, queued.QueuedAt),
                new RunFlowGeneration(queued.FlowGenerationId, queued.LengthOfTexts())
            );
        }
    }
}
