using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;
using Flowgen.Domain.Flows;

namespace Flowgen.Api.Flows;

/// <summary>The attributes of a node.</summary>
/// <param name="Name">The name of the node, unique in the flow.</param>
/// <param name="Index">The position of the node in the flow, from 0.</param>
/// <param name="IsStartFlow">Whether the conversation begins at this node.</param>
/// <param name="IsEndFlow">Whether the conversation ends at this node.</param>
/// <param name="EndFlowType">The kind of ending; null unless the conversation ends at this node.</param>
public sealed record NodeAttributes(string Name, int Index, bool IsStartFlow, bool IsEndFlow, EndFlowType? EndFlowType)
    : ResourceAttributes;

/// <summary>The attributes of a node's action.</summary>
/// <param name="ActionType">Whether the chatbot waits for an answer.</param>
/// <param name="SubType">The kind of message or answer.</param>
/// <param name="Value">The content of the action.</param>
/// <param name="VariableName">The session field that stores the answer; null if the action type is say.</param>
/// <param name="Index">The position of the action in the node, from 0.</param>
public sealed record NodeActionAttributes(
    ActionType ActionType,
    ActionSubType SubType,
    ActionValue Value,
    string? VariableName,
    int Index
) : ResourceAttributes;

/// <summary>The attributes of a node's transition.</summary>
/// <param name="Condition">The condition of the transition; null for the default transition.</param>
/// <param name="Index">The position in the order of evaluation, from 0.</param>
public sealed record NodeTransitionAttributes(TransitionCondition? Condition, int Index) : ResourceAttributes;

/// <summary>A kind of flow part as a resource type.</summary>
internal sealed record FlowPartType<TAttributes>(FlowPartKind Kind, string Type, string Path)
    where TAttributes : ResourceAttributes
{
    /// <summary>The query parameters of the list.</summary>
    public required ListParameters<FlowPart> List { get; init; }

    /// <summary>The query parameter <c>include</c>.</summary>
    public required QueryParameter<IReadOnlySet<string>> Include { get; init; }

    /// <summary>The query parameter for sparse fieldsets.</summary>
    public required QueryParameter<IReadOnlySet<string>?> Fields { get; init; }

    /// <summary>Maps a part to a resource.</summary>
    public required Func<FlowPart, Resource<TAttributes>> From { get; init; }

    /// <summary>Returns the related parts for the name of a relationship.</summary>
    public required Func<FlowPart, string, IEnumerable<FlowPart>> Related { get; init; }

    /// <summary>A document with one part.</summary>
    public Document<Resource<TAttributes>> Document(FlowPart part, HttpRequest request) =>
        new(From(part).Only(Fields.In(request)), new() { Self = $"{Path}/{part.Id}{QueryParameters.Query(request)}" })
        {
            Included = Included([part], request),
        };

    /// <summary>A document with a page of parts.</summary>
    public Document<IReadOnlyList<Resource<TAttributes>>> Document(
        Page<FlowPart> page,
        Listing listing,
        HttpRequest request
    )
    {
        var fields = Fields.In(request);
        return new([.. page.Items.Select(part => From(part).Only(fields))], List.LinksOf(request, listing, page))
        {
            Included = Included(page.Items, request),
        };
    }

    // No resource appears twice: https://jsonapi.org/format/1.1/#document-compound-documents
    private IReadOnlyList<object>? Included(IReadOnlyList<FlowPart> parts, HttpRequest request)
    {
        var include = Include.In(request);
        var primary = parts.Select(part => part.Id).ToHashSet();
        return include.Count == 0
            ? null
            :
            [
                .. parts
                    .SelectMany(part => include.SelectMany(name => Related(part, name)))
                    .DistinctBy(part => part.Id)
                    .Where(part => !primary.Contains(part.Id))
                    .Select(part => FlowPartResource.From(part, request)),
            ];
    }
}

/// <summary>The parts of flows as resources.</summary>
internal static class FlowPartResource
{
    private const string NodeActions = "nodeActions";
    private const string NodeTransitions = "nodeTransitions";
    private const string Parent = "node";
    private const string Target = "targetNode";
    private const string Whole = "flow";

    private const string AnId = "01a20df7-dd97-7dae-880f-68378cae7b7d";

    private static readonly ListedAttribute Id = new("id", ListedValue.Id, AnId);
    private static readonly ListedAttribute NodeId = new("nodeId", ListedValue.Id, AnId);
    private static readonly ListedAttribute Name = new("name", ListedValue.Text, "knockout-1");
    private static readonly ListedAttribute Index = new("index", ListedValue.Number, "1");

    // Ids sort in the order of the conversation.
    private static readonly SortableAttribute<FlowPart> Unique = new(Id, IsNullable: false, part => part.Id);

    /// <summary>Nodes.</summary>
    public static FlowPartType<NodeAttributes> Nodes { get; } =
        new(FlowPartKind.Node, "nodes", "/nodes")
        {
            List = new(
                request => ListLink("nodes", Guid.Parse($"{request.RouteValues["id"]}")),
                [
                    Id,
                    Name,
                    Index,
                    new("isStartFlow", ListedValue.Flag, "true"),
                    new("isEndFlow", ListedValue.Flag, "true"),
                    new("endFlowType", ListedValue.JsonWord<EndFlowType>(), "accepted"),
                ],
                [
                    new(Index, IsNullable: false, part => part.Node.Index),
                    new(Name, IsNullable: false, part => part.Node.Name),
                ],
                newestFirst: new(Index.Name, IsDescending: false),
                Unique
            ),
            Include = QueryParameters.Include(NodeActions, NodeTransitions),
            Fields = QueryParameters.Fields<NodeAttributes>("nodes", Whole, NodeActions, NodeTransitions),
            From = FromNode,
            Related = (part, name) => FlowPart.AllOf(part.Flow, part.Node).Where(own => own.Kind == KindOf(name)),
        };

    /// <summary>Node actions.</summary>
    public static FlowPartType<NodeActionAttributes> Actions { get; } =
        new(FlowPartKind.Action, NodeActions, "/node-actions")
        {
            List = new(
                request => ListLink("node-actions", Guid.Parse($"{request.RouteValues["id"]}")),
                [
                    Id,
                    NodeId,
                    new("actionType", ListedValue.JsonWord<ActionType>(), "ask"),
                    new("subType", ListedValue.JsonWord<ActionSubType>(), "text"),
                    new("variableName", ListedValue.Text, "drivers_license"),
                ],
                [],
                newestFirst: null,
                Unique
            ),
            Include = QueryParameters.Include(Parent),
            Fields = QueryParameters.Fields<NodeActionAttributes>(NodeActions, Parent),
            From = FromAction,
            Related = (part, _) => [FlowPart.NodeOf(part.Flow, part.Node.Index)],
        };

    /// <summary>Node transitions.</summary>
    public static FlowPartType<NodeTransitionAttributes> Transitions { get; } =
        new(FlowPartKind.Transition, NodeTransitions, "/node-transitions")
        {
            List = new(
                request => ListLink("node-transitions", Guid.Parse($"{request.RouteValues["id"]}")),
                [Id, NodeId, new("targetNodeId", ListedValue.Id, AnId), Index],
                [],
                newestFirst: null,
                Unique
            ),
            Include = QueryParameters.Include(Parent, Target),
            Fields = QueryParameters.Fields<NodeTransitionAttributes>(NodeTransitions, Parent, Target),
            From = FromTransition,
            Related = (part, name) =>
                [
                    FlowPart.NodeOf(
                        part.Flow,
                        name is Parent ? part.Node.Index : part.Node.Transitions[part.Place].TargetNode
                    ),
                ],
        };

    /// <summary>The query parameters for sparse fieldsets of all parts of a flow.</summary>
    public static IReadOnlyList<QueryParameter> AllFields { get; } = [Nodes.Fields, Actions.Fields, Transitions.Fields];

    /// <summary>The URL of the nodes of a flow.</summary>
    public static string NodesLink(Guid flowId) => ListLink("nodes", flowId);

    /// <summary>A part with the requested fields.</summary>
    public static object From(FlowPart part, HttpRequest request) =>
        part.Kind switch
        {
            FlowPartKind.Node => FromNode(part).Only(Nodes.Fields.In(request)),
            FlowPartKind.Action => FromAction(part).Only(Actions.Fields.In(request)),
            _ => FromTransition(part).Only(Transitions.Fields.In(request)),
        };

    /// <summary>The identifier of a node.</summary>
    public static ResourceIdentifier NodeIdentifier(Flow flow, int index) =>
        new("nodes", FlowPart.NodeOf(flow, index).Id);

    private static Resource<NodeAttributes> FromNode(FlowPart part)
    {
        var (flow, node) = (part.Flow, part.Node);
        return new(
            "nodes",
            part.Id,
            new(node.Name, node.Index, node.IsStartFlow, node.EndFlowType is not null, node.EndFlowType)
        )
        {
            Relationships = new Dictionary<string, Relationship>
            {
                [Whole] = new(new ResourceIdentifier(FlowResource.Type, flow.Id))
                {
                    Links = new() { Related = FlowResource.SelfLink(flow.Id) },
                },
                [NodeActions] = Own(FlowPartKind.Action, NodeActions, "node-actions"),
                [NodeTransitions] = Own(FlowPartKind.Transition, NodeTransitions, "node-transitions"),
            },
            Links = new() { Self = $"/nodes/{part.Id}" },
        };

        Relationship Own(FlowPartKind kind, string type, string path) =>
            new(
                FlowPart
                    .AllOf(flow, node)
                    .Where(own => own.Kind == kind)
                    .Select(own => new ResourceIdentifier(type, own.Id))
            )
            {
                Links = new()
                {
                    Related = ListLink(path, flow.Id) + QueryString.Create("filter[nodeId]", $"{part.Id}"),
                },
            };
    }

    private static Resource<NodeActionAttributes> FromAction(FlowPart part)
    {
        var action = part.Node.Action;
        return new(
            NodeActions,
            part.Id,
            new(action.ActionType, action.SubType, action.Value, action.VariableName, part.Place)
        )
        {
            Relationships = new Dictionary<string, Relationship> { [Parent] = ToNode(part.Flow, part.Node.Index) },
            Links = new() { Self = $"/node-actions/{part.Id}" },
        };
    }

    private static Resource<NodeTransitionAttributes> FromTransition(FlowPart part)
    {
        var transition = part.Node.Transitions[part.Place];
        return new(NodeTransitions, part.Id, new(transition.Condition, part.Place))
        {
            Relationships = new Dictionary<string, Relationship>
            {
                [Parent] = ToNode(part.Flow, part.Node.Index),
                [Target] = ToNode(part.Flow, transition.TargetNode),
            },
            Links = new() { Self = $"/node-transitions/{part.Id}" },
        };
    }

    private static Relationship ToNode(Flow flow, int index)
    {
        var node = NodeIdentifier(flow, index);
        return new(node) { Links = new() { Related = $"/nodes/{node.Id}" } };
    }

    private static string ListLink(string path, Guid flowId) => $"{FlowResource.SelfLink(flowId)}/{path}";

    private static FlowPartKind KindOf(string relationship) =>
        relationship is NodeActions ? FlowPartKind.Action : FlowPartKind.Transition;
}
