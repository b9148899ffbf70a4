namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>What a recruiter wrote, as it can be said: in any language, a noun or a sentence.</summary>
internal static class RecruiterWords
{
    // Fewer, such as "Work permit?", are no question that a person would ask.
    private const int MinOfQuestion = 3;

    /// <summary>To be put between quotes; the session field where the words were nothing but emoji that may not appear.</summary>
    public static string Quotable(Phrasebook say, Question asked)
    {
        var text = OneLine(say, asked.Value);
        text = (IsQuestion(text) ? text : text.TrimEnd('?', ' ')).TrimEnd('.', ' ');
        return text is not "" ? Spaced(text) : Spaced(KnownFields.FieldOf(asked.SessionField) ?? asked.SessionField);
    }

    /// <summary>A question that the recruiter put in full; null for anything else.</summary>
    public static string? Question(Phrasebook say, Question asked) =>
        OneLine(say, asked.Value) is var text && IsQuestion(text) ? text : null;

    /// <summary>On one line.</summary>
    public static string OneLine(Phrasebook say, string text) =>
        say.Plain(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).Trim();

    /// <summary>Whether it is a question that a person would ask.</summary>
    public static bool IsQuestion(string text) => text.EndsWith('?') && Spelling.Words(text).Count >= MinOfQuestion;

    // "shoeSize" and "shoe_size" are names of fields: "shoe size".
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
