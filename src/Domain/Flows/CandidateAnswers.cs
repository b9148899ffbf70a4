namespace Flowgen.Domain.Flows;

/// <summary>
/// What a candidate will answer in a <see cref="Simulation"/>. Each answer is given once; null is an answer too: there was nothing
/// to say or to choose from.
/// </summary>
/// <param name="ByVariable">By the session field that keeps them; several where it is asked several times.</param>
/// <param name="InOrder">To the questions that are left, as they come.</param>
public sealed record CandidateAnswers(
    IReadOnlyDictionary<string, IReadOnlyList<string?>> ByVariable,
    IReadOnlyList<string?> InOrder
);
