namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>The text of a vacancy, split into lines.</summary>
/// <param name="Text">The text, as it was sent.</param>
/// <param name="Page">The lines that a reader sees.</param>
/// <param name="Posting">Its <c>JobPosting</c>; without values if the text has none.</param>
/// <param name="Description">The lines of the posting's description.</param>
internal sealed record VacancyDocument(
    string Text,
    IReadOnlyList<VacancyLine> Page,
    VacancyPosting Posting,
    IReadOnlyList<VacancyLine> Description
)
{
    /// <summary>All lines.</summary>
    public IReadOnlyList<VacancyLine> Lines { get; } = [.. Page, .. Description];

    public static VacancyDocument Of(string text)
    {
        var (sent, postings) = (SourcedText.Of(text), new List<SourcedText>());
        IReadOnlyList<VacancyLine> page = [];
        if (text.AsSpan().TrimStart() is ['{' or '[', ..] && text.Contains("\"JobPosting\"", StringComparison.Ordinal))
        {
            postings.Add(sent);
        }
        else
        {
            page = VacancyText.Lines(VacancyMarkup.Unmarked(sent, postings));
        }

        var posting = VacancyPosting.Of(postings);
        return new(text, page, posting, posting.Lines("description"));
    }
}
