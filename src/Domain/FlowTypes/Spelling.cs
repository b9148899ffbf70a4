using System.Text;

namespace Flowgen.Domain.FlowTypes;

/// <summary>Normalises the spelling of words, for look-ups.</summary>
internal static class Spelling
{
    private const string Accented = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿ";
    private const string Plain = "aaaaaaceeeeiiiinooooouuuuyy";

    /// <summary>Whether a character is a digit, or a letter of Flowgen's languages. A similar letter of another script is not.</summary>
    public static bool IsKnown(char character) =>
        char.IsAsciiLetterOrDigit(character)
        || (char.ToLowerInvariant(character) is var lower && (lower is 'ß' or 'œ' || Accented.Contains(lower)));

    /// <summary>The text in lower case, without the accents of Flowgen's languages.</summary>
    public static string Fold(string text)
    {
        var lower = text.ToLowerInvariant();
        if (Ascii.IsValid(lower))
        {
            return lower;
        }

        var folded = new StringBuilder(text.Length);
        foreach (var character in lower)
        {
            var place = Accented.IndexOf(character, StringComparison.Ordinal);
            _ = character switch
            {
                'ß' => folded.Append("ss"),
                'œ' => folded.Append("oe"),
                _ => folded.Append(place < 0 ? character : Plain[place]),
            };
        }

        return folded.ToString();
    }

    /// <summary>The folded letters and digits of a text: "E-mail address" and "emailAddress" give the same key.</summary>
    public static string Key(string text) => string.Concat(Fold(text).Where(char.IsLetterOrDigit));

    /// <summary>The words of a text. An apostrophe joins two parts, and a plus belongs to the number before it.</summary>
    public static IReadOnlyList<string> Words(string text)
    {
        text = text.Replace("'", "", StringComparison.Ordinal).Replace("’", "", StringComparison.Ordinal);
        List<string> words = [];
        for (var (start, end) = (0, 0); end <= text.Length; end++)
        {
            if (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '+'))
            {
                continue;
            }

            if (end > start)
            {
                words.Add(text[start..end]);
            }

            start = end + 1;
        }

        return words;
    }
}
