namespace Flowgen.Domain.FlowTypes;

/// <summary>What somebody else than the composer, such as a language model, may put into words (ADR 27).</summary>
/// <param name="Language">One of <see cref="Phrasebook.Languages"/>.</param>
/// <param name="Tone">How the candidate is addressed.</param>
/// <param name="EmojiUsage">0 to 5.</param>
/// <param name="Job">What the vacancy is called; null where that is not known.</param>
/// <param name="Items">In the order of the conversation.</param>
public sealed record WordingBrief(
    string Language,
    Tone Tone,
    int EmojiUsage,
    string? Job,
    IReadOnlyList<WordingItem> Items
)
{
    /// <summary>What the label of a yes begins with.</summary>
    public string Yes => new Phrasebook(Language, 0, Tone).Say("Yes");

    /// <summary>What the label of a no begins with.</summary>
    public string No => new Phrasebook(Language, 0, Tone).Say("No");

    /// <summary>Whether a text may hold an emoji: from the level on at which the composer puts one to a question.</summary>
    public bool AllowsEmoji => EmojiUsage >= 4;
}

/// <summary>A requirement that is asked as a question, to be answered by yes or no.</summary>
/// <param name="SessionField">Where the answer is kept.</param>
/// <param name="Requirement">The recruiter's words, on one line.</param>
public sealed record WordingItem(string SessionField, string Requirement);

/// <summary>A requirement in words.</summary>
/// <param name="Question">What is asked.</param>
/// <param name="Yes">The answer that meets the requirement, as the candidate chooses it; null for a plain yes.</param>
/// <param name="No">The answer that does not, which the condition is about; null for a plain no.</param>
public sealed record Wording(string Question, string? Yes = null, string? No = null);
