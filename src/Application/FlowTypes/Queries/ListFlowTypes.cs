using MediatR;

namespace Flowgen.Application.FlowTypes.Queries;

/// <summary>Lists the available flow types, sorted by name.</summary>
public sealed record ListFlowTypes : IRequest<IReadOnlyList<FlowType>>;

internal sealed class ListFlowTypesHandler(FlowTypeCatalogue flowTypes)
    : IRequestHandler<ListFlowTypes, IReadOnlyList<FlowType>>
{
    public Task<IReadOnlyList<FlowType>> Handle(ListFlowTypes query, CancellationToken cancellationToken) =>
        Task.FromResult(flowTypes.All);
}
