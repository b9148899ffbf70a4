using MediatR;

namespace Flowgen.Application.FlowTypes.Queries;

/// <summary>Reads one flow type; null if there is none with this name.</summary>
public sealed record GetFlowType(string Name) : IRequest<FlowType?>;

internal sealed class GetFlowTypeHandler(FlowTypeCatalogue flowTypes) : IRequestHandler<GetFlowType, FlowType?>
{
    public Task<FlowType?> Handle(GetFlowType query, CancellationToken cancellationToken) =>
        Task.FromResult(flowTypes.Find(query.Name));
}
