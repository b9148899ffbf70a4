namespace Flowgen.Infrastructure.CommandLine;

/// <summary>Finds the known word that is most similar to a misspelt one.</summary>
internal static class Spelling
{
    /// <summary>The known word with the fewest differences.</summary>
    public static string Nearest(string word, IEnumerable<string> known) => known.MinBy(one => Distance(word, one))!;

    /// <summary>Whether at most about a third of the letters differ.</summary>
    public static bool IsNear(string word, string other) => Distance(word, other) <= 1 + (word.Length / 3);

    // The Levenshtein distance: the number of letters to insert, remove or replace.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var isSame = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]);
                (diagonal, row[j]) = (row[j], Math.Min(diagonal + (isSame ? 0 : 1), 1 + Math.Min(row[j], row[j - 1])));
            }
        }

        return row[^1];
    }
}
