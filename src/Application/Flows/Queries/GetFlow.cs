using Flowgen.Domain.Flows;
using Marten;
using MediatR;

namespace Flowgen.Application.Flows.Queries;

/// <summary>Reads one flow; null if there is none.</summary>
public sealed record GetFlow(Guid Id) : IRequest<Flow?>;

internal sealed class GetFlowHandler(IQuerySession session) : IRequestHandler<GetFlow, Flow?>
{
    public Task<Flow?> Handle(GetFlow query, CancellationToken cancellationToken) =>
        session.LoadAsync<Flow>(query.Id, cancellationToken);
}
