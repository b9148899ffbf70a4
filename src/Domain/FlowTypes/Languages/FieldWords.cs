namespace Flowgen.Domain.FlowTypes.Languages;

/// <summary>The section <c>fields</c>: what recruiters call the fields that they ask for, and how candidates answer.</summary>
/// <param name="Names">What a known field is called, by its name in <see cref="KnownFields"/>, perhaps with a variant after a dot.</param>
/// <param name="Asked">Words by which a whole question means a field.</param>
/// <param name="Fillers">Words that say nothing in the name of a field.</param>
/// <param name="HowMany">What asks for a number.</param>
/// <param name="Starters">What a whole question begins with.</param>
/// <param name="Files">What makes a field a file, by the form that it has: <c>copy</c>, <c>scan</c>, <c>pdf</c>, <c>file</c>.</param>
/// <param name="Documents">Documents that a candidate can send.</param>
/// <param name="Salutations">Forms of address to choose from.</param>
/// <param name="Or">Between the options of a choice.</param>
/// <param name="And">Between two things that are asked for at once.</param>
/// <param name="Shared">Ends of words that a word with a hyphen shares with the next one.</param>
/// <param name="Questions">
/// Patterns of fields without a known name and the questions they become, written as <see cref="RequirementWords.Rules"/> are. A slot
/// <c>{x:*a|b}</c> ends with one of these words, in languages with compounds also within its last word; <c>{x:^a|b}</c> begins with one.
/// </param>
/// <param name="Answers">How candidates answer.</param>
/// <param name="SessionFields">How session fields are named where the client names none.</param>
internal sealed record FieldWords(
    IReadOnlyDictionary<string, IReadOnlyList<string>> Names,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Asked,
    WordSet Fillers,
    IReadOnlyList<string> HowMany,
    WordSet Starters,
    IReadOnlyDictionary<string, WordSet> Files,
    IReadOnlyList<DocumentWords> Documents,
    IReadOnlyList<string> Salutations,
    string Or,
    string And,
    IReadOnlyList<string> Shared,
    IReadOnlyList<string> Questions,
    AnswerWords Answers,
    SessionFieldWords SessionFields
);

/// <summary>How session fields are named where the client names none.</summary>
/// <param name="Articles">What a name leaves out wherever it stands.</param>
/// <param name="Leads">What it leaves out at the beginning of a requirement.</param>
/// <param name="Tails">What it leaves out at the end.</param>
/// <param name="License">What means a driving licence.</param>
/// <param name="WorkPermit">Names of a permission to work.</param>
/// <param name="Years">What a figure counts in years.</param>
/// <param name="Age">What makes an age of years.</param>
internal sealed record SessionFieldWords(
    WordSet Articles,
    IReadOnlyList<string> Leads,
    IReadOnlyList<string> Tails,
    IReadOnlyList<string> License,
    IReadOnlyList<string> WorkPermit,
    IReadOnlyList<string> Years,
    IReadOnlyList<string> Age
);

/// <summary>A document that a candidate can send.</summary>
/// <param name="Said">What it is called to the candidate: "your diploma".</param>
/// <param name="Formal">The same, formally.</param>
/// <param name="IsFileAlone">Whether a field of its name is a file even if no word says so.</param>
/// <param name="Names">What recruiters call it.</param>
internal sealed record DocumentWords(string Said, string Formal, bool IsFileAlone, IReadOnlyList<string> Names);

/// <summary>How candidates answer.</summary>
/// <param name="Options">Other words for an option, by its value.</param>
/// <param name="Extension">What stands before the extension of a telephone number.</param>
/// <param name="Months">The names of each month, from January.</param>
/// <param name="Soon">What is said instead of a date to begin on.</param>
/// <param name="Spans">What tells when by a span or a day of the week.</param>
/// <param name="Numbers">Numbers in words, from 0.</param>
/// <param name="Thousand">What makes thousands of a number.</param>
/// <param name="DecimalComma">Whether decimals follow a comma.</param>
internal sealed record AnswerWords(
    IReadOnlyDictionary<string, WordSet> Options,
    WordSet Extension,
    IReadOnlyList<WordSet> Months,
    WordSet Soon,
    WordSet Spans,
    IReadOnlyList<WordSet> Numbers,
    WordSet Thousand,
    bool DecimalComma
);
