using Flowgen.Domain.FlowGenerations;

namespace Flowgen.Application.FlowGenerations;

/// <summary>What each event sets in motion.</summary>
public static class FlowGenerationReactions
{
    /// <summary>The durable messages to send in the event's own transaction.</summary>
    public static IEnumerable<object> To(FlowGenerationEvent @event) =>
        @event switch
        {
            FlowGenerationQueued e => [new RunFlowGeneration(e.FlowGenerationId)],
            _ => [],
        };
}
