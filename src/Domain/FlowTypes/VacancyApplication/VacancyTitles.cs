using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>Recognises words for jobs, and the form of titles.</summary>
internal static class VacancyTitles
{
    private static readonly VacancyTerms Jobs = VacancyTerms.Of(words => words.Jobs);
    private static readonly List<string> Forms = All(words => words.JobForms);
    private static readonly VacancyTerms Genders = VacancyTerms.Of(words => words.Genders);
    private static readonly VacancyTerms Terms = VacancyTerms.Of(words => words.Terms);
    private static readonly VacancyTerms Persons = VacancyTerms.Of(words => words.Persons);
    private static readonly VacancyTerms Parts = VacancyTerms.Of(words => words.Parts);
    private static readonly VacancyTerms PartBeginnings = VacancyTerms.Of(words => words.PartBeginnings);
    private static readonly VacancyTerms Seeking = VacancyTerms.Of(words => words.Seeking);
    private static readonly VacancyTerms Articles = VacancyTerms.Of(words => words.Articles);
    private static readonly VacancyTerms Vague = VacancyTerms.Of(words => words.Vague);
    private static readonly VacancyTerms SmallWords = VacancyTerms.Of(words => words.SmallWords);
    private static readonly VacancyTerms Relatives = VacancyTerms.Of(words => words.Relatives);

    public static List<T> All<T>(Func<VacancyWords, IEnumerable<T>> list) =>
        [.. Phrasebook.Languages.SelectMany(language => list(Lexicon.Of(language).Vacancy)).Distinct()];

    /// <summary>Whether a word names a job, also as the last part of a compound, or with an ending of gender or number.</summary>
    public static bool IsJob(string key)
    {
        var word = key.Split('(', '/', ':', '*', '·', '_')[0];
        return word.Length > 2
            && (
                Jobs.Has(word)
                || Jobs.EndsWord(word)
                || Forms.Any(form =>
                    word.Length > form.Length
                    && word.EndsWith(form, StringComparison.Ordinal)
                    && (Jobs.Has(word[..^form.Length]) || (form.Length > 1 && Jobs.EndsWord(word[..^form.Length])))
                )
                || word.Split('-') is { Length: > 1 } parts && Jobs.Has(parts[^1])
            );
    }

    /// <summary>Converts a title in capitals to capitalised words; other titles stay as they are.</summary>
    /// <param name="title">A title.</param>
    /// <param name="language">The language of the vacancy. German titles have capitals inside.</param>
    public static string Lowered(string title, string language)
    {
        return title.Any(char.IsLower) || !title.Split(' ').Any(word => word.Count(char.IsLetter) > 4)
            ? title
            : string.Join(' ', title.Split(' ').Select(Word));

        string Word(string word, int at)
        {
            var lower = word.ToLowerInvariant();
            var isSmall = SmallWords.Has(lower);
            return (word.Length is 2 or 3 && word.All(char.IsLetter) && !isSmall) || word.Any(char.IsDigit) ? word
                : Lexicon
                    .Of(language)
                    .Vacancy.Genders.FirstOrDefault(it =>
                        it.Equals(word.Trim('(', ')'), StringComparison.OrdinalIgnoreCase)
                    )
                    is { } gender
                    ? lower.Replace(gender.ToLowerInvariant(), gender, StringComparison.Ordinal)
                : Lexicon.Of(language).Vacancy.NounsAreCapital && !isSmall && char.IsLetter(word[0])
                    ? string.Join('-', lower.Split('-').Select(Capital))
                : at == 0 ? Capital(lower)
                : lower;
        }
    }

    public static bool IsTitle(string text, bool isJob) =>
        !(text[^1] is '.' or ':' or ';' or '?' or '…')
        && !text.Any(it => it is '<' or '>' or '{' or '}' or '@' or '=')
        && !text.Contains("://", StringComparison.Ordinal)
        && !text.Contains(": ", StringComparison.Ordinal)
        && (isJob || !text.Any(char.IsAsciiDigit))
        && VacancyWord.Of(text) is [var first, ..] and var words
        && !words.Any(word => word.Key.Split('’', '.').Any(it => Persons.Has(it) && !IsGender(it)))
        && (!PartBeginnings.Has(first.Key) || words.Any(word => IsGender(word.Key)))
        && !words.Any(word => Relatives.Has(word.Key))
        && !words.Zip(words.Skip(1)).Any(it => Seeking.Has(it.First.Key) && Articles.Has(it.Second.Key)) // "Northwind seeks a cook"
        && !Articles.Has(first.Key)
        && !Seeking.Has(first.Key)
        && !Vague.Has(first.Key)
        && !Terms.Has(VacancyTerms.Lower(text))
        && !Parts.Has(VacancyTerms.Lower(text))
        && !words.Any(word => word.EndsSentence && word != words[^1]);

    public static bool IsGender(string key) => Genders.Has(key.Trim('(', ')'));

    public static string Stripped(string text) =>
        text.Trim(' ', '*', '#', '_', '-', '•', '!', '–', '—', ':', '·', '|', ',');

    // Includes the punctuation between the words, which is part of a title such as "Elektroniker/in (m/w/d)".
    public static string Until(VacancyLine line, int start, int end)
    {
        var last = line.Words[end - 1].At + line.Words[end - 1].Text.Length;
        while (last < line.Text.Length && line.Text[last] is ')')
        {
            last++;
        }

        return line.Text[First(line, start)..last];
    }

    // Includes the bracket of "(Junior) Developer".
    public static int First(VacancyLine line, int start) =>
        line.Words[start].At is > 0 and var at && line.Text[at - 1] is '(' ? at - 1 : line.Words[start].At;

    // Closes brackets that were cut.
    public static string Balanced(string title) =>
        title.Count(it => it is '(') is var open
        && title.Count(it => it is ')') is var close
        && open > close
        && title.LastIndexOf('(') is > 0 and var last
            ? VacancyWord.Of(title[last..]).Any(word => IsGender(word.Key)) || title.Length - last < 12
                ? title + ")"
                : title[..last].TrimEnd()
            : open < close && title[^1] == ')'
                ? title[..^1] is var rest && title.Contains('(', StringComparison.Ordinal)
                    ? title
                    : $"({title}"
                : title;

    public static string Cased(string title, bool isWithin) => isWithin ? Capital(title) : title;

    public static string Capital(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..];
}
