using System.Text.Json.Serialization;

namespace Flowgen.Domain.Flows;

/// <summary>A transition from one node to another. Its position in the list of the node is its order of evaluation.</summary>
/// <param name="Condition">The condition of the transition; null for the default transition, which is last.</param>
/// <param name="TargetNode">The <see cref="Node.Index"/> of the target node.</param>
public sealed record NodeTransition(TransitionCondition? Condition, int TargetNode);

/// <summary>A condition: a test of a session field.</summary>
/// <param name="VariableName">The name of the session field.</param>
/// <param name="Operator">The kind of test.</param>
/// <param name="Value">The value to compare with; absent unless the operator is <c>equals</c>.</param>
public sealed record TransitionCondition(
    string VariableName,
    ConditionOperator Operator,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Value = null
);

/// <summary>The kinds of tests of a session field.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConditionOperator>))]
public enum ConditionOperator
{
    /// <summary>The field has this value.</summary>
    [JsonStringEnumMemberName("equals")]
    Equal,

    /// <summary>The field is empty, or does not have the format of the action.</summary>
    [JsonStringEnumMemberName("isInvalid")]
    IsInvalid,

    /// <summary>There was nothing to choose from, such as a day without free times.</summary>
    [JsonStringEnumMemberName("isUnavailable")]
    IsUnavailable,
}
