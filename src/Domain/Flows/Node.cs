using System.Text.Json.Serialization;

namespace Flowgen.Domain.Flows;

/// <summary>One step of a conversation: an action, then the first of its transitions whose condition holds.</summary>
/// <param name="Index">The position of the node in the flow, from 0.</param>
/// <param name="Name">The name of the node, unique in the flow, such as <c>knockout-1</c>.</param>
/// <param name="IsStartFlow">Whether the conversation begins at this node.</param>
/// <param name="EndFlowType">The kind of ending; null unless the conversation ends at this node.</param>
/// <param name="Action">The message or question.</param>
/// <param name="Transitions">The transitions in the order of evaluation; empty at an end.</param>
public sealed record Node(
    int Index,
    string Name,
    bool IsStartFlow,
    EndFlowType? EndFlowType,
    NodeAction Action,
    IReadOnlyList<NodeTransition> Transitions
);

/// <summary>The kinds of endings of a conversation.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EndFlowType>))]
public enum EndFlowType
{
    /// <summary>The candidate has applied.</summary>
    [JsonStringEnumMemberName("accepted")]
    Accepted,

    /// <summary>The candidate does not continue.</summary>
    [JsonStringEnumMemberName("declined")]
    Declined,

    /// <summary>The candidate's data were updated.</summary>
    [JsonStringEnumMemberName("update")]
    Update,

    /// <summary>The conversation restarts.</summary>
    [JsonStringEnumMemberName("reset")]
    Reset,
}
