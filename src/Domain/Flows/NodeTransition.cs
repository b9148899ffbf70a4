using System.Text.Json.Serialization;

namespace Flowgen.Domain.Flows;

/// <summary>A way from one node to another; its place in the node's list is its order of evaluation.</summary>
/// <param name="Condition">When it is taken; null on the default one, which is last.</param>
/// <param name="TargetNode">The <see cref="Node.Index"/> it leads to.</param>
public sealed record NodeTransition(TransitionCondition? Condition, int TargetNode);

/// <summary>A test of a session field.</summary>
/// <param name="VariableName">The session field.</param>
/// <param name="Operator">How it is tested.</param>
/// <param name="Value">What it is compared with; null unless the operator is <see cref="ConditionOperator.Equal"/>.</param>
public sealed record TransitionCondition(
    string VariableName,
    ConditionOperator Operator,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Value = null
);

/// <summary>How a session field is tested.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConditionOperator>))]
public enum ConditionOperator
{
    /// <summary>It has this value.</summary>
    [JsonStringEnumMemberName("equals")]
    Equal,

    /// <summary>It is empty, or not of the action's format.</summary>
    [JsonStringEnumMemberName("isInvalid")]
    IsInvalid,

    /// <summary>There was nothing to choose from, such as a day without free times.</summary>
    [JsonStringEnumMemberName("isUnavailable")]
    IsUnavailable,
}
