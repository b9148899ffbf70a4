using Flowgen.Domain.FlowGenerations;
using JasperFx.Events;
using Marten.Events.Aggregation;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>Keeps the state of each generation beside its events, in their transaction; a deleted one has none.</summary>
public sealed partial class FlowGenerationProjection : SingleStreamProjection<FlowGeneration, Guid>
{
    /// <inheritdoc />
    public override FlowGeneration? Evolve(FlowGeneration? snapshot, Guid id, IEvent e) =>
        e.Data is FlowGenerationEvent @event && FlowGeneration.Evolve(snapshot, @event) is var next
            ? next.Status is FlowGenerationStatus.Deleted
                ? null
                : next
            : snapshot;
}
