namespace Flowgen.Domain.FlowTypes.VacancyApplication.Requirements;

/// <summary>Abbreviations of one language, and the words that they stand for (<c>RequirementWords.Abbreviations</c>).</summary>
internal sealed class Abbreviations(IReadOnlyDictionary<string, string> words)
{
    private readonly KeyValuePair<string, string>[] phrases = [.. words.Where(it => it.Key.Contains(' '))];

    /// <summary>A text with its abbreviations written out.</summary>
    public string Expanded(string text)
    {
        if (words.Count == 0)
        {
            return text;
        }

        foreach (var (phrase, whole) in phrases)
        {
            text = text.Replace(phrase, whole, StringComparison.Ordinal);
        }

        var pieces = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < pieces.Length; i++)
        {
            pieces[i] =
                i + 1 < pieces.Length
                && char.IsDigit(pieces[i + 1][0])
                && words.TryGetValue(pieces[i].TrimStart('(').ToLowerInvariant() + "#", out var bound)
                    ? (pieces[i][0] is '(' ? "(" : "") + bound
                    : ExpandedWord(pieces[i], i > 0 && char.IsDigit(pieces[i - 1][^1]));
        }

        return string.Join(' ', pieces);
    }

    private string ExpandedWord(string word, bool isCounted)
    {
        var (from, to) = (0, word.Length);
        while (from < to && word[from] == '(')
        {
            from++;
        }

        while (to > from && word[to - 1] is ')' or ',' or ';')
        {
            to--;
        }

        var core = word[from..to];
        var lower = core.ToLowerInvariant();
        return words.TryGetValue(core, out var whole)
            || words.TryGetValue(lower, out whole)
            || (isCounted && words.TryGetValue("#" + lower, out whole))
                ? word[..from] + whole + word[to..]
            : lower.LastIndexOf('/') is > 0 and var slash && words.TryGetValue("*" + lower[slash..], out whole)
                ? word[..(from + slash)] + whole + word[to..]
            : lower.IndexOf('–') is > 0 and var dash
            && Half(lower[..dash]) is { } first
            && Half(lower[(dash + 1)..]) is { } last
                ? $"{word[..from]}{first}–{last}{word[to..]}"
            : word;

        // "Tues–Sun"
        string? Half(string half) => words.GetValueOrDefault("–" + half) ?? words.GetValueOrDefault(half);
    }
}
