using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Application.Organisations.Queries;

/// <summary>Lists all organisations for operators, sorted by id.</summary>
public sealed record ListOrganisations : IRequest<IReadOnlyList<Organisation>>;

internal sealed class ListOrganisationsHandler(OrganisationRegistry registry)
    : IRequestHandler<ListOrganisations, IReadOnlyList<Organisation>>
{
    public Task<IReadOnlyList<Organisation>> Handle(ListOrganisations query, CancellationToken cancellationToken) =>
        registry.ListAsync(cancellationToken);
}
