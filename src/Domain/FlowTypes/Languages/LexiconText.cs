using System.Text;

namespace Flowgen.Domain.FlowTypes.Languages;

/// <summary>How the texts of a file of <see cref="Lexicon"/> are read: lists of words, phrases, and tones.</summary>
internal static class LexiconText
{
    /// <summary>A text with its <c>[informal|formal]</c> parts.</summary>
    public static string Toned(string text, Tone tone)
    {
        if (!text.Contains('['))
        {
            return text;
        }

        var toned = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '[')
            {
                toned.Append(text[i]);
                continue;
            }

            var (bar, end) = (text.IndexOf('|', i), text.IndexOf(']', i));
            toned.Append(tone is Tone.Formal ? text[(bar + 1)..end] : text[(i + 1)..bar]);
            i = end;
        }

        return toned.ToString();
    }

    public static string[] Split(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public static HashSet<string> Set(string words) => [.. Split(words).Select(Key)];

    /// <summary>Phrases as keys of their words, the longest first.</summary>
    public static string[][] Phrases(string words) =>
        [.. Split(words).Select(it => it.Split('_').Select(Key).ToArray()).OrderByDescending(it => it.Length)];

    public static string Key(string word) =>
        Spelling.Fold(word).Replace("’", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal);
}
