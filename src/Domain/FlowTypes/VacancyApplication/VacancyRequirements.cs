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
    private const int MostWordsOfItem = 14;
    private const int MostWordsOfLabel = 3;
    private const int MostWordsOfSubject = 3;

    // Between "no" and "experience".
    private const int MostWordsOfDenied = 2;

    // More lines are no vacancy.
    private const int MostLines = 1_000;
    private const int ShortestHeadingWord = 8;

    // The members of a JobPosting that say what is asked.
    private static readonly (string Path, Section Section, RequirementKind Kind)[] Members =
    [
        ("qualifications", Section.Required, RequirementKind.Other),
        ("qualifications.name", Section.Required, RequirementKind.Other),
        ("educationRequirements", Section.Required, RequirementKind.Education),
        ("educationRequirements.credentialCategory", Section.Required, RequirementKind.Education),
        ("experienceRequirements", Section.Required, RequirementKind.Experience),
        ("experienceRequirements.description", Section.Required, RequirementKind.Experience),
        ("skills", Section.Preferred, RequirementKind.Skill),
        ("skills.name", Section.Preferred, RequirementKind.Skill),
    ];

    // Headings and wishes are known in every language, other words in that of the text. A wish that begins with one letter is too: "a plus"
    // is French for "has more".
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
    private readonly VacancyTerms permissions;
    private readonly VacancyTerms without;
    private readonly VacancyTerms obliged;
    private readonly VacancyTerms candidates;
    private readonly VacancyTerms others;
    private readonly VacancyTerms ours;
    private readonly VacancyTerms leads;
    private readonly VacancyTerms tongues;
    private readonly VacancyTerms years;
    private readonly VacancyTerms allEndings;
    private readonly IReadOnlyList<(RequirementKind Kind, VacancyTerms Terms, VacancyTerms Endings)> kinds;

    private VacancyRequirements(Lexicon lexicon)
    {
        var words = lexicon.Vacancy.Profile;
        (required, needed) = (new(words.Required), new([.. words.Required, .. words.Needed]));
        preferred = new(
            Phrasebook
                .Languages.SelectMany(language => Lexicon.Of(language).Vacancy.Profile.Preferred)
                .Where(phrase => words.Preferred.Contains(phrase) || phrase.Split(' ')[0].Length > 1)
        );
        (permissions, without) = (new(words.Permissions), new(words.Without));
        (obliged, candidates) = (new(words.Obliged), new(words.Candidates));
        (others, ours, leads) = (new(words.Others), new(words.Ours), new(words.Leads));
        (employer, elsewhere) = (new(words.Employer), new([.. words.Employer, .. words.Offers, .. words.Applying]));
        (abbreviations, years) = (new(words.Abbreviations), new(lexicon.Fields.SessionFields.Years));
        (negations, and) = (Split(lexicon.Requirements.Negations), new(words.And));
        tongues = new(
            lexicon
                .Requirements.Tongues.Values.SelectMany(names => names.Split(' '))
                .SelectMany(name => words.TongueEndings.Select(ending => name + ending).Prepend(name))
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
            var one in reader
                .In(document.Page, document.Text)
                .Concat(reader.In(document.Posting, document.Text))
                .Concat(reader.In(document.Description, document.Text))
        )
        {
            if (
                found.Count(other => other.IsKnockout == one.IsKnockout) < Question.MaxListed
                && values.Add(Spelling.Key(one.Value))
                && !(one.Kind is RequirementKind.Licence && IsKnown(one.Value))
            )
            {
                found.Add(one);
            }
        }

        return found;

        // "Driving licence" and "Licence: B" say no more than "Driving licence B" did.
        bool IsKnown(string value) =>
            SessionFieldNames.OfRequirement(language, value) is var name
            && found.Exists(other =>
                other.Kind is RequirementKind.Licence
                && (
                    name is SessionFieldNames.AnyLicense
                    || SessionFieldNames.OfRequirement(language, other.Value) == name
                )
            );
    }

    /// <summary>Whether a requirement in any language is about a diploma or another proof, and not about experience.</summary>
    public static bool IsOfProof(string value)
    {
        var said = VacancyLine.Of(value);
        var kinds = Languages
            .Values.SelectMany(reader => Enumerable.Range(0, said.Words.Count).Select(at => reader.KindAt(said, at)))
            .ToHashSet();
        return !kinds.Contains(RequirementKind.Experience)
            && (kinds.Contains(RequirementKind.Education) || kinds.Contains(RequirementKind.Certificate));
    }

    private IEnumerable<FoundRequirement> In(IReadOnlyList<VacancyLine> all, string text)
    {
        var lines = all.Where(line => line.IsExact).Take(MostLines).ToList();
        var part = new Part(Section.Beginning);
        for (var i = 0; i < lines.Count; i++)
        {
            var (line, next) = (lines[i], i + 1 < lines.Count ? lines[i + 1] : null);
            if (line.IsLabel && line.Value is { } value && Named(line.Label) is { } named)
            {
                part = line.IsItem ? part.With(line, isBetween: true) : new(named, Lines: 1);
                var listed = Listed(value);
                listed = listed is [] && line.IsItem ? [value] : listed;
                foreach (var one in listed.Select(it => Read(it, line, text, named, isSure: false)))
                {
                    if (one is not null)
                    {
                        yield return one;
                    }
                }
            }
            else if (part.Section is not Section.Other && Fact(line, next) is var (fact, isNext))
            {
                part = part.With(line, isBetween: true);
                i += isNext ? 1 : 0;
                if (Read(fact, isNext ? fact : line, text, Section.Required, isSure: true) is { } one)
                {
                    yield return one;
                }
            }
            else if (Heading(line) is { } heading)
            {
                // "Your profile", "This is you:"; but "Location" in a table of facts
                part =
                    (heading is Section.Unknown && !line.IsHeading && part.Lines == 0)
                    || (
                        part.Section is Section.Beginning
                        && VacancyLabels.Alone(line) is not null and not LabelKind.Other
                    )
                        ? part
                        : new(heading);
            }
            else
            {
                part = part.With(line, isBetween: next is { IsItem: true });
                var isItem =
                    line.IsItem
                    || (
                        part.Section is Section.Required or Section.Preferred
                        && (part.Lines == 1 || !line.IsApart)
                        && IsListed(line, next)
                    );
                foreach (var (at, sentence) in Sentences(line).Index())
                {
                    var said = Parts(sentence);
                    var section = said.Count > 1 && Phrase(sentence, required, 0) > 0 ? Section.Required : part.Section;
                    foreach (var some in said)
                    {
                        if (Read(some, sentence, text, section, isSure: !isItem || at > 0) is { } one)
                        {
                            yield return one;
                        }
                    }
                }
            }
        }
    }

    // An item without a bullet: no sentence, and another one stands below it.
    private bool IsListed(VacancyLine line, VacancyLine? next) =>
        next is { IsItem: false, IsApart: false, IsLabel: false }
        && IsShort(line)
        && IsShort(next)
        && Heading(next) is null;

    private static bool IsShort(VacancyLine line) =>
        line.Words.Count is > 0 and <= MostWordsOfItem
        && !line.Words.Any(word => word.EndsSentence)
        && char.IsUpper(line.Text[0]);

    // Skills are "desired or required", so they are no condition.
    private IEnumerable<FoundRequirement> In(VacancyPosting posting, string text)
    {
        foreach (var (path, section, kind) in Members)
        {
            foreach (var line in posting.Lines(path).Where(line => Heading(line) is null))
            {
                var parts = Listed(line) is { Count: > 1 } several ? several : [line];
                foreach (var part in parts)
                {
                    if (Read(part, line, text, section, isSure: false) is { } one)
                    {
                        yield return one.Kind is RequirementKind.Other ? one with { Kind = kind } : one;
                    }
                }
            }
        }
    }

    // "Education: mbo 4", "Driving licence: B", or the same in two cells of a table: the value, and whether it is the next line. A value that
    // does not say what it is about keeps its label.
    private (VacancyLine Value, bool IsNext)? Fact(VacancyLine line, VacancyLine? next)
    {
        var label = line.IsLabel ? VacancyLine.Of(line.Label) : line;
        if (line.IsHeading || (line.IsItem && !line.IsLabel) || label.Words.Count is 0 or > MostWordsOfLabel)
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
                : !isNext && Kind(value) is RequirementKind.Other && value.Words.Count <= MostWordsOfLabel
                    ? (line, false)
                    : null
            : null;
    }

    // "You will need a licence, two years of experience and good English": each by itself, where each is of a kind.
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

    // "A licence and a first aid certificate", of different kinds.
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
        /// <summary>Above the first heading.</summary>
        Beginning,
        Required,
        Preferred,
        Other,

        /// <summary>Below a heading that may be an introduction.</summary>
        Unknown,
    }

    /// <summary>Where the reading is: below which heading, how many lines of it, and how they stand.</summary>
    private sealed record Part(Section Section, int Lines = 0, bool HasItems = false, bool IsSpaced = false)
    {
        /// <summary>With the next line.</summary>
        /// <param name="line">The line.</param>
        /// <param name="isBetween">Whether an item follows, so that a line without a bullet is part of its list.</param>
        public Part With(VacancyLine line, bool isBetween) =>
            // What follows a list is no part of it, and neither is another paragraph.
            Section is Section.Required or Section.Preferred
            && (
                (HasItems && !line.IsItem && (line.IsApart || !isBetween))
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
        if (line.Words.Count is 0 or > MostWordsOfHeading)
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

    // "You can start without a licence", "no diploma", "beginners welcome": nothing is asked.
    private bool IsPermitted(VacancyLine said, bool isWished) =>
        without.Has(said.Words[0].Key)
        || (!isWished && Has(said, permissions))
        || Enumerable
            .Range(0, said.Words.Count)
            .Any(at =>
                negations.Has(said.Words[at].Key)
                && Enumerable
                    .Range(at + 1, Math.Min(MostWordsOfDenied, said.Words.Count - at - 1))
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
        if (ours.Has(words[0].Key) && !words.Take(MostWordsOfSubject).Any(IsCandidate))
        {
            return true;
        }

        var must = Enumerable.Range(0, words.Count).FirstOrDefault(at => Phrase(said, obliged, at) > 0, -1);
        return must > 0
                && !words.Take(must + 2).Any(IsCandidate)
                && !Enumerable.Range(0, must).Any(at => KindAt(said, at) is not null)
            || (
                words.Take(MostWordsOfSubject).TakeWhile(word => !IsCandidate(word)).Any(word => others.Has(word.Key))
                && (must > 0 || Has(said, needed))
            );

        bool IsCandidate(VacancyWord word) => candidates.Has(word.Key) || VacancyTitles.IsJob(word.Key);
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
