using Flowgen.Domain.FlowGenerations;
using JasperFx.Events;
using Marten.Events.Aggregation;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>Stores the state of each generation in the transaction of its events. A deleted generation has no state.</summary>
public sealed partial class FlowGenerationProjection : SingleStreamProjection<FlowGeneration, Guid>
{
    /// <inheritdoc />
    public override FlowGeneration? Evolve(FlowGeneration? snapshot, Guid id, IEvent e)
    {
        // A late event of a deleted stream changes nothing. The append detects that it is too late.
        var isLate = snapshot is null && e.Data is not FlowGenerationQueued;
        if (isLate || e.Data is not FlowGenerationEvent @event)
        {
            return snapshot;
        }

        var next = FlowGeneration.Evolve(snapshot, @event);
        return next.Status is FlowGenerationStatus.Deleted ? null : next;
    }
}
