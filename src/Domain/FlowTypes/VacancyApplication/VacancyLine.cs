using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>A line of a vacancy.</summary>
/// <param name="Text">The text without markup.</param>
/// <param name="Source">The positions of its characters in the text, as it was sent.</param>
internal sealed record VacancyLine(string Text, SourcedText? Source = null)
{
    // The maximum length of a label in "Label: value". A longer one is a sentence.
    private const int MaxLabel = 50;
    private const int MaxTerm = 200;

    private static readonly VacancyTerms NameJoints = VacancyTerms.Of(words => words.NameJoints);
    private static readonly VacancyTerms TownJoints = VacancyTerms.Of(words => words.TownJoints);

    private IReadOnlyList<VacancyWord>? words;
    private string? label;

    public bool IsHeading { get; init; }

    public bool IsItem { get; init; }

    /// <summary>Whether it is the first line, or follows an empty line.</summary>
    public bool IsApart { get; init; }

    /// <summary>Whether each character has its own position. A value of JSON has only one position as a whole.</summary>
    public bool IsExact => Source?.Length == Text.Length;

    /// <summary>The length of its last part, if it was joined from several lines.</summary>
    public int LastLine { get; private init; } = Text.Length;

    public IReadOnlyList<VacancyWord> Words => words ??= VacancyWord.Of(Text);

    /// <summary>The text in lower case, without surrounding punctuation; "" if it is longer than any label or term.</summary>
    public string Lower =>
        field ??= Text.Length > MaxTerm ? "" : VacancyTerms.Lower(Text.Trim([.. VacancyWord.Around, ' ', '-', '|']));

    /// <summary>The tokens of the line.</summary>
    public FigureTokens Figures => field ??= new(Text);

    /// <summary>Whether it is "Label: value" or "Label:".</summary>
    public bool IsLabel => Label.Length > 0;

    /// <summary>The text before a colon near the beginning, in lower case; "" if there is none.</summary>
    public string Label =>
        label ??=
            Text.IndexOf(':', 0, Math.Min(MaxLabel, Text.Length)) is > 0 and var colon
            && (colon + 1 == Text.Length || Text[colon + 1] is ' ' or '*' || !char.IsAsciiDigit(Text[colon + 1]))
                ? VacancyTerms.Lower(Text[..colon].Trim([.. VacancyWord.Around, ' ', '-']))
                : "";

    /// <summary>The text after the label; null if there is none.</summary>
    public VacancyLine? Value => Part(Text.IndexOf(':', StringComparison.Ordinal) + 1, Text.Length);

    public static VacancyLine Of(string text) => new(text);

    /// <summary>A part of the line, trimmed; null if it is empty.</summary>
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

    /// <summary>Joins the line with the next one, which continues it.</summary>
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

    /// <summary>Whether a sentence begins at a position.</summary>
    public bool Begins(int at) => at == 0 || Words[at - 1].EndsSentence;

    /// <summary>The number of words, from a position, of the name of an organisation: capitalised words with small words between them.</summary>
    public int NameAt(int at) => RunAt(at, most: 5, NameJoints);

    /// <summary>The number of words, from a position, of the name of a town.</summary>
    public int TownAt(int at) => RunAt(at, most: 3, TownJoints);

    /// <summary>Some words, as in the text.</summary>
    public string Said(int at, int count) =>
        count <= 0 ? "" : Text[Words[at].At..(Words[at + count - 1].At + Words[at + count - 1].Text.Length)];

    /// <summary>The keys of some words, for look-ups.</summary>
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
/// <param name="Text">The word, as in the text.</param>
/// <param name="Key">The word in lower case, for look-ups.</param>
/// <param name="At">The index of its first character in the line.</param>
/// <param name="EndsClause">Whether a comma, a bracket or a similar sign follows it, or a sentence ends.</param>
/// <param name="EndsSentence">Whether a sentence ends after it.</param>
internal sealed record VacancyWord(string Text, string Key, int At, bool EndsClause, bool EndsSentence)
{
    public const string Around = "()[]\"“”„«»*_,;:.!?…";

    public bool IsCapital =>
        char.IsUpper(Text[0]) || (Text.Length > 2 && Text[0] is '’' or '\'' && Text.Any(char.IsUpper));

    // The maximum number of words that are read. A line of a vacancy has fewer.
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
