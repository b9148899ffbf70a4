using Flowgen.Domain.FlowGenerations;
using JasperFx.Events;
using Marten.Events.Aggregation;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>Keeps the state of each generation beside its events, in their transaction; a deleted one has none.</summary>
public sealed partial class FlowGenerationProjection : SingleStreamProjection<FlowGeneration, Guid>
{
    /// <inheritdoc />
    public override FlowGeneration? Evolve(FlowGeneration? snapshot, Guid id, IEvent e)
    {
        // A late event of a deleted stream has nothing to change; that it comes too late is found when it is appended.
        var isLate = snapshot is null && e.Data is not FlowGenerationQueued;
        if (isLate || e.Data is not FlowGenerationEvent @event)
        {
            return snapshot;
        }

        var next = FlowGeneration.Evolve(snapshot, @event);
        return next.Status is FlowGenerationStatus.Deleted ? null : next;
    }
}
