using Flowgen.Domain.FlowGenerations;

namespace Flowgen.Application.FlowGenerations;

/// <summary>What each event sets in motion.</summary>
public static class FlowGenerationReactions
{
    /// <summary>The durable messages to send in the event's own transaction, and their ids.</summary>
    public static IEnumerable<(Guid Id, object Message)> To(FlowGenerationEvent @event) =>
        @event switch
        {
            FlowGenerationQueued e =>
            [
                (
                    RunFlowGeneration.MessageId(e.FlowGenerationId, e.QueuedAt),
                    new RunFlowGeneration(e.FlowGenerationId)
                ),
            ],
            _ => [],
        };
}
