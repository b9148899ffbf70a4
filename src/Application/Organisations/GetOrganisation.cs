using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Application.Organisations;

/// <summary>Reads one organisation; null where there is none.</summary>
public sealed record GetOrganisation(string Id) : IRequest<Organisation?>;

internal sealed class GetOrganisationHandler(OrganisationStreams streams)
    : IRequestHandler<GetOrganisation, Organisation?>
{
    public Task<Organisation?> Handle(GetOrganisation query, CancellationToken cancellationToken) =>
        streams.FindAsync(query.Id, cancellationToken);
}
