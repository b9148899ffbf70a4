using Flowgen.Application.FlowGenerations.Messages;
using Flowgen.Domain.FlowGenerations;

namespace Flowgen.Application.FlowGenerations;

/// <summary>The background work that each event asks for.</summary>
public static class FlowGenerationReactions
{
    /// <summary>The durable messages to send in the event's own transaction, and their ids.</summary>
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
