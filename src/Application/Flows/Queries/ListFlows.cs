using Flowgen.Application.Common;
using Flowgen.Domain.Flows;
using MediatR;

namespace Flowgen.Application.Flows.Queries;

/// <summary>Lists flows.</summary>
/// <param name="Listing">The filters, the order and the page.</param>
public sealed record ListFlows(Listing Listing) : IRequest<Page<Flow>>;

internal sealed class ListFlowsHandler(IFlowList list) : IRequestHandler<ListFlows, Page<Flow>>
{
    public Task<Page<Flow>> Handle(ListFlows query, CancellationToken cancellationToken) =>
        list.ReadAsync(query.Listing, cancellationToken);
}
