using System.Globalization;
using System.Text;
using Flowgen.Domain.Flows;
using Flowgen.Domain.FlowTypes.Languages;
using Flowgen.Domain.FlowTypes.VacancyApplication;

namespace Flowgen.Domain.FlowTypes;

/// <summary>
/// Names the session fields that a client leaves out (contract, section 3): in English if the meaning is known, otherwise by the first words
/// of the value. The same input gives the same names.
/// </summary>
public static class SessionFieldNames
{
    /// <summary>The name for a driving licence without a category.</summary>
    internal const string AnyLicense = "drivers_license";

    private const int MaxCharacters = 40;
    private const int MaxYears = 15;
    private const string Accented = "āăąćĉċčďđēĕėęěĝğġģĥħĩīĭįıĵķĺļľŀłńņňŋōŏőŕŗřśŝşșšţťțŧũūŭůűųŵŷźżžø";
    private const string Plain = "aaaccccddeeeeegggghhiiiiijklllllnnnnooorrrsssssttttuuuuuuwyzzzo";

    // EU driving licences, and the Dutch T.
    private static readonly HashSet<string> Categories =
    [
        .. "AM A1 A2 A B1 B BE B96 C1 C1E C CE D1 D1E D DE T L".Split(' '),
    ];

    // Recruiters copy requirements between languages, so every language knows the words of all.
    private static readonly List<SessionFieldWords> Languages =
    [
        .. Phrasebook.Languages.Select(language => Lexicon.Of(language).Fields.SessionFields),
    ];

    private static readonly List<string> Licenses = Keys(words => words.License);
    private static readonly List<string> WorkPermits = Keys(words => words.WorkPermit);
    private static readonly HashSet<string> YearWords = [.. Keys(words => words.Years).Select(key => key.Trim())];
    private static readonly HashSet<string> AgeWords = [.. Keys(words => words.Age).Select(key => key.Trim())];
    private static readonly List<List<string>> Leads = [.. Keys(words => words.Leads).Select(Ascii)];
    private static readonly List<List<string>> Tails = [.. Keys(words => words.Tails).Select(Ascii)];

    /// <summary>The parameters with a name for each empty session field. Names that the client sent stay, and are not used twice.</summary>
    public static VacancyApplicationParameters Fill(VacancyApplicationParameters parameters)
    {
        IReadOnlyList<Question> fields = [.. parameters.RequiredFields, .. parameters.OptionalFields];
        IReadOnlyList<Question> requirements =
        [
            .. parameters.KnockoutRequirements,
            .. parameters.PreferredRequirements,
        ];
        if (requirements.Concat(fields).All(asked => asked.SessionField is not ""))
        {
            return parameters;
        }

        var language = parameters.Language;
        var taken = requirements.Concat(fields).Select(asked => asked.SessionField).ToHashSet(StringComparer.Ordinal);
        var read = FieldReader.Of(language).Read(fields);
        var named = new Queue<Question>([
            .. requirements.Select(asked => Named(asked, OfRequirement(language, asked.Value))),
            .. fields.Select((asked, i) => Named(asked, read[i].Known.SessionField ?? OfField(language, asked.Value))),
        ]);
        return parameters with
        {
            KnockoutRequirements = Next(parameters.KnockoutRequirements.Count),
            PreferredRequirements = Next(parameters.PreferredRequirements.Count),
            RequiredFields = Next(parameters.RequiredFields.Count),
            OptionalFields = Next(parameters.OptionalFields.Count),
        };

        Question Named(Question asked, string name)
        {
            var free = name;
            for (var n = 2; asked.SessionField is "" && !taken.Add(free); n++)
            {
                free = $"{name}_{n}";
            }

            return asked.SessionField is "" ? asked with { SessionField = free } : asked;
        }

        List<Question> Next(int count) => [.. Enumerable.Range(0, count).Select(_ => named.Dequeue())];
    }

    /// <summary>The name for a requirement, without regard to the other questions of its flow.</summary>
    /// <param name="language">The language of the flow.</param>
    /// <param name="value">The requirement in the recruiter's words.</param>
    public static string OfRequirement(string language, string value) =>
        AtsField(value)
        ?? License(value)
        ?? (Has(value, WorkPermits) ? "work_permit" : null)
        ?? Years(language, value)
        ?? Words(language, value)
        ?? "question";

    private static string OfField(string language, string value) =>
        AtsField(value) ?? Words(language, value) ?? "field";

    // A value such as "ats_field:otys:phone" is the name.
    private static string? AtsField(string value) =>
        KnownFields.FieldOf(value) is not null
        && value.Length <= 200
        && value.All(it => char.IsAsciiLetterOrDigit(it) || it is '_' or '.' or '-' or ':')
            ? value
            : null;

    // The category after the licence, as in "rijbewijs B" and "Führerschein der Klasse CE", otherwise a category anywhere in the text.
    private static string? License(string value)
    {
        if (!Has(value, Licenses))
        {
            return null;
        }

        var terms = value.Split(
            [' ', '\u00A0', ',', ';', '(', ')', '/', '+', '.', '-', ':', '"', '“', '”'],
            StringSplitOptions.RemoveEmptyEntries
        );
        var category =
            terms.FirstOrDefault(term => term is not "A" && Categories.Contains(term))
            ?? (terms.Skip(1).Contains("A") ? "A" : null);
        return category is null ? AnyLicense : $"{AnyLicense}_{category.ToLowerInvariant()}";
    }

    // "At least 2 years of experience", "4 années de pratique", "2+ yrs' driving". But "18 years or older" is an age. "Six years of school" and
    // years after a comma are not experience.
    private static string? Years(string language, string value)
    {
        var parts = AnswerText.Key(value).Split(' ');
        var at = Array.FindIndex(parts, YearWords.Contains);
        var number = parts.Take(Math.Max(at, 0)).TakeLast(2).Select(Number).LastOrDefault(it => it is not null);
        return number is null ? null
            : parts.Any(AgeWords.Contains) || number > MaxYears ? $"age_{number}"
            : (number == 1 && Number(parts[at - 1]) is null && !char.IsAsciiDigit(parts[at - 2][0])) // "a few years"
            || parts.Skip(at + 1).Take(2).Any(part => Number(part) is not null) // "een jaar of vier"
            || AnswerText.Key(FirstClause(value)).Split(' ').Length < at
            || VacancyRequirements.IsOfProof(value)
                ? null
            : $"experience_{number}_{(number == 1 ? "year" : "years")}";

        int? Number(string part) =>
            int.TryParse(part.TrimEnd('+'), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number < 100
                ? number
            : Lexicon.Of(language).Fields.Answers.Numbers.ToList().FindIndex(words => words.Contains(part))
                is > 0
                    and var word
                ? word
            : null;
    }

    // The first meaningful words of the first clause that has at least two.
    private static string? Words(string language, string value)
    {
        var words = Lexicon.Of(language).Fields.SessionFields;
        var opens = value.IndexOf('(', StringComparison.Ordinal);
        var text = opens > 0 ? value[..opens] : value;
        text = FirstClause(text);
        var all = Ascii(text);
        var parts = Without(all).Where(part => !words.Articles.Contains(part)).ToList();
        parts = parts is [] ? all : parts;
        var figures = parts.TakeWhile(part => char.IsAsciiDigit(part[0])).ToList();
        var name = new StringBuilder();
        foreach (var part in parts.Skip(figures.Count).Concat(figures))
        {
            if (name.Length + 1 + part.Length > MaxCharacters && name.Length > 0)
            {
                break;
            }

            name.Append(name.Length > 0 ? "_" : "").Append(part.AsSpan(0, Math.Min(part.Length, MaxCharacters)));
        }

        return name.Length > 0 && char.IsAsciiLetter(name[0]) ? name.ToString()
            : name.Length > 0 ? $"n_{name}"
            : null;
    }

    // The text up to a comma or similar sign, if it has at least two words.
    private static string FirstClause(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (
                text[i] is ',' or ';' or ':' or '.' or '!' or '?' or '–' or '—'
                && !char.IsLetterOrDigit(text.ElementAtOrDefault(i + 1))
                && text[..i].Split(' ', StringSplitOptions.RemoveEmptyEntries).Length > 1
            )
            {
                return text[..i];
            }
        }

        return text;
    }

    // Removes phrases such as "must have" at the start and "preferred" at the end.
    private static List<string> Without(List<string> parts)
    {
        var (start, end) = (0, parts.Count);
        while (true)
        {
            var lead = Leads.Max(phrase => Matching(phrase, start));
            var tail = Tails.Max(phrase => Matching(phrase, end - phrase.Count));
            if (lead + tail == 0 || lead + tail >= end - start)
            {
                return parts[start..end];
            }

            (start, end) = (start + lead, end - tail);
        }

        // The number of words of a phrase at a position: all of them, or 0.
        int Matching(List<string> phrase, int at) =>
            at >= start && at + phrase.Count <= end && phrase.SequenceEqual(parts[at..(at + phrase.Count)])
                ? phrase.Count
                : 0;
    }

    private static bool Has(string value, List<string> keys) =>
        $" {AnswerText.Key(value)} " is var text && keys.Any(key => text.Contains(key, StringComparison.Ordinal));

    private static List<string> Keys(Func<SessionFieldWords, IReadOnlyList<string>> phrases) =>
        [.. Languages.SelectMany(phrases).Select(phrase => $" {AnswerText.Key(phrase)} ").Distinct()];

    // The words in ASCII. Words without ASCII letters are left out.
    private static List<string> Ascii(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var character in AnswerText.Key(text))
        {
            var place = Accented.IndexOf(character, StringComparison.Ordinal);
            plain.Append(
                place >= 0 ? Plain[place]
                : char.IsAsciiLetterOrDigit(character) || character is ' ' ? character
                : ""
            );
        }

        return [.. plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries)];
    }
}
