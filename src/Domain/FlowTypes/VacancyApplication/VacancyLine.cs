using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>A line of a vacancy.</summary>
/// <param name="Text">As it is read.</param>
/// <param name="Source">Where its characters stand in the text as sent.</param>
internal sealed record VacancyLine(string Text, SourcedText? Source = null)
{
    // "Label: value"; a longer label is a sentence.
    private const int MaxLabel = 50;
    private const int MaxTerm = 200;

    private static readonly VacancyTerms NameJoints = VacancyTerms.Of(words => words.NameJoints);
    private static readonly VacancyTerms TownJoints = VacancyTerms.Of(words => words.TownJoints);

    private IReadOnlyList<VacancyWord>? words;
    private string? label;

    public bool IsHeading { get; init; }

    public bool IsItem { get; init; }

    /// <summary>Whether it is the first, or an empty line stands before it.</summary>
    public bool IsApart { get; init; }

    /// <summary>Whether each character has a place; a value of JSON has one as a whole.</summary>
    public bool IsExact => Source?.Length == Text.Length;

    /// <summary>The characters of its last part, where it was put together of several.</summary>
    public int LastLine { get; private init; } = Text.Length;

    public IReadOnlyList<VacancyWord> Words => words ??= VacancyWord.Of(Text);

    /// <summary>In lower case, without what stands around it; "" where it is longer than any label or term.</summary>
    public string Lower =>
        field ??= Text.Length > MaxTerm ? "" : VacancyTerms.Lower(Text.Trim([.. VacancyWord.Around, ' ', '-', '|']));

    /// <summary>Its numbers, words and signs.</summary>
    public FigureTokens Figures => field ??= new(Text);

    /// <summary>Whether it is "Label: value" or "Label:".</summary>
    public bool IsLabel => Label.Length > 0;

    /// <summary>What stands before a colon near its beginning, in lower case; "" where there is none.</summary>
    public string Label =>
        label ??=
            Text.IndexOf(':', 0, Math.Min(MaxLabel, Text.Length)) is > 0 and var colon
            && (colon + 1 == Text.Length || Text[colon + 1] is ' ' or '*' || !char.IsAsciiDigit(Text[colon + 1]))
                ? VacancyTerms.Lower(Text[..colon].Trim([.. VacancyWord.Around, ' ', '-']))
                : "";

    /// <summary>What follows the label; null where nothing does.</summary>
    public VacancyLine? Value => Part(Text.IndexOf(':', StringComparison.Ordinal) + 1, Text.Length);

    public static VacancyLine Of(string text) => new(text);

    /// <summary>Some of it, trimmed; null where nothing is left.</summary>
    public VacancyLine? Part(int start, int end)
    {
        while (start < end && Text[start] is ' ' or '"' or '*')
        {
            start++;
        }

        while (end > start && Text[end - 1] is ' ' or '"' or '*')
        {
            end--;
        }

        return start == end
            ? null
            : new(Text[start..end], IsExact ? Source?.Part(start, end - start) : Source)
            {
                IsHeading = IsHeading,
                IsItem = IsItem,
            };
    }

    /// <summary>With the next line, which goes on.</summary>
    public VacancyLine With(VacancyLine next)
    {
        var source = new SourcedText(Text.Length + next.Text.Length + 1);
        source.Append(Source!);
        source.Append(' ', (Source!.Place(Text.Length - 1).End, Source.Place(Text.Length - 1).End));
        source.Append(next.Source!);
        return new(source.ToString(), source)
        {
            IsHeading = IsHeading,
            IsItem = IsItem,
            IsApart = IsApart,
            LastLine = next.Text.Length,
        };
    }

    /// <summary>Whether a sentence begins at a word.</summary>
    public bool Begins(int at) => at == 0 || Words[at - 1].EndsSentence;

    /// <summary>How many words, from one on, are the name of an organisation: capitalised, with small ones between them.</summary>
    public int NameAt(int at) => RunAt(at, most: 5, NameJoints);

    /// <summary>How many are the name of a town.</summary>
    public int TownAt(int at) => RunAt(at, most: 3, TownJoints);

    /// <summary>Some words, as they were written.</summary>
    public string Said(int at, int count) =>
        count <= 0 ? "" : Text[Words[at].At..(Words[at + count - 1].At + Words[at + count - 1].Text.Length)];

    /// <summary>Some words, as they are looked up.</summary>
    public string Key(int at, int count) => string.Join(' ', Enumerable.Range(at, count).Select(i => Words[i].Key));

    private int RunAt(int at, int most, VacancyTerms joints)
    {
        var (count, capitals) = (0, 0);
        for (var i = at; i < Words.Count && capitals < most; i++)
        {
            if (Words[i].IsCapital)
            {
                (count, capitals) = (i - at + 1, capitals + 1);
            }
            else if (count == 0 || i - at - count > 1 || !joints.Has(Words[i].Key))
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
/// <param name="Key">In lower case, as it is looked up.</param>
/// <param name="At">Where it begins in its line.</param>
/// <param name="EndsClause">Whether a comma, a bracket or the like follows it, or a sentence ends.</param>
/// <param name="EndsSentence">Whether a sentence ends.</param>
internal sealed record VacancyWord(string Text, string Key, int At, bool EndsClause, bool EndsSentence)
{
    public const string Around = "()[]\"“”„«»*_,;:.!?…";

    public bool IsCapital =>
        char.IsUpper(Text[0]) || (Text.Length > 2 && Text[0] is '’' or '\'' && Text.Any(char.IsUpper));

    // A line of more is no line of a vacancy, and its others are not read.
    private const int MaxWords = 3_000;

    public static IReadOnlyList<VacancyWord> Of(string text)
    {
        var words = new List<VacancyWord>();
        for (var start = 0; start < text.Length && words.Count < MaxWords; start++)
        {
            var end = text.IndexOf(' ', start) is >= 0 and var space ? space : text.Length;
            if (end > start)
            {
                Add(words, text, start, end);
            }

            start = end;
        }

        return words;
    }

    private static void Add(List<VacancyWord> words, string text, int start, int end)
    {
        var (first, last) = (start, end - 1);
        while (first <= last && Around.Contains(text[first], StringComparison.Ordinal))
        {
            first++;
        }

        while (last > first && Around.Contains(text[last], StringComparison.Ordinal))
        {
            last--;
        }

        var word = first > last ? "" : text[first..(last + 1)];
        if (word.Any(char.IsLetterOrDigit) || word is "&" or "@")
        {
            // "St. Gallen", "a. d. Donau"
            var isShort =
                end - last == 2
                && text[end - 1] == '.'
                && (word.Length == 1 || (word.Length == 2 && char.IsUpper(word[0])));
            words.Add(
                new(
                    word,
                    VacancyTerms.Lower(word),
                    first,
                    last < end - 1 && !isShort,
                    text[end - 1] is '.' or '!' or '?' or '…' or ':' && !isShort
                )
            );
        }
        else if (words is [.., var before])
        {
            words[^1] = before with { EndsClause = true };
        }
    }
}
