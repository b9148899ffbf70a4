namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>The text of a vacancy, taken apart.</summary>
/// <param name="Text">As sent.</param>
/// <param name="Page">The lines that a reader sees.</param>
/// <param name="Posting">Its <c>JobPosting</c>; one without values where it has none.</param>
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
