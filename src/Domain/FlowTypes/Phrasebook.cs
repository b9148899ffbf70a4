using System.Globalization;
using System.Text;
using Flowgen.Domain.Flows;
using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes;

/// <summary>
/// The texts of the chatbot in one language and tone, with the requested level of emoji. The texts are in <c>Languages/(code).json</c>
/// and the emoji in <c>Languages/emoji.json</c>, so translators need no code.
/// </summary>
public sealed class Phrasebook
{
    private readonly int emojiUsage;

    /// <summary>Creates the phrasebook of a language.</summary>
    /// <param name="language">One of <see cref="Languages"/>.</param>
    /// <param name="emojiUsage">The level of emoji, from 0 (none) to 5 (wherever one fits).</param>
    /// <param name="tone">The form of address.</param>
    public Phrasebook(string language, int emojiUsage, Tone tone)
        : this(language, emojiUsage, tone, Lexicon.Of(language)) { }

    internal Phrasebook(string language, int emojiUsage, Tone tone, Lexicon lexicon) =>
        (Language, this.emojiUsage, Tone, Lexicon) = (language, emojiUsage, tone, lexicon);

    /// <summary>The languages that have a translation, as ISO 639-1 codes.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["nl", "en", "de", "fr"];

    /// <summary>The language, as an ISO 639-1 code.</summary>
    public string Language { get; }

    /// <summary>The form of address.</summary>
    public Tone Tone { get; }

    internal Lexicon Lexicon { get; }

    /// <summary>A phrase with its <c>{blanks}</c> filled in, and its emoji if the level allows one.</summary>
    /// <param name="phrase">The name of the phrase in the language file.</param>
    /// <param name="blanks">The names and texts of the blanks. The emoji replaces its own blank, or is appended.</param>
    /// <exception cref="KeyNotFoundException">There is no such phrase: a bug in Flowgen.</exception>
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

    /// <summary>A client's text, unchanged except that emoji are removed at level 0.</summary>
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
