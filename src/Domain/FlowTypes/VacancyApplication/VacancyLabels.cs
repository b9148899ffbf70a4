using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>The kinds of labels.</summary>
internal enum LabelKind
{
    Title,
    Organisation,
    Place,
    Site,
    Hours,
    Salary,

    /// <summary>The name of a person or an organisation.</summary>
    Name,
    Other,
}

/// <summary>A value with its label.</summary>
/// <param name="Kind">The kind of label.</param>
/// <param name="Value">The value without its label.</param>
/// <param name="Line">The line of the value: the line of the label, or a later one.</param>
internal sealed record Labelled(LabelKind Kind, VacancyLine Value, VacancyLine Line);

/// <summary>
/// Finds labels and their values: "Label: value" in one line, the value in the next line, or a table with a row of labels and a row of values.
/// </summary>
internal static class VacancyLabels
{
    /// <summary>The sign before a place.</summary>
    public const string Pin = "📍";

    private static readonly (LabelKind Kind, VacancyTerms Terms)[] Kinds =
    [
        (LabelKind.Title, VacancyTerms.Of(words => words.TitleLabels)),
        (LabelKind.Organisation, VacancyTerms.Of(words => words.OrganisationLabels)),
        (LabelKind.Place, VacancyTerms.Of(words => words.PlaceLabels)),
        (LabelKind.Site, VacancyTerms.Of(words => words.SiteLabels)),
        (LabelKind.Hours, VacancyTerms.Of(words => words.HoursLabels)),
        (LabelKind.Salary, VacancyTerms.Of(words => words.SalaryLabels)),
        (LabelKind.Other, VacancyTerms.Of(words => words.OtherLabels)),
    ];

    private static readonly VacancyTerms Fillers = VacancyTerms.Of(words => words.LabelFillers);

    public static IReadOnlyList<Labelled> In(IReadOnlyList<VacancyLine> lines)
    {
        var found = new List<Labelled>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (
                lines[i].Text.StartsWith(Pin, StringComparison.Ordinal)
                && lines[i].Part(Pin.Length, lines[i].Text.Length) is { } pinned
            )
            {
                found.Add(new(LabelKind.Place, pinned, lines[i]));
            }
            else if (lines[i].IsLabel && lines[i].Value is { } value)
            {
                found.AddRange(Kind(lines[i].Label) is { } kind ? [new Labelled(kind, value, lines[i])] : []);
            }
            else if (Alone(lines[i]) is { } first)
            {
                var kinds = new List<LabelKind> { first };
                while (i + kinds.Count < lines.Count && Alone(lines[i + kinds.Count]) is { } next)
                {
                    kinds.Add(next);
                }

                for (var at = 0; at < kinds.Count && i + kinds.Count + at < lines.Count; at++)
                {
                    var below = lines[i + kinds.Count + at];
                    if (
                        below.IsLabel
                        || Alone(below) is not null
                        || (kinds[at] is LabelKind.Title && IsListed(lines, i, i + kinds.Count + at))
                    )
                    {
                        break;
                    }

                    found.Add(new(kinds[at], below, below));
                }

                i += kinds.Count - 1;
            }
        }

        return found;
    }

    // "Poste :" above a list of tasks is not the label of a title.
    private static bool IsListed(IReadOnlyList<VacancyLine> lines, int label, int at) =>
        !lines[label].IsItem && lines[at].IsItem && at + 1 < lines.Count && lines[at + 1].IsItem;

    /// <summary>The kind of a line that is only a label; null for other lines.</summary>
    public static LabelKind? Alone(VacancyLine line) =>
        line.IsLabel && line.Value is not null ? null : Kind(line.Lower);

    private static LabelKind? Kind(string label)
    {
        var said = label.IndexOf('(', StringComparison.Ordinal) is > 0 and var open ? label[..open].TrimEnd() : label;
        foreach (var (kind, terms) in Kinds)
        {
            if (terms.Has(said))
            {
                return kind is LabelKind.Other && Fillers.Has(said) ? LabelKind.Name : kind;
            }
        }

        // "Name and address of employer"
        var words = said.Split([' ', ',', '/'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length is < 2 or > 6
            || words.Any(word => !Fillers.Has(word) && !Kinds[1].Terms.Has(word) && !Kinds[2].Terms.Has(word))
                ? null
            : words.Any(Kinds[1].Terms.Has) ? LabelKind.Organisation
            : words.Any(word => Kinds[2].Terms.Has(word) && !Fillers.Has(word)) ? LabelKind.Place
            : null;
    }
}
