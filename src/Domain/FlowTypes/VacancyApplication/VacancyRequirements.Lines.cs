namespace Flowgen.Domain.FlowTypes.VacancyApplication;

// The lines of a vacancy: headings, labels, items of a list, sentences, and the parts of a sentence.
internal sealed partial class VacancyRequirements
{
    // "Education: mbo 4", "Driving licence: B", or the same in two cells of a table. Returns the value, and whether it is the next line. A
    // value without a meaning of its own keeps its label.
    private (VacancyLine Value, bool IsNext)? Fact(VacancyLine line, VacancyLine? next)
    {
        var label = line.IsLabel ? VacancyLine.Of(line.Label) : line;
        if (line.IsHeading || (line.IsItem && !line.IsLabel) || label.Words.Count is 0 or > MaxWordsOfLabel)
        {
            return null;
        }

        var kind = Kind(label);
        if (!IsProvable(kind))
        {
            return null;
        }

        var isNext = !line.IsLabel || line.Value is null;
        var value = isNext ? next : line.Value;
        return value is { IsHeading: false, IsLabel: false } && !(isNext && value.IsItem) && value.Words.Count > 0
            ? Kind(value) == kind
                ? (value, isNext)
                : !isNext && Kind(value) is RequirementKind.Other && value.Words.Count <= MaxWordsOfLabel
                    ? (line, false)
                    : null
            : null;
    }

    // "You will need a licence, two years of experience and good English": split into parts if each part has a kind.
    private List<VacancyLine> Parts(VacancyLine sentence)
    {
        if (
            sentence.Words is []
            || Phrase(sentence, leads, 0) is not (> 0 and var lead)
            || lead >= sentence.Words.Count
        )
        {
            return [sentence];
        }

        var parts = new List<VacancyLine>();
        var start = lead;
        for (var i = lead; i < sentence.Words.Count; i++)
        {
            var isLast = i == sentence.Words.Count - 1;
            if (
                isLast
                || (
                    sentence.Words[i].EndsClause
                    && sentence.Words[i].At + sentence.Words[i].Text.Length is var end
                    && sentence.Text[end] == ','
                )
            )
            {
                start += start < i && parts.Count > 0 && and.Has(sentence.Words[start].Key) ? 1 : 0;
                parts.Add(
                    sentence.Part(
                        sentence.Words[start].At,
                        isLast ? sentence.Text.Length : sentence.Words[i].At + sentence.Words[i].Text.Length
                    )!
                );
                start = i + 1;
            }
        }

        if (parts is [.., { } last] && Halves(last) is var (one, other) && (parts.Count > 1 || IsProvable(Kind(other))))
        {
            parts[^1] = one;
            parts.Add(other);
        }

        return parts.Count > 1 && parts.TrueForAll(part => Kind(part) is not RequirementKind.Other)
            ? parts
            : [sentence];
    }

    // "A licence and a first aid certificate": split if the halves have different kinds.
    private (VacancyLine One, VacancyLine Other)? Halves(VacancyLine line)
    {
        var joint = Enumerable
            .Range(1, Math.Max(0, line.Words.Count - 2))
            .FirstOrDefault(at => and.Has(line.Words[at].Key));
        return
            joint > 0
            && line.Part(0, line.Words[joint].At) is { } one
            && line.Part(line.Words[joint + 1].At, line.Text.Length) is { } other
            && Kind(one) is not RequirementKind.Other and var kind
            && Kind(other) is not RequirementKind.Other and var another
            && kind != another
            ? (one, other)
            : null;
    }

    // ---------------------------------------------------------------- parts of a text
    private enum Section
    {
        /// <summary>Before the first heading.</summary>
        Beginning,
        Required,
        Preferred,
        Other,

        /// <summary>After a heading that may be an introduction.</summary>
        Unknown,
    }

    /// <summary>The state of the reader: the section, its number of lines, and their layout.</summary>
    private sealed record Part(Section Section, int Lines = 0, bool HasItems = false, bool IsSpaced = false)
    {
        /// <summary>The state after the next line.</summary>
        /// <param name="line">The line.</param>
        /// <param name="isBetween">Whether an item follows, so that a line without a bullet is part of its list.</param>
        public Part With(VacancyLine line, bool isBetween) =>
            // A list and a paragraph end the section.
            Section is Section.Required or Section.Preferred
            && (
                (HasItems && !line.IsItem && (line.IsApart || !isBetween))
                || (!line.IsItem && ((Lines > 1 && line.IsApart && !IsSpaced) || Lines >= MaxPlainLines))
            )
                ? new(Section.Other, Lines + 1)
                : this with
                {
                    Lines = Lines + 1,
                    HasItems = HasItems || line.IsItem,
                    IsSpaced = Lines == 1 ? line.IsApart : IsSpaced,
                };
    }

    private Section? Heading(VacancyLine line)
    {
        var isHeading =
            line.IsHeading || line.Text[^1] is ':' or '…' || line.Text.EndsWith("...", StringComparison.Ordinal);
        if (line.Words.Count is 0 or > MaxWordsOfHeading)
        {
            return line.IsHeading && !line.IsItem ? Section.Unknown : null;
        }

        var words = line.Words.Select(word => word.Key).ToList();
        if (Named(string.Join(' ', words)) is { } whole)
        {
            return whole;
        }

        if (!isHeading || (line.IsItem && !line.IsHeading))
        {
            return null;
        }

        // "Your profile as a cook", "Our requirements"
        for (var count = words.Count - 1; count > 0; count--)
        {
            foreach (var some in new[] { words[..count], words[^count..] })
            {
                if ((count > 1 || some[0].Length >= ShortestHeadingWord) && Named(string.Join(' ', some)) is { } named)
                {
                    return words.Exists(negations.Has) ? Section.Other : named;
                }
            }
        }

        return Section.Unknown;
    }

    private static Section? Named(string heading) =>
        PreferredHeadings.Has(heading) ? Section.Preferred
        : Headings.Has(heading) ? Section.Required
        : OtherHeadings.Has(heading) ? Section.Other
        : null;

    // "Driving licence B, first aid": several requirements if each part has a kind.
    private List<VacancyLine> Listed(VacancyLine value)
    {
        var parts = new List<VacancyLine>();
        for (var start = 0; value.Text.Length <= MaxValueLength && start <= value.Text.Length; )
        {
            var end = value.Text.AsSpan(start).IndexOfAny(',', ';') is >= 0 and var length
                ? start + length
                : value.Text.Length;
            if (value.Part(start, end) is { } part)
            {
                parts.Add(part);
            }

            start = end + 1;
        }

        return parts.TrueForAll(part => Kind(part) is not RequirementKind.Other) ? parts : [];
    }

    private IEnumerable<VacancyLine> Sentences(VacancyLine line)
    {
        var start = 0;
        for (var i = 0; i < line.Words.Count; i++)
        {
            var word = line.Words[i];
            var end = line.Text.IndexOf(' ', word.At + word.Text.Length) is >= 0 and var space
                ? space
                : line.Text.Length;
            var isLast = i == line.Words.Count - 1;
            if (
                isLast
                || line.Text[end - 1] is ';'
                || (
                    word.EndsSentence
                    && line.Text[end - 1] is not ':'
                    && line.Words[i + 1].IsCapital
                    && !abbreviations.Has(word.Key)
                )
            )
            {
                if (line.Part(start, isLast ? line.Text.Length : end) is { } sentence)
                {
                    yield return sentence;
                }

                start = end;
            }
        }
    }

    // ---------------------------------------------------------------- a requirement
}
