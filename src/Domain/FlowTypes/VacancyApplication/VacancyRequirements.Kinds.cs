using System.Globalization;
using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

// Reads one line: whether it is a requirement for the candidate, and of which kind.
internal sealed partial class VacancyRequirements
{
    /// <summary>Reads a requirement; null if no rule is certain.</summary>
    /// <param name="said">The words that may be a requirement.</param>
    /// <param name="line">The line with these words.</param>
    /// <param name="text">The text of the vacancy, as it was sent.</param>
    /// <param name="section">The section of the line.</param>
    /// <param name="isSure">Whether the words themselves must show a requirement, because the section does not.</param>
    private FoundRequirement? Read(VacancyLine said, VacancyLine line, string text, Section section, bool isSure)
    {
        var isOutside = section is not (Section.Required or Section.Preferred);
        if (
            said.Words is []
            || said.Text.Length > MaxValueLength
            || ((isOutside || isSure) && said.Words.Count > MaxWordsOfSentence)
        )
        {
            return null;
        }

        var (isPreferred, isNegated) = (Has(said, preferred), Has(said, negations));
        if (
            (isOutside && !isPreferred && !Has(said, required))
            || said.Text.IndexOfAny(['{', '}', '<', '>', '@', '€', '£', '$', '?', '|']) >= 0
            || said.Text.Contains("://", StringComparison.Ordinal)
            || Has(said, isOutside || isSure ? elsewhere : employer)
            || (isNegated && isPreferred != Has(said, needed)) // "no experience needed"; but "a plus, not a must"
            || IsPermitted(said, isPreferred && isNegated)
            || IsOfOthers(said)
        )
        {
            return null;
        }

        var kind = Kind(said);
        return (isOutside || isSure) && kind is RequirementKind.Other || Value(said) is not { } value
            ? null
            : new(
                value,
                kind,
                section is not Section.Preferred && !isPreferred,
                new Found<string>(value, line, 0).In(text, []).Evidence
            );
    }

    // "You can start without a licence", "no diploma", "beginners welcome": these are no requirements.
    private bool IsPermitted(VacancyLine said, bool isWished) =>
        without.Has(said.Words[0].Key)
        || (!isWished && Has(said, permissions))
        || Enumerable
            .Range(0, said.Words.Count)
            .Any(at =>
                negations.Has(said.Words[at].Key)
                && Enumerable
                    .Range(at + 1, Math.Min(MaxWordsOfDenied, said.Words.Count - at - 1))
                    .Any(i => IsProvable(KindAt(said, i)))
            );

    private static bool IsProvable(RequirementKind? kind) =>
        kind
            is RequirementKind.Licence
                or RequirementKind.Certificate
                or RequirementKind.Education
                or RequirementKind.Experience
                or RequirementKind.Language;

    // "Our customers must have a licence": the subject is not the candidate.
    private bool IsOfOthers(VacancyLine said)
    {
        var words = said.Words;
        if (ours.Has(words[0].Key) && !words.Take(MaxWordsOfSubject).Any(IsCandidate))
        {
            return true;
        }

        var must = Enumerable.Range(0, words.Count).FirstOrDefault(at => Phrase(said, obliged, at) > 0, -1);
        return must > 0
                && !words.Take(must + 2).Any(IsCandidate)
                && !Enumerable.Range(0, must).Any(at => KindAt(said, at) is not null)
            || (
                words.Take(MaxWordsOfSubject).TakeWhile(word => !IsCandidate(word)).Any(word => others.Has(word.Key))
                && (must > 0 || Has(said, needed))
            );

        bool IsCandidate(VacancyWord word) => candidates.Has(word.Key) || VacancyTitles.IsJob(word.Key);
    }

    // Removes the end of an item: a full stop, or "and" before the next item.
    private string? Value(VacancyLine said)
    {
        var value = said.Text.Trim(' ', '.', ',', ';', '!', '…', '-', '–', ':', '"');
        if (value.LastIndexOf(' ') is > 0 and var space && and.Has(VacancyTerms.Lower(value[(space + 1)..])))
        {
            value = value[..space].TrimEnd(' ', ',', ';');
        }

        return value.Length >= ShortestValue && value.Any(char.IsLetter) ? value : null;
    }

    // ---------------------------------------------------------------- kinds
    // The first kind in the text. "Knowledge" has an object, which may be of another kind.
    private RequirementKind Kind(VacancyLine said)
    {
        var (found, last) = (RequirementKind.Other, said.Words.Count - 1);
        for (var i = 0; i <= last; i++)
        {
            if (KindAt(said, i) is not { } kind)
            {
                continue;
            }

            if (kind is RequirementKind.Skill)
            {
                found = kind;
            }
            else if (
                kind is RequirementKind.Age
                && Enumerable.Range(i, last - i + 1).Any(at => KindAt(said, at) is RequirementKind.Experience)
            )
            {
                return RequirementKind.Experience; // "at least 18 months of experience"
            }
            else if (
                kind is not RequirementKind.Language
                || i == last
                || KindAt(said, i + 1)
                    is not (RequirementKind.Licence or RequirementKind.Certificate or RequirementKind.Education)
            )
            {
                return kind;
            }
        }

        return IsAge(said) ? RequirementKind.Age : found;
    }

    private RequirementKind? KindAt(VacancyLine said, int at)
    {
        var word = Unelided(said.Words[at].Key);
        var isEnding = allEndings.Has(word) || allEndings.EndsWord(word);
        var (found, longest) = ((RequirementKind?)null, 0);
        foreach (var (kind, terms, endings) in kinds)
        {
            var length = Phrase(said, terms, at);
            if (
                length == 0
                && (
                    terms.Has(word)
                    || (isEnding && (endings.Has(word) || endings.EndsWord(word)))
                    || (kind is RequirementKind.Language && tongues.Has(word))
                )
            )
            {
                length = 1;
            }

            (found, longest) = length > longest ? (kind, length) : (found, longest);
        }

        return found;
    }

    // "d’expérience"
    private static string Unelided(string word) =>
        word.IndexOf('’', StringComparison.Ordinal) is var at && at is 1 or 2 && at + 1 < word.Length
            ? word[(at + 1)..]
            : word;

    // "At least 18 years", without an object.
    private bool IsAge(VacancyLine said)
    {
        for (var i = 1; i < said.Words.Count; i++)
        {
            if (
                years.Has(said.Words[i].Key)
                && int.TryParse(
                    said.Words[i - 1].Key.TrimEnd('+'),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var count
                )
                && count is >= 15 and <= 25
            )
            {
                return true;
            }
        }

        return false;
    }

    // ---------------------------------------------------------------- words
    private static bool Has(VacancyLine said, VacancyTerms terms) =>
        Enumerable.Range(0, said.Words.Count).Any(at => Phrase(said, terms, at) > 0);

    /// <summary>The number of words of the phrase that begins at a position; 0 if no phrase does.</summary>
    private static int Phrase(VacancyLine said, VacancyTerms terms, int at)
    {
        var phrase = said.Words[at].Key;
        if (!terms.Begin(phrase))
        {
            return 0;
        }

        var found = terms.Has(phrase) ? 1 : 0;
        for (var count = 2; count <= terms.MaxWords && at + count <= said.Words.Count; count++)
        {
            phrase = $"{phrase} {said.Words[at + count - 1].Key}";
            found = terms.Has(phrase) ? count : found;
        }

        return found;
    }
}
