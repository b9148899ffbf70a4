namespace Flowgen.Domain.FlowTypes;

/// <summary>Something to ask (contract, section 3): a requirement, or a field such as <c>firstName</c>.</summary>
/// <param name="Value">1 to 500 characters, in the recruiter's words.</param>
/// <param name="SessionField">Where the answer is kept; unique within one flow. Empty until <see cref="SessionFieldNames"/> names it.</param>
public sealed record Question(string Value, string SessionField)
{
    /// <summary>The most characters of a value.</summary>
    public const int MaxValue = 500;

    /// <summary>The most of them in one list.</summary>
    public const int MaxListed = 50;
}
