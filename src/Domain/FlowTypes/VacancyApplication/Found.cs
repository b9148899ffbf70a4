namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>Something found in a line.</summary>
/// <param name="Value">What it is.</param>
/// <param name="Line">Where it stands.</param>
/// <param name="At">The character of the line.</param>
internal sealed record Found<T>(T Value, VacancyLine Line, int At)
{
    private const int MaxEvidenceLength = 300;

    /// <summary>How sure it is; 0 is the surest.</summary>
    public int Rank { get; init; }

    /// <summary>Another value of the same place; null where there is none.</summary>
    public Found<TOther>? With<TOther>(TOther? other)
        where TOther : class => other is null ? null : new(other, Line, At);

    /// <summary>With the line as it stands in the text, or where that is long the sentence.</summary>
    /// <param name="text">As sent.</param>
    /// <param name="labels">Of it: a value has its label beside it.</param>
    public Fact<T> In(string text, IReadOnlyList<Labelled> labels)
    {
        if (
            labels.FirstOrDefault(it => ReferenceEquals(it.Value, Line)) is { } label
            && label.Line != Line
            && label.Line.Text.Length <= MaxEvidenceLength
        )
        {
            return (this with { Line = label.Line, At = 0 }).In(text, []);
        }

        var source = Line.Source!;
        var (start, end) = (0, source.Length);
        if (Line.IsExact && end > MaxEvidenceLength)
        {
            (start, end) = Sentence();
        }

        var first = source.Place(start).Start;
        var last = source.Place(Math.Min(end, start + MaxEvidenceLength) - 1).End;
        return new(Value, text[first..last]);
    }

    private (int Start, int End) Sentence()
    {
        var start = Line.Text.LastIndexOfAny(['.', '!', '?'], Math.Max(0, At - 1)) is >= 0 and var before
            ? before + 1
            : 0;
        while (start < At && Line.Text[start] == ' ')
        {
            start++;
        }

        start = At - start > MaxEvidenceLength / 2 ? At : start;
        var end = At;
        while (end < Line.Text.Length && end - start < MaxEvidenceLength)
        {
            end++;
            if (Line.Text[end - 1] is '.' or '!' or '?' && (end == Line.Text.Length || Line.Text[end] == ' '))
            {
                break;
            }
        }

        return (start, end);
    }
}
