using System.Text.Json.Serialization;

namespace Flowgen.Domain.Flows;

/// <summary>One step of a conversation: an action, then the first of its transitions whose condition holds.</summary>
/// <param name="Index">Its place in the flow, from 0.</param>
/// <param name="Name">Unique in the flow, such as <c>knockout-1</c>.</param>
/// <param name="IsStartFlow">Whether the conversation begins here.</param>
/// <param name="EndFlowType">How the conversation ends here; null where it goes on.</param>
/// <param name="Action">What is said or asked.</param>
/// <param name="Transitions">In order of evaluation; none on an end.</param>
public sealed record Node(
    int Index,
    string Name,
    bool IsStartFlow,
    EndFlowType? EndFlowType,
    NodeAction Action,
    IReadOnlyList<NodeTransition> Transitions
);

/// <summary>How a conversation ends.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EndFlowType>))]
public enum EndFlowType
{
    /// <summary>The candidate has applied.</summary>
    [JsonStringEnumMemberName("accepted")]
    Accepted,

    /// <summary>The candidate does not go on.</summary>
    [JsonStringEnumMemberName("declined")]
    Declined,

    /// <summary>The candidate's data were brought up to date.</summary>
    [JsonStringEnumMemberName("update")]
    Update,

    /// <summary>The conversation starts anew.</summary>
    [JsonStringEnumMemberName("reset")]
    Reset,
}
