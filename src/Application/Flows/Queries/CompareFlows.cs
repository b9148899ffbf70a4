using Flowgen.Application.Common;
using Flowgen.Domain.Flows;
using Marten;
using MediatR;

namespace Flowgen.Application.Flows.Queries;

/// <summary>Compares two flows; null if one of them does not exist.</summary>
/// <param name="Id">The flow after the changes.</param>
/// <param name="Against">The flow before the changes.</param>
public sealed record CompareFlows(Guid Id, Guid Against) : IRequest<ComparedFlows?>;

/// <summary>A comparison of two flows. It is not stored.</summary>
/// <param name="Id">A deterministic id: the same for the same flows.</param>
/// <param name="Diff">The differences.</param>
public sealed record ComparedFlows(Guid Id, FlowDiff Diff);

internal sealed class CompareFlowsHandler(IQuerySession session) : IRequestHandler<CompareFlows, ComparedFlows?>
{
    public async Task<ComparedFlows?> Handle(CompareFlows query, CancellationToken cancellationToken)
    {
        var flows = await session.LoadManyAsync<Flow>(cancellationToken, query.Id, query.Against);
        var (before, after) = (flows.FirstOrDefault(Is(query.Against)), flows.FirstOrDefault(Is(query.Id)));
        return before is null || after is null
            ? null
            : new(
                DerivedId.Of(after.CreatedAt, after.Id, before.Id, number: 0),
                FlowDiff.Between(before.Design, after.Design)
            );

        static Func<Flow, bool> Is(Guid id) => flow => flow.Id == id;
    }
}
