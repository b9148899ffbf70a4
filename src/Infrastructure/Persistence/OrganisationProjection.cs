using Flowgen.Domain.Organisations;
using JasperFx.Events;
using Marten.Events.Aggregation;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>Keeps the state of each organisation beside its events, in their transaction.</summary>
public sealed partial class OrganisationProjection : SingleStreamProjection<Organisation, Guid>
{
    /// <inheritdoc />
    public override Organisation? Evolve(Organisation? snapshot, Guid id, IEvent e) =>
        e.Data is OrganisationEvent @event ? Organisation.Evolve(snapshot, @event) : snapshot;
}
