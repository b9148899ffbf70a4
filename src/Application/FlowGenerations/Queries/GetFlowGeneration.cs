using Flowgen.Domain.FlowGenerations;
using Marten;
using MediatR;

namespace Flowgen.Application.FlowGenerations.Queries;

/// <summary>Reads one flow generation; null if it does not exist or is deleted.</summary>
public sealed record GetFlowGeneration(Guid Id) : IRequest<FlowGeneration?>;

internal sealed class GetFlowGenerationHandler(IQuerySession session)
    : IRequestHandler<GetFlowGeneration, FlowGeneration?>
{
    public Task<FlowGeneration?> Handle(GetFlowGeneration query, CancellationToken cancellationToken) =>
        session.LoadAsync<FlowGeneration>(query.Id, cancellationToken);
}
