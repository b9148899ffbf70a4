using Flowgen.Application.Common;
using Flowgen.Domain.Flows;
using Marten;
using MediatR;

namespace Flowgen.Application.Flows.Queries;

/// <summary>Lists the parts of one kind of a flow; null if there is no such flow.</summary>
/// <param name="FlowId">The flow.</param>
/// <param name="Kind">The kind of parts.</param>
/// <param name="Listing">The filters, the order and the page.</param>
public sealed record ListFlowParts(Guid FlowId, FlowPartKind Kind, Listing Listing) : IRequest<Page<FlowPart>?>;

// A flow is one document with at most a few hundred parts of a kind. Filtering them in memory is cheaper than a query.
internal sealed class ListFlowPartsHandler(IQuerySession session) : IRequestHandler<ListFlowParts, Page<FlowPart>?>
{
    private static readonly Dictionary<string, Func<FlowPart, object?>> Attributes = new()
    {
        ["id"] = part => part.Id,
        ["nodeId"] = part => FlowPart.NodeOf(part.Flow, part.Node.Index).Id,
        ["targetNodeId"] = part => FlowPart.NodeOf(part.Flow, part.Node.Transitions[part.Place].TargetNode).Id,
        ["name"] = part => part.Node.Name,
        ["index"] = part => part.Kind is FlowPartKind.Node ? part.Node.Index : part.Place,
        ["isStartFlow"] = part => part.Node.IsStartFlow,
        ["isEndFlow"] = part => part.Node.EndFlowType is not null,
        ["endFlowType"] = part => part.Node.EndFlowType,
        ["actionType"] = part => part.Node.Action.ActionType,
        ["subType"] = part => part.Node.Action.SubType,
        ["variableName"] = part => part.Node.Action.VariableName,
    };

    public async Task<Page<FlowPart>?> Handle(ListFlowParts query, CancellationToken cancellationToken) =>
        await session.LoadAsync<Flow>(query.FlowId, cancellationToken) is { } flow
            ? FlowPart.AllOf(flow).Where(part => part.Kind == query.Kind).PageOf(query.Listing, Attributes)
            : null;
}
