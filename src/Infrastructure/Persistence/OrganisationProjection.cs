using Flowgen.Domain.Organisations;
using JasperFx.Events;
using Marten.Events.Aggregation;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>Keeps the state of each organisation beside its events, in their transaction.</summary>
public sealed partial class OrganisationProjection : SingleStreamProjection<Organisation, Guid>
{
    /// <summary>Takes no other streams: for each change of one, it would look for a state that is not there.</summary>
    public OrganisationProjection()
    {
        IncludeType<OrganisationCreated>();
        IncludeType<OrganisationDisabled>();
        IncludeType<OrganisationEnabled>();
        IncludeType<ApiKeyCreated>();
        IncludeType<ApiKeyRotated>();
        IncludeType<ApiKeyRevoked>();
    }

    /// <inheritdoc />
    public override Organisation? Evolve(Organisation? snapshot, Guid id, IEvent e) =>
        e.Data is OrganisationEvent @event ? Organisation.Evolve(snapshot, @event) : snapshot;
}
