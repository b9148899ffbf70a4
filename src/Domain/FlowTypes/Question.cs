namespace Flowgen.Domain.FlowTypes;

/// <summary>A question of a flow (contract, section 3): a requirement, or a field such as <c>firstName</c>.</summary>
/// <param name="Value">The question in the recruiter's words, 1 to 500 characters.</param>
/// <param name="SessionField">The session field of the answer, unique in a flow. Empty until <see cref="SessionFieldNames"/> names it.</param>
public sealed record Question(string Value, string SessionField)
{
    /// <summary>The maximum length of a value, in characters.</summary>
    public const int MaxValue = 500;

    /// <summary>The maximum number of questions in one list.</summary>
    public const int MaxListed = 50;
}
