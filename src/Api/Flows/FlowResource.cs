using Flowgen.Api.FlowGenerations;
using Flowgen.Api.JsonApi;
using Flowgen.Domain.Flows;

namespace Flowgen.Api.Flows;

/// <summary>The attributes of a flow (contract, section 4).</summary>
/// <param name="Name">Names the job.</param>
/// <param name="Language">ISO 639-1.</param>
/// <param name="ReminderInterval">Seconds of silence after which the candidate is reminded.</param>
/// <param name="ReminderMessage">What the reminder says.</param>
/// <param name="SessionTimeout">Seconds of silence after which the conversation ends.</param>
/// <param name="FlowGenerationId">The generation that made it.</param>
/// <param name="PublishedAt">RFC 3339, UTC: a generated flow is published at once.</param>
/// <param name="CreatedAt">RFC 3339, UTC.</param>
/// <param name="UpdatedAt">RFC 3339, UTC.</param>
public sealed record FlowAttributes(
    string Name,
    string Language,
    int ReminderInterval,
    string ReminderMessage,
    int SessionTimeout,
    Guid FlowGenerationId,
    DateTime PublishedAt,
    DateTime CreatedAt,
    DateTime UpdatedAt
) : ResourceAttributes;

/// <summary>The attributes of a node.</summary>
/// <param name="Name">Unique in the flow.</param>
/// <param name="Index">Its place in the flow, from 0.</param>
/// <param name="IsStartFlow">Whether the conversation begins here.</param>
/// <param name="IsEndFlow">Whether it ends here.</param>
/// <param name="EndFlowType">How it ends; null unless it does.</param>
public sealed record NodeAttributes(string Name, int Index, bool IsStartFlow, bool IsEndFlow, EndFlowType? EndFlowType)
    : ResourceAttributes;

/// <summary>The attributes of a node's action.</summary>
/// <param name="ActionType">Whether an answer is awaited.</param>
/// <param name="SubType">The kind of message or answer.</param>
/// <param name="Value">Its content.</param>
/// <param name="VariableName">The session field that keeps the answer; null on say.</param>
/// <param name="Index">Its place in the node, from 0.</param>
public sealed record NodeActionAttributes(
    ActionType ActionType,
    ActionSubType SubType,
    ActionValue Value,
    string? VariableName,
    int Index
) : ResourceAttributes;

/// <summary>The attributes of a node's transition.</summary>
/// <param name="Condition">When it is taken; null on the default one.</param>
/// <param name="Index">Its place in the order of evaluation, from 0.</param>
public sealed record NodeTransitionAttributes(TransitionCondition? Condition, int Index) : ResourceAttributes;

/// <summary>Flows, and their parts, as resources.</summary>
internal static class FlowResource
{
    public const string Type = "flows";
    public const string Path = "/flows";

    private const string Node = "nodes";
    private const string NodeAction = "nodeActions";
    private const string NodeTransition = "nodeTransitions";

    /// <summary>What <c>include</c> may name.</summary>
    public static QueryParameter<IReadOnlySet<string>> Include { get; } =
        QueryParameters.Include("nodes", "nodes.nodeActions", "nodes.nodeTransitions");

    /// <summary>Which fields of a flow to send.</summary>
    public static QueryParameter<IReadOnlySet<string>?> Fields { get; } =
        QueryParameters.Fields<FlowAttributes>(Type, "flowGeneration", "nodes");

    private static readonly QueryParameter<IReadOnlySet<string>?> NodeFields = QueryParameters.Fields<NodeAttributes>(
        Node,
        "nodeActions",
        "nodeTransitions"
    );

    private static readonly QueryParameter<IReadOnlySet<string>?> NodeActionFields =
        QueryParameters.Fields<NodeActionAttributes>(NodeAction);

    private static readonly QueryParameter<IReadOnlySet<string>?> NodeTransitionFields =
        QueryParameters.Fields<NodeTransitionAttributes>(NodeTransition, "targetNode");

    /// <summary>Which fields of its parts to send.</summary>
    public static IReadOnlyList<QueryParameter> PartFields { get; } =
    [NodeFields, NodeActionFields, NodeTransitionFields];

    public static string SelfLink(Guid id) => $"{Path}/{id}";

    /// <summary>A document with one flow, and what of it is to be included.</summary>
    public static Document<Resource<FlowAttributes>> Document(Flow flow, HttpRequest request)
    {
        var include = Include.In(request);
        return new(From(flow, request), new() { Self = SelfLink(flow.Id) + QueryParameters.Query(request) })
        {
            Included =
                include.Count == 0
                    ? null
                    : [.. flow.Design.Nodes.SelectMany(node => Included(new(flow), node, include, request))],
        };
    }

    /// <summary>A flow with the fields that were asked for.</summary>
    public static Resource<FlowAttributes> From(Flow flow, HttpRequest request) => From(flow).Only(Fields.In(request));

    /// <summary>A flow with all its fields.</summary>
    public static Resource<FlowAttributes> From(Flow flow) =>
        new(
            Type,
            flow.Id,
            new(
                flow.Design.Name,
                flow.Design.Language,
                flow.Design.ReminderInterval,
                flow.Design.ReminderMessage,
                flow.Design.SessionTimeout,
                flow.FlowGenerationId,
                flow.CreatedAt.UtcDateTime,
                flow.CreatedAt.UtcDateTime,
                flow.CreatedAt.UtcDateTime
            )
        )
        {
            Relationships = new Dictionary<string, Relationship>
            {
                ["flowGeneration"] = new(new ResourceIdentifier(FlowGenerationResource.Type, flow.FlowGenerationId))
                {
                    Links = new() { Related = FlowGenerationResource.SelfLink(flow.FlowGenerationId) },
                },
                ["nodes"] = new(
                    flow.Design.Nodes.Select(node => new ResourceIdentifier(Node, new PartIds(flow).Node(node.Index)))
                ),
            },
            Links = new() { Self = SelfLink(flow.Id) },
        };

    // A path includes the resources on the way: https://jsonapi.org/format/1.1/#fetching-includes
    private static IEnumerable<object> Included(
        PartIds ids,
        Node node,
        IReadOnlySet<string> include,
        HttpRequest request
    )
    {
        yield return new Resource<NodeAttributes>(
            Node,
            ids.Node(node.Index),
            new(node.Name, node.Index, node.IsStartFlow, node.EndFlowType is not null, node.EndFlowType)
        )
        {
            Relationships = new Dictionary<string, Relationship>
            {
                ["nodeActions"] = new(new[] { new ResourceIdentifier(NodeAction, ids.Action(node.Index)) }),
                ["nodeTransitions"] = new(
                    node.Transitions.Select(
                        (_, i) => new ResourceIdentifier(NodeTransition, ids.Transition(node.Index, i))
                    )
                ),
            },
        }.Only(NodeFields.In(request));

        if (include.Contains("nodes.nodeActions"))
        {
            yield return new Resource<NodeActionAttributes>(
                NodeAction,
                ids.Action(node.Index),
                new(node.Action.ActionType, node.Action.SubType, node.Action.Value, node.Action.VariableName, Index: 0)
            ).Only(NodeActionFields.In(request));
        }

        if (include.Contains("nodes.nodeTransitions"))
        {
            foreach (var (i, transition) in node.Transitions.Index())
            {
                yield return new Resource<NodeTransitionAttributes>(
                    NodeTransition,
                    ids.Transition(node.Index, i),
                    new(transition.Condition, i)
                )
                {
                    Relationships = new Dictionary<string, Relationship>
                    {
                        ["targetNode"] = new(new ResourceIdentifier(Node, ids.Node(transition.TargetNode))),
                    },
                }.Only(NodeTransitionFields.In(request));
            }
        }
    }
}
