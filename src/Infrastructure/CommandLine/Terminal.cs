using System.Globalization;
using System.Text;
using Flowgen.Domain;

namespace Flowgen.Infrastructure.CommandLine;

/// <summary>Text for an operator's terminal.</summary>
internal static class Terminal
{
    /// <summary>
    /// The text with every control character as <c>\uXXXX</c>. Names that an earlier version stored, or a file to verify, can contain escape
    /// sequences that change what the terminal shows.
    /// </summary>
    public static string Visible(string text)
    {
        if (!text.Any(Characters.IsControl))
        {
            return text;
        }

        var visible = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (Characters.IsControl(character))
            {
                visible.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            }
            else
            {
                visible.Append(character);
            }
        }

        return visible.ToString();
    }
}
