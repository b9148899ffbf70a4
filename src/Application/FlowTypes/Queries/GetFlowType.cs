using MediatR;

namespace Flowgen.Application.FlowTypes.Queries;

/// <summary>Reads one flow type; null for a name that is not on offer.</summary>
public sealed record GetFlowType(string Name) : IRequest<FlowType?>;

internal sealed class GetFlowTypeHandler(FlowTypeCatalogue flowTypes) : IRequestHandler<GetFlowType, FlowType?>
{
    public Task<FlowType?> Handle(GetFlowType query, CancellationToken cancellationToken) =>
        Task.FromResult(flowTypes.Find(query.Name));
}
