using Flowgen.Application.FlowGenerations.Messages;
using Flowgen.Application.Webhooks.Messages;
using Flowgen.Domain.FlowGenerations;

namespace Flowgen.Application.FlowGenerations;

/// <summary>What each event sets in motion.</summary>
public static class FlowGenerationReactions
{
    /// <summary>The durable messages to send in the event's own transaction, and their ids.</summary>
    /// <param name="event">What happened.</param>
    /// <param name="after">The state after it.</param>
    public static IEnumerable<(Guid Id, object Message)> To(FlowGenerationEvent @event, FlowGeneration after)
    {
        var (version, length) = (after.Version, after.Parameters.Length + (after.Context?.Length ?? 0));
        yield return (
            AnnounceChange.MessageId(@event, version),
            new AnnounceChange(@event.FlowGenerationId, version, length)
        );
        if (@event is FlowGenerationQueued queued)
        {
            yield return (
                RunFlowGeneration.MessageId(queued.FlowGenerationId, queued.QueuedAt),
                new RunFlowGeneration(queued.FlowGenerationId, length)
            );
        }
    }
}
