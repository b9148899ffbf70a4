using Flowgen.Application.Organisations;
using MediatR;

namespace Flowgen.Application.History.Queries;

/// <summary>Reads a page of the organisation's hash chain.</summary>
/// <param name="After">The number of the previous seal; 0 begins with the first seal.</param>
/// <param name="Size">The maximum number of seals.</param>
public sealed record GetAuditProof(long After, int Size) : IRequest<SealPage>;

internal sealed class GetAuditProofHandler(ISeals seals, CurrentOrganisation organisation)
    : IRequestHandler<GetAuditProof, SealPage>
{
    public Task<SealPage> Handle(GetAuditProof query, CancellationToken cancellationToken) =>
        seals.ReadAsync(organisation.Id, query.After, query.Size, cancellationToken);
}
