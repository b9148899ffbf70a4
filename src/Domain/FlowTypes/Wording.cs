namespace Flowgen.Domain.FlowTypes;

/// <summary>The requirements that another author than the composer, such as a language model, can word (ADR 27).</summary>
/// <param name="Language">One of <see cref="Phrasebook.Languages"/>.</param>
/// <param name="Tone">The form of address.</param>
/// <param name="EmojiUsage">The level of emoji, 0 to 5.</param>
/// <param name="Job">The title of the vacancy; null if it is unknown.</param>
/// <param name="Items">The requirements in the order of the conversation.</param>
public sealed record WordingBrief(
    string Language,
    Tone Tone,
    int EmojiUsage,
    string? Job,
    IReadOnlyList<WordingItem> Items
)
{
    /// <summary>The beginning of the label for a yes.</summary>
    public string Yes => new Phrasebook(Language, 0, Tone).Say("Yes");

    /// <summary>The beginning of the label for a no.</summary>
    public string No => new Phrasebook(Language, 0, Tone).Say("No");

    /// <summary>Whether a wording may contain an emoji: from the level at which the composer adds one to a question.</summary>
    public bool AllowsEmoji => EmojiUsage >= 4;
}

/// <summary>A requirement that becomes a yes-or-no question.</summary>
/// <param name="SessionField">The session field of the answer.</param>
/// <param name="Requirement">The requirement in the recruiter's words, on one line.</param>
public sealed record WordingItem(string SessionField, string Requirement);

/// <summary>The wording of a requirement.</summary>
/// <param name="Question">The text of the question.</param>
/// <param name="Yes">The label of the answer that meets the requirement; null for a plain yes.</param>
/// <param name="No">The label of the answer that does not meet it; null for a plain no.</param>
public sealed record Wording(string Question, string? Yes = null, string? No = null);
