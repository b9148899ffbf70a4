using Flowgen.Domain.Flows;
using Marten;
using Marten.Linq.MatchesSql;
using MediatR;

namespace Flowgen.Application.Flows.Queries;

/// <summary>Reads one part of a flow; null if there is none of this kind with this id.</summary>
public sealed record GetFlowPart(Guid Id, FlowPartKind Kind) : IRequest<FlowPart?>;

internal sealed class GetFlowPartHandler(IQuerySession session) : IRequestHandler<GetFlowPart, FlowPart?>
{
    public async Task<FlowPart?> Handle(GetFlowPart query, CancellationToken cancellationToken)
    {
        var (first, last) = FlowPart.FlowsWith(query.Id);
        var flows = await session
            .Query<Flow>()
            .Where(flow => flow.MatchesSql("d.id between ? and ?", first, last)) // a range of the primary key
            .ToListAsync(cancellationToken);
        return flows.SelectMany(FlowPart.AllOf).FirstOrDefault(part => part.Kind == query.Kind && part.Id == query.Id);
    }
}
