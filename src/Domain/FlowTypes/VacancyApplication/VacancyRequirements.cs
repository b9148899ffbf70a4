using System.Globalization;
using System.Text.Json;
using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>A requirement in the text of a vacancy.</summary>
internal sealed record FoundRequirement(string Value, RequirementKind Kind, bool IsKnockout, string Evidence);

/// <summary>
/// Finds what a vacancy asks of a candidate: the items under a heading such as "Your profile", the sentences there that are about a
/// candidate, and sentences elsewhere that say of something that it is required or an advantage. What no rule is sure of is left out.
/// </summary>
internal sealed class VacancyRequirements
{
    // A longer text is a story.
    private const int LongestValue = 300;
    private const int ShortestValue = 3;
    private const int MostWordsOfHeading = 10;
    private const int MostWordsOfSentence = 30;
    private const int MostPlainLines = 15;

    // More lines are no vacancy.
    private const int MostLines = 1_000;
    private const int ShortestHeadingWord = 8;

    // Headings are known in every language, words in that of the text: "a plus" is French for "has more".
    private static readonly VacancyTerms Headings = VacancyTerms.Of(words => words.Profile.Headings);
    private static readonly VacancyTerms PreferredHeadings = VacancyTerms.Of(words => words.Profile.PreferredHeadings);
    private static readonly VacancyTerms OtherHeadings = VacancyTerms.Of(words => words.Profile.OtherHeadings);

    private static readonly Dictionary<string, VacancyRequirements> Languages = Phrasebook.Languages.ToDictionary(
        language => language,
        language => new VacancyRequirements(Lexicon.Of(language))
    );

    private readonly VacancyTerms required;
    private readonly VacancyTerms needed;
    private readonly VacancyTerms preferred;
    private readonly VacancyTerms employer;
    private readonly VacancyTerms elsewhere;
    private readonly VacancyTerms abbreviations;
    private readonly VacancyTerms negations;
    private readonly VacancyTerms and;
    private readonly VacancyTerms tongues;
    private readonly VacancyTerms years;
    private readonly VacancyTerms allEndings;
    private readonly IReadOnlyList<(RequirementKind Kind, VacancyTerms Terms, VacancyTerms Endings)> kinds;

    private VacancyRequirements(Lexicon lexicon)
    {
        var words = lexicon.Vacancy.Profile;
        (required, needed) = (new(words.Required), new([.. words.Required, .. words.Needed]));
        preferred = new(words.Preferred);
        (employer, elsewhere) = (new(words.Employer), new([.. words.Employer, .. words.Offers, .. words.Applying]));
        (abbreviations, years) = (new(words.Abbreviations), new(lexicon.Fields.SessionFields.Years));
        (negations, and) = (Split(lexicon.Requirements.Negations), Split(lexicon.Requirements.And));
        tongues = new(
            lexicon
                .Requirements.Tongues.Values.SelectMany(names => names.Split(' '))
                .SelectMany(name => new[] { name, $"{name}kenntnisse" })
        );
        allEndings = new(words.Kinds.Values.SelectMany(Endings));
        kinds =
        [
            .. Enum.GetValues<RequirementKind>()
                .Where(kind => kind is not RequirementKind.Other)
                .Select(kind => (kind, Of(kind, isEnding: false), Of(kind, isEnding: true))),
        ];

        VacancyTerms Of(RequirementKind kind, bool isEnding)
        {
            var list = words.Kinds[JsonNamingPolicy.CamelCase.ConvertName($"{kind}")];
            return new(isEnding ? Endings(list) : list.Where(word => !word.StartsWith('*')));
        }

        static IEnumerable<string> Endings(IReadOnlyList<string> list) =>
            list.Where(word => word.StartsWith('*')).Select(word => word[1..]);

        static VacancyTerms Split(string list) => new(list.Split(' '));
    }

    /// <summary>In the order of the text, each once.</summary>
    /// <param name="document">The vacancy.</param>
    /// <param name="language">Of its text.</param>
    public static IReadOnlyList<FoundRequirement> In(VacancyDocument document, string language)
    {
        var reader = Languages[language];
        var found = new List<FoundRequirement>();
        var values = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var one in reader.In(document.Page, document.Text).Concat(reader.In(document.Description, document.Text))
        )
        {
            if (
                found.Count(other => other.IsKnockout == one.IsKnockout) < Question.MaxListed
                && values.Add(Spelling.Key(one.Value))
            )
            {
                found.Add(one);
            }
        }

        return found;
    }

    private IEnumerable<FoundRequirement> In(IReadOnlyList<VacancyLine> lines, string text)
    {
        var part = new Part(Section.Other);
        foreach (var line in lines.Where(line => line.IsExact).Take(MostLines))
        {
            if (line.IsLabel && line.Value is { } value && Named(line.Label) is { } named)
            {
                part = new(named);
                foreach (var one in Listed(value).Select(it => Read(it, line, text, part.Section, isSure: false)))
                {
                    if (one is not null)
                    {
                        yield return one;
                    }
                }

                continue;
            }

            if (Heading(line) is { } heading)
            {
                // "Your profile", "This is you:"
                part = heading is Section.Unknown && !line.IsHeading && part.Lines == 0 ? part : new(heading);
                continue;
            }

            part = part.With(line);
            foreach (var sentence in line.IsItem ? Sentences(line).Take(1) : Sentences(line))
            {
                if (Read(sentence, sentence, text, part.Section, isSure: !line.IsItem) is { } one)
                {
                    yield return one;
                }
            }
        }
    }

    // ---------------------------------------------------------------- parts of a text
    private enum Section
    {
        Required,
        Preferred,
        Other,

        /// <summary>Below a heading that may be an introduction.</summary>
        Unknown,
    }

    /// <summary>Where the reading is: below which heading, how many lines of it, and how they stand.</summary>
    private sealed record Part(Section Section, int Lines = 0, bool HasItems = false, bool IsSpaced = false)
    {
        public Part With(VacancyLine line) =>
            // What follows a list is no part of it, and neither is another paragraph.
            Section is Section.Required or Section.Preferred
            && (
                (HasItems && !line.IsItem)
                || (!line.IsItem && ((Lines > 1 && line.IsApart && !IsSpaced) || Lines >= MostPlainLines))
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
        if ((line.IsItem && !line.IsHeading) || line.Words.Count is 0 or > MostWordsOfHeading)
        {
            return line.IsHeading && !line.IsItem ? Section.Unknown : null;
        }

        var words = line.Words.Select(word => word.Key).ToList();
        if (Named(string.Join(' ', words)) is { } whole)
        {
            return whole;
        }

        if (!isHeading)
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

    // "Driving licence B, first aid": several where each is of a kind.
    private List<VacancyLine> Listed(VacancyLine value)
    {
        var parts = new List<VacancyLine>();
        for (var start = 0; value.Text.Length <= LongestValue && start <= value.Text.Length; )
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
    /// <summary>A requirement; null where no rule is sure.</summary>
    /// <param name="said">What may be one.</param>
    /// <param name="line">Where it stands.</param>
    /// <param name="text">As sent.</param>
    /// <param name="section">Of the text.</param>
    /// <param name="isSure">Whether the section is not enough.</param>
    private FoundRequirement? Read(VacancyLine said, VacancyLine line, string text, Section section, bool isSure)
    {
        var isOutside = section is not (Section.Required or Section.Preferred);
        if (
            said.Words is []
            || said.Text.Length > LongestValue
            || ((isOutside || isSure) && said.Words.Count > MostWordsOfSentence)
        )
        {
            return null;
        }

        var isPreferred = Has(said, preferred);
        if (
            (isOutside && !isPreferred && !Has(said, required))
            || said.Text.IndexOfAny(['{', '}', '<', '>', '@', '€', '£', '$', '?', '|']) >= 0
            || said.Text.Contains("://", StringComparison.Ordinal)
            || Has(said, isOutside || isSure ? elsewhere : employer)
            || (Has(said, negations) && (isPreferred || Has(said, needed))) // "no experience needed"
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

    // Without what ends it: a full stop, or "and" before the next item.
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
    // The first that is named; knowledge is of something, which may be of another kind.
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

    // "At least 18 years", of nothing else.
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

    /// <summary>How many words, from one on, are one of these phrases; 0 where none is.</summary>
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
