using System.Globalization;
using System.Text;
using Flowgen.Domain.Flows;
using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes;

/// <summary>
/// What the chatbot says in one language and tone, with as much emoji as asked for. The words are in <c>Languages/(code).json</c>
/// and the emoji in <c>Languages/emoji.json</c>: a translator needs no code.
/// </summary>
public sealed class Phrasebook
{
    private readonly int emojiUsage;

    /// <summary>Of one of the languages that have a file.</summary>
    /// <param name="language">One of <see cref="Languages"/>.</param>
    /// <param name="emojiUsage">0 (none at all) to 5 (wherever one fits).</param>
    /// <param name="tone">How the candidate is addressed.</param>
    public Phrasebook(string language, int emojiUsage, Tone tone)
        : this(language, emojiUsage, tone, Lexicon.Of(language)) { }

    internal Phrasebook(string language, int emojiUsage, Tone tone, Lexicon lexicon) =>
        (Language, this.emojiUsage, Tone, Lexicon) = (language, emojiUsage, tone, lexicon);

    /// <summary>The languages that have a translation, as ISO 639-1 codes.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["nl", "en", "de", "fr"];

    /// <summary>As an ISO 639-1 code.</summary>
    public string Language { get; }

    /// <summary>How the candidate is addressed.</summary>
    public Tone Tone { get; }

    internal Lexicon Lexicon { get; }

    /// <summary>A phrase with its <c>{blanks}</c> filled in, and its emoji if the level allows one.</summary>
    /// <param name="phrase">Its name in the file of the language.</param>
    /// <param name="blanks">Names and texts of the blanks. The emoji has a blank as well, or comes last.</param>
    /// <exception cref="KeyNotFoundException">No such phrase: a mistake in Flowgen.</exception>
    public string Say(string phrase, params ReadOnlySpan<(string Name, string Text)> blanks)
    {
        var words = Words(phrase);
        var emoji = EmojiOf(phrase);
        var (said, hasEmoji) = (new StringBuilder(), false);
        var rest = words.AsSpan();
        while (rest.IndexOf('}') is >= 0 and var close)
        {
            // The innermost braces: "{{session.{slot}.date}}" has one blank.
            var open = rest[..close].LastIndexOf('{');
            var name = rest[(open + 1)..close];
            if (open >= 0 && (name is EmojiBlank ? emoji : Text(name, blanks)) is { } text)
            {
                said.Append(rest[..open]).Append(text);
                hasEmoji |= name is EmojiBlank;
            }
            else
            {
                said.Append(rest[..(close + 1)]);
            }

            rest = rest[(close + 1)..];
        }

        return Plain(said.Append(rest).ToString()) + (hasEmoji ? "" : emoji);
    }

    /// <summary>Whether there is a phrase of this name.</summary>
    public bool Knows(string phrase) => Lexicon.Phrases.ContainsKey(phrase);

    /// <summary>A client's own text: to the letter, but without emoji at level 0.</summary>
    public string Plain(string text) => emojiUsage == 0 ? Emoji.Strip(text) : text;

    private const string EmojiBlank = "emoji";

    private string Words(string phrase) =>
        Tone is Tone.Formal && Lexicon.Formal.TryGetValue(phrase, out var formal) ? formal : Lexicon.Phrases[phrase];

    // "2 📅": shown from level 2 on.
    private string EmojiOf(string phrase) =>
        Lexicon.Emoji.TryGetValue(phrase, out var words)
        && LexiconText.Toned(words, Tone).Split(' ', 2) is [var level, var emoji]
        && emojiUsage >= int.Parse(level, CultureInfo.InvariantCulture)
            ? " " + emoji
            : "";

    private static string? Text(ReadOnlySpan<char> blank, ReadOnlySpan<(string Name, string Text)> blanks)
    {
        foreach (var (name, text) in blanks)
        {
            if (blank.SequenceEqual(name))
            {
                return text;
            }
        }

        return null;
    }
}
