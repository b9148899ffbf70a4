using System.Text;

namespace Flowgen.Domain.FlowTypes;

/// <summary>Words as they are looked up, however they were spelled.</summary>
internal static class Spelling
{
    private const string Accented = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿ";
    private const string Plain = "aaaaaaceeeeiiiinooooouuuuyy";

    /// <summary>Whether it is a letter of the languages that Flowgen speaks, or a figure: not one of another script that looks like it.</summary>
    public static bool IsKnown(char character) =>
        char.IsAsciiLetterOrDigit(character)
        || (char.ToLowerInvariant(character) is var lower && (lower is 'ß' or 'œ' || Accented.Contains(lower)));

    /// <summary>Lower case, without the accents of the languages that Flowgen speaks.</summary>
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

    /// <summary>Its letters and digits alone: "E-mail address" and "emailAddress" are one name.</summary>
    public static string Key(string text) => string.Concat(Fold(text).Where(char.IsLetterOrDigit));

    /// <summary>Its words, folded or not; an apostrophe joins, and a plus belongs to its figure.</summary>
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
