using Flowgen.Domain.Flows;
using Marten;
using MediatR;

namespace Flowgen.Application.Flows.Queries;

/// <summary>Reads flows by their ids, in the order of the ids. Ids without a flow are skipped.</summary>
public sealed record GetFlows(IReadOnlyList<Guid> Ids) : IRequest<IReadOnlyList<Flow>>;

internal sealed class GetFlowsHandler(IQuerySession session) : IRequestHandler<GetFlows, IReadOnlyList<Flow>>
{
    public async Task<IReadOnlyList<Flow>> Handle(GetFlows query, CancellationToken cancellationToken)
    {
        if (query.Ids is [])
        {
            return [];
        }

        var flows = (await session.LoadManyAsync<Flow>(cancellationToken, query.Ids)).ToDictionary(flow => flow.Id);
        return [.. query.Ids.Distinct().Where(flows.ContainsKey).Select(id => flows[id])];
    }
}
