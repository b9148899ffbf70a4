namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>A line of a vacancy, and its words.</summary>
internal sealed record VacancyLine(string Text, IReadOnlyList<VacancyWord> Words)
{
    // "Label: value"; a longer label is a sentence.
    private const int MaxLabel = 40;

    private static readonly string[] NameJoints = "van de der den het von fur und of and the du des et en &".Split(' ');
    private static readonly string[] TownJoints =
        "aan de den der het am an auf ob vor im op upon on under sur la le les".Split(' ');

    public static VacancyLine Of(string text) => new(text, VacancyWord.Of(text));

    /// <summary>What follows a label, such as "Plaats:"; null where the line has none of these.</summary>
    public string? Labelled(IReadOnlySet<string> labels) =>
        Text.IndexOf(':', 0, Math.Min(MaxLabel, Text.Length)) is > 0 and var colon
        && labels.Contains(Spelling.Key(Text[..colon]))
        && Text[(colon + 1)..].Trim(' ', '*') is { Length: > 0 } value
            ? value
            : null;

    /// <summary>Whether a sentence begins at a word.</summary>
    public bool Begins(int at) => at == 0 || Words[at - 1].EndsSentence;

    /// <summary>How many words, from one on, are the name of an organisation: capitalised, with small ones between them.</summary>
    public int NameAt(int at) => RunAt(at, most: 5, NameJoints);

    /// <summary>How many are the name of a town.</summary>
    public int TownAt(int at) => RunAt(at, most: 3, TownJoints);

    /// <summary>Some words, as they were written.</summary>
    public string Said(int at, int count) => string.Join(' ', Words.Skip(at).Take(count).Select(word => word.Text));

    private int RunAt(int at, int most, string[] joints)
    {
        var (count, capitals) = (0, 0);
        for (var i = at; i < Words.Count && capitals < most; i++)
        {
            if (Words[i].IsCapital)
            {
                (count, capitals) = (i - at + 1, capitals + 1);
            }
            else if (count == 0 || i - at - count > 1 || !joints.Contains(Words[i].Key))
            {
                break;
            }

            if (Words[i].EndsClause)
            {
                break;
            }
        }

        return count;
    }
}

/// <summary>A word, without the punctuation around it.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Key">As it is looked up.</param>
/// <param name="EndsClause">Whether a comma, a bracket or the like follows it, or a sentence ends.</param>
/// <param name="EndsSentence">Whether a sentence ends.</param>
internal sealed record VacancyWord(string Text, string Key, bool EndsClause, bool EndsSentence)
{
    private const string Around = "()[]\"“”„«»*_,;:.!?…";

    public bool IsCapital =>
        char.IsUpper(Text[0]) || (Text.Length > 2 && Text[0] is '’' or '\'' && Text.Any(char.IsUpper));

    public static IReadOnlyList<VacancyWord> Of(string text)
    {
        var words = new List<VacancyWord>();
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var word = part.Trim([.. Around]);
            var ends = part.Length > 0 && Around.Contains(part[^1]) || word is "-" or "–" or "—" or "|" or "•" or "/";
            if (word.Any(char.IsLetterOrDigit) || word is "&" or "@")
            {
                words.Add(new(word, Spelling.Fold(word), ends, part[^1] is '.' or '!' or '?' or '…' or ':'));
            }
            else if (words is [.., var last])
            {
                words[^1] = last with { EndsClause = true };
            }
        }

        return words;
    }
}
