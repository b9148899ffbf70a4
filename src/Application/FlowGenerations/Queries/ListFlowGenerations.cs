using Flowgen.Application.Common;
using Flowgen.Domain.FlowGenerations;
using MediatR;

namespace Flowgen.Application.FlowGenerations.Queries;

/// <summary>Lists flow generations.</summary>
/// <param name="Listing">The filters, the order and the page.</param>
public sealed record ListFlowGenerations(Listing Listing) : IRequest<Page<FlowGeneration>>;

internal sealed class ListFlowGenerationsHandler(IFlowGenerationList list)
    : IRequestHandler<ListFlowGenerations, Page<FlowGeneration>>
{
    public Task<Page<FlowGeneration>> Handle(ListFlowGenerations query, CancellationToken cancellationToken) =>
        list.ReadAsync(query.Listing, cancellationToken);
}
