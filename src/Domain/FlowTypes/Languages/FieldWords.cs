namespace Flowgen.Domain.FlowTypes.Languages;

/// <summary>The section <c>fields</c>: what recruiters call the fields that they ask for, and how candidates answer.</summary>
/// <param name="Answers">How candidates answer.</param>
internal sealed record FieldWords(AnswerWords Answers);

/// <summary>How candidates answer.</summary>
/// <param name="Options">Other words for an option, by its value.</param>
/// <param name="Extension">What stands before the extension of a telephone number.</param>
internal sealed record AnswerWords(IReadOnlyDictionary<string, WordSet> Options, WordSet Extension);
