namespace Flowgen.Domain.Flows;

/// <summary>
/// The answers of a candidate in a <see cref="Simulation"/>. Each answer is used once. A null answer means that the candidate has nothing
/// to say or to choose from.
/// </summary>
/// <param name="ByVariable">The answers by session field; several for a field that is asked several times.</param>
/// <param name="InOrder">The answers to the other questions, in the order of the questions.</param>
public sealed record CandidateAnswers(
    IReadOnlyDictionary<string, IReadOnlyList<string?>> ByVariable,
    IReadOnlyList<string?> InOrder
);
