namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>
/// Finds the facts in the text of a vacancy by rules (ADR 24): in a <c>JobPosting</c>, then in labels, in the heading, and in typical sentences.
/// Uncertain facts are left out. The text is untrusted: it is read word by word, and never matched as a whole.
/// </summary>
public static class VacancyReader
{
    private const int MaxTitle = 80;
    private const int MaxOrganisation = 60;
    private const int MaxHeaders = 8;

    /// <summary>Reads a vacancy of up to 100,000 characters. The text may be hostile.</summary>
    public static Vacancy Read(string text) => Analyse(text).Vacancy;

    /// <summary>Reads a vacancy, and returns each fact with the sentence or line that states it.</summary>
    public static VacancyFacts Analyse(string text) => Analyse(VacancyDocument.Of(text));

    internal static VacancyFacts Analyse(VacancyDocument document)
    {
        var (text, posting, lines) = (document.Text, document.Posting, document.Lines);
        var labels = VacancyLabels.In(lines);
        var organisation =
            Posted(posting, "hiringOrganization.name", MaxOrganisation)
            ?? Posted(posting, "hiringOrganization", MaxOrganisation)
            ?? VacancyNames.OrganisationIn(lines, labels);
        var heading = VacancyHeadings.In(lines, organisation?.Value);
        var title = posting.One("title") is { } posted
            ? VacancyHeadings.Of(posted.Text) is { } it
                ? new(it.Title, posted, 0)
                : Posted(posting, "title", MaxTitle)
            : Labelled(labels);
        var sought = title is null && heading is not { Value.IsJob: true } ? SoughtTitles.In(lines) : null;
        title ??= heading is { Value.IsJob: true } || sought is null ? heading?.With(heading.Value.Title) : sought;

        var headers = lines
            .Take(MaxHeaders)
            .Select(line => (Line: line, Header: VacancyHeadings.Header(line)))
            .Where(it => it.Header != default)
            .ToList();
        var employer =
            organisation
            ?? heading?.With(heading.Value.Organisation)
            ?? headers
                .Select(it => new Found<string>("", it.Line, 0).With(it.Header.Organisation))
                .FirstOrDefault(it => it is not null)
            ?? VacancyNames.WeaklyIn(lines);
        var place =
            heading?.With(heading.Value.Place)
            ?? headers
                .Select(it => new Found<string>("", it.Line, 0).With(it.Header.Place))
                .FirstOrDefault(it => it is not null);

        return new(
            title?.With(VacancyTitles.Lowered(title.Value, VacancyLanguage.Of(lines)))?.In(text, labels),
            employer?.In(text, labels),
            (Posted(posting) ?? VacancyPlaces.PlaceIn(lines, labels, place))?.In(text, labels),
            (PostedHours(posting) ?? VacancyFigures.HoursIn(lines, labels))?.In(text, labels),
            (posting.Salary() ?? SalaryFigures.SalaryIn(lines, labels))?.In(text, labels)
        )
        {
            Heading = lines
                .Select(line => VacancyText.Shortened(line.Text, MaxTitle))
                .FirstOrDefault(it => it is not null),
        };
    }

    private static Found<string>? Labelled(IReadOnlyList<Labelled> labels) =>
        labels
            .Where(label => label.Kind is LabelKind.Title)
            .Select(label =>
                VacancyHeadings.Of(label.Value.Text) is { } it ? new Found<string>(it.Title, label.Value, 0) : null
            )
            .FirstOrDefault(it => it is not null);

    private static Found<string>? Posted(VacancyPosting posting, string path, int max) =>
        posting.One(path) is { } value && VacancyText.Name(value.Text, max) is { } name ? new(name, value, 0) : null;

    // If there are several towns, it returns none.
    private static Found<string>? Posted(VacancyPosting posting) =>
        posting.All("jobLocation.address.addressLocality").ToList() is [var first, ..] towns
        && towns.TrueForAll(town => town.Text == first.Text)
            ? VacancyPlaces.Of(first)
            : null;

    private static Found<Hours>? PostedHours(VacancyPosting posting) =>
        posting.One("workHours") is { } value ? VacancyFigures.HoursIn([], [new(LabelKind.Hours, value, value)]) : null;
}
