using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using Flowgen.Domain.Flows;

namespace Flowgen.Domain.FlowTypes;

/// <summary>
/// What the chatbot says in one language and with as much emoji as asked for. The words are in <c>Phrases.resx</c> and
/// its translations, the emoji in <c>Emoji.resx</c>: a translator needs no code.
/// </summary>
/// <param name="language">One of <see cref="Languages"/>.</param>
/// <param name="emojiUsage">0 (none at all) to 5 (wherever one fits).</param>
public sealed partial class Phrasebook(string language, int emojiUsage)
{
    private static readonly ResourceManager Phrases = new(
        "Flowgen.Domain.FlowTypes.Phrases",
        typeof(Phrasebook).Assembly
    );
    private static readonly ResourceManager Emojis = new("Flowgen.Domain.FlowTypes.Emoji", typeof(Phrasebook).Assembly);

    private readonly CultureInfo culture = CultureInfo.GetCultureInfo(language);

    /// <summary>The languages that have a translation, as ISO 639-1 codes.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["nl", "en", "de", "fr"];

    /// <summary>Whether there is a phrase of that name.</summary>
    public static bool Has(string phrase) => Phrases.GetString(phrase, CultureInfo.InvariantCulture) is not null;

    /// <summary>A phrase with its <c>{blanks}</c> filled in, and its emoji if the level allows one.</summary>
    /// <param name="phrase">Its name in the resource file.</param>
    /// <param name="blanks">Names and texts of the blanks.</param>
    /// <exception cref="MissingManifestResourceException">No such phrase: a mistake in Flowgen.</exception>
    public string Say(string phrase, params ReadOnlySpan<(string Name, string Text)> blanks)
    {
        var words =
            Phrases.GetString(phrase, culture)
            ?? throw new MissingManifestResourceException($"There is no phrase {phrase} in {culture.Name}.");
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in blanks)
        {
            texts[name] = text;
        }

        return Plain(Blank().Replace(words, blank => texts.GetValueOrDefault(blank.Groups[1].Value, blank.Value)))
            + EmojiOf(phrase);
    }

    /// <summary>A client's own text: to the letter, but without emoji at level 0.</summary>
    public string Plain(string text) => emojiUsage == 0 ? Emoji.Strip(text) : text;

    // "2 📅" in the resource file: shown from level 2 on.
    private string EmojiOf(string phrase) =>
        Emojis.GetString(phrase, CultureInfo.InvariantCulture)?.Split(' ', 2) is [var level, var emoji]
        && emojiUsage >= int.Parse(level, CultureInfo.InvariantCulture)
            ? " " + emoji
            : "";

    [GeneratedRegex(@"\{(\w+)\}(?!\})")]
    private static partial Regex Blank();
}
