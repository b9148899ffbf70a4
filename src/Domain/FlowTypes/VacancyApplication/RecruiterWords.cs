namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>Prepares the words of a recruiter, in any language, for a question.</summary>
internal static class RecruiterWords
{
    // A shorter question, such as "Work permit?", does not sound natural.
    private const int MinOfQuestion = 3;

    /// <summary>The words for use between quotes. If they consist of forbidden emoji only, the name of the session field.</summary>
    public static string Quotable(Phrasebook say, Question asked)
    {
        var text = OneLine(say, asked.Value);
        text = (IsQuestion(text) ? text : text.TrimEnd('?', ' ')).TrimEnd('.', ' ');
        return text is not "" ? Spaced(text) : Spaced(KnownFields.FieldOf(asked.SessionField) ?? asked.SessionField);
    }

    /// <summary>The recruiter's words if they are a complete question; otherwise null.</summary>
    public static string? Question(Phrasebook say, Question asked) =>
        OneLine(say, asked.Value) is var text && IsQuestion(text) ? text : null;

    /// <summary>The text on one line, without emoji if they are forbidden.</summary>
    public static string OneLine(Phrasebook say, string text) =>
        say.Plain(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).Trim();

    /// <summary>Whether a text is a complete question.</summary>
    public static bool IsQuestion(string text) => text.EndsWith('?') && Spelling.Words(text).Count >= MinOfQuestion;

    // Names of fields such as "shoeSize" and "shoe_size" become "shoe size".
    private static string Spaced(string text)
    {
        if (
            text is [>= 'A' and <= 'Z', ..]
            || text.Contains(' ')
            || !text.All(it => char.IsAsciiLetterOrDigit(it) || it is '_' or '-' or '.')
        )
        {
            return text;
        }

        var words = string.Concat(
                text.Select(
                    (it, i) =>
                        i > 0 && char.IsAsciiLetterUpper(it) && char.IsAsciiLetterLower(text[i - 1])
                            ? $" {char.ToLowerInvariant(it)}"
                        : it is '_' ? " "
                        : $"{it}"
                )
            )
            .Trim();
        return words is "" ? text : words;
    }
}
