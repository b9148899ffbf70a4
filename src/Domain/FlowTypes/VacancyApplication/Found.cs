namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>A value that was found in a line.</summary>
/// <param name="Value">The value.</param>
/// <param name="Line">The line that contains it.</param>
/// <param name="At">The index of its first character in the line.</param>
internal sealed record Found<T>(T Value, VacancyLine Line, int At)
{
    private const int MaxEvidenceLength = 300;

    /// <summary>The rank of the value; 0 is the most certain.</summary>
    public int Rank { get; init; }

    /// <summary>Another value from the same place; null if there is none.</summary>
    public Found<TOther>? With<TOther>(TOther? other)
        where TOther : class => other is null ? null : new(other, Line, At);

    /// <summary>The value with its evidence: the line exactly as in the text or, if the line is long, the sentence.</summary>
    /// <param name="text">The text, as it was sent.</param>
    /// <param name="labels">The labels of the text. The evidence of a labelled value includes the label.</param>
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
