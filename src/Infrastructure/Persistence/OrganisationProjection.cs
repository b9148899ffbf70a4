using Flowgen.Domain.Organisations;
using JasperFx.Events;
using Marten.Events.Aggregation;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>Stores the state of each organisation in the transaction of its events.</summary>
public sealed partial class OrganisationProjection : SingleStreamProjection<Organisation, Guid>
{
    /// <summary>Lists the types of events, so that Marten does not load a state for streams of other kinds.</summary>
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
