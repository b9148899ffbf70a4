using System.Collections.Concurrent;
using Flowgen.Domain.Flows;
using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes;

/// <summary>The meaning of a field in the words of a recruiter.</summary>
/// <param name="Known">The known field, or <see cref="KnownFields.Unknown"/>.</param>
/// <param name="Phrase">The name of the phrase that asks for it, without <c>Field.</c>; null to ask in the recruiter's words.</param>
internal sealed record AskedField(KnownField Known, string? Phrase)
{
    /// <summary>The document, if the field is a file.</summary>
    public DocumentWords? Document { get; init; }

    /// <summary>The text in brackets that the question must repeat; null if there is none.</summary>
    public string? Note { get; init; }

    /// <summary>The labels of a choice; null if the field is not a choice.</summary>
    public IReadOnlyList<string>? Choices { get; init; }
}

/// <summary>
/// Finds the meaning of a field in the words of a recruiter: a name in any language (with any case, accents and separators), a whole
/// question, a document, a number, or a choice. An uncertain field stays unknown, and the flow asks for it as text.
/// </summary>
internal sealed class FieldReader
{
    private const string BareName = "Name";
    private const int MaxOfLabel = 20;
    private const int MaxOfChoice = 6;

    private static readonly ConcurrentDictionary<string, FieldReader> Readers = new(StringComparer.Ordinal);

    private readonly FieldWords words;
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> barest = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DocumentWords> documents = new(StringComparer.Ordinal);
    private readonly List<(string Words, string Field)> asked;

    private FieldReader(string language)
    {
        words = Lexicon.Of(language).Fields;
        foreach (var other in Phrasebook.Languages.Except([language]).Prepend(language))
        {
            var fields = Lexicon.Of(other).Fields;
            foreach (var (field, name) in fields.Names.SelectMany(one => one.Value.Select(name => (one.Key, name))))
            {
                names.TryAdd(Spelling.Key(name), field);
                barest.TryAdd(string.Concat(Bare(name, fields)), field);
            }
        }

        foreach (var (document, name) in words.Documents.SelectMany(one => one.Names.Select(name => (one, name))))
        {
            documents.TryAdd(string.Concat(Bare(name, words)), document);
        }

        barest.Remove("");
        asked = [.. words.Asked.SelectMany(one => one.Value.Select(text => ($" {AnswerText.Key(text)} ", one.Key)))];
    }

    /// <summary>The reader of a language. It also knows the names in the other languages.</summary>
    public static FieldReader Of(string language) => Readers.GetOrAdd(language, static code => new(code));

    /// <summary>The meaning of each field of one flow, in their order. If there is a first name, a plain "name" means the last name.</summary>
    public IReadOnlyList<AskedField> Read(IReadOnlyList<Question> fields)
    {
        var read = fields.Select(Read).ToList();
        var isSplit = read.Any(one => one.Known.Name is "FirstName") && !read.Any(one => one.Known.Name is "LastName");
        var rest = isSplit ? "LastName" : "FullName";
        return [.. read.Select(one => one.Phrase is BareName ? new(KnownFields.Of(rest), rest) : one)];
    }

    private AskedField Read(Question asked)
    {
        var value = KnownFields.FieldOf(asked.Value) ?? asked.Value;
        var hint = KnownFields.FieldOf(asked.SessionField) ?? (IsMarked(value) ? asked.SessionField : null);
        var read =
            Named(value)
            ?? File(value)
            ?? (Unbracketed(value) is { } part ? Noted(Named(part), value) : null)
            ?? Both(value)
            ?? InQuestion(value)
            ?? HowMany(value)
            ?? Choice(value)
            ?? (hint is null ? null : Named(hint))
            ?? new(KnownFields.Unknown, Phrase: null) { Note = Bracketed(value) };
        return IsMarked(value) && StartsAsQuestion(value) ? read with { Phrase = null } : read;
    }

    // Compares with the known names, first as they are, then both without fillers: "Your e-mail address (private)".
    private AskedField? Named(string value) =>
        names.TryGetValue(Spelling.Key(value), out var field)
        || barest.TryGetValue(string.Concat(Bare(value, words)), out field)
            ? Asked(field)
            : null;

    // An answer with two amounts, as in "(base + bonus)", is a text and not a number.
    private AskedField? Noted(AskedField? field, string value) =>
        field is not { Choices: null } ? field
        : Bracketed(value) is not { } note ? field
        : field with
        {
            Note = note,
            Known =
                field.Known.Format is AnswerFormat.Number && (note.Contains('+') || note.Contains($" {words.And} "))
                    ? field.Known with
                    {
                        Format = AnswerFormat.Text,
                        Min = null,
                        Max = null,
                        Unit = null,
                    }
                    : field.Known,
        };

    // The text in brackets, if it has a meaning for the question: "optional" and "PDF" have none.
    private string? Bracketed(string value) =>
        value.IndexOf('(') is > 0 and var opens
        && value[opens - 1] is ' '
        && value.IndexOf(')', opens) is > 0 and var closes
        && value[(opens + 1)..closes].Trim() is { Length: > 0 } note
        && note.Any(char.IsLetterOrDigit)
        && Bare(note, words) is { Count: > 0 } parts
        && !parts.TrueForAll(part => words.Files.Values.Any(forms => forms.Contains(part)))
            ? note
            : null;

    private AskedField Asked(string field) =>
        field is BareName
            ? new(KnownFields.Of("FullName"), field)
            : new(KnownFields.Of(field), field) { Choices = field is "Salutation" ? words.Salutations : null };

    // "Copy of your diploma", "Lebenslauf (PDF)".
    private AskedField? File(string value)
    {
        var parts = Bare(value, words);
        var form = words.Files.FirstOrDefault(one => parts.Any(one.Value.Contains)).Key;
        var rest = string.Concat(parts.Where(part => !words.Files.Values.Any(forms => forms.Contains(part))));
        if (
            (form is null && documents.GetValueOrDefault(rest) is not { IsFileAlone: true }) || parts is [_, .., "type"] // "Right to work document type" is a text.
        )
        {
            return null;
        }

        var document = documents.GetValueOrDefault(rest);
        var isCv = document?.Names.Any(name => names.GetValueOrDefault(Spelling.Key(name)) is "Cv") ?? false;
        return new(
            KnownFields.Of(isCv ? "Cv" : "Document"),
            document is null
                ? rest is ""
                    ? "Document"
                    : "File.Other"
                : form is null or "file"
                    ? "File"
                    : $"File.{char.ToUpperInvariant(form[0])}{form[1..]}"
        )
        {
            Document = document,
        };
    }

    // "Phone / mobile" is one field. "Present salary and pay point" is more than a number, so the flow asks in the recruiter's words.
    private AskedField? Both(string value)
    {
        var text = Unbracketed(value) ?? value;
        var parts = text.Split(['/', '|'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 2)
        {
            parts = text.Split($" {words.Or} ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }

        var read = parts.Select(Named).ToList();
        if (read is [{ } first, _, ..] && read.All(one => one?.Known == first.Known))
        {
            return first;
        }

        return
            text.Split($" {words.And} ", 2) is [var head, _]
            && Named(head) is { Known: { Format: AnswerFormat.Number } known }
            ? new(known with { Format = AnswerFormat.Text, Min = null, Max = null, Unit = null }, Phrase: null)
            : null;
    }

    private AskedField? InQuestion(string value) =>
        (IsMarked(value) || StartsAsQuestion(value))
        && $" {AnswerText.Key(value)} " is var text
        && asked.FirstOrDefault(one => text.Contains(one.Words, StringComparison.Ordinal)) is { Field: { } field }
            ? Asked(field)
            : null;

    private AskedField? HowMany(string value) =>
        words.HowMany.Any(start =>
            $"{AnswerText.Key(value)} ".StartsWith($"{AnswerText.Key(start)} ", StringComparison.Ordinal)
        )
            ? new(KnownFields.Unknown with { Format = AnswerFormat.Number, Min = 0 }, Phrase: null)
            : null;

    // "Day or night shift?": a few words that are not a sentence.
    private AskedField? Choice(string value)
    {
        if (
            !IsMarked(value)
            || StartsAsQuestion(value)
            || value.Contains(':')
            || Spelling.Words(value).Count > MaxOfChoice
        )
        {
            return null;
        }

        var parts = value
            .TrimEnd(' ', '?', '\u00A0', '\u202F')
            .Split([$" {words.Or} ", ", "], StringSplitOptions.TrimEntries);
        var labels = parts.Select((part, i) => Label(part, parts.Skip(i + 1))).ToList();
        return
            labels.Count > 1
            && labels.All(label => label is { Length: > 0 and <= MaxOfLabel })
            && labels.Distinct(StringComparer.OrdinalIgnoreCase).Count() == labels.Count
            ? new(KnownFields.Unknown with { SubType = ActionSubType.List }, "Choice") { Choices = labels! }
            : null;
    }

    // "Dag-" before "nachtdienst" becomes "Dagdienst". Before a word with an unknown ending, it is no label.
    private string? Label(string part, IEnumerable<string> next)
    {
        if (part.EndsWith('-'))
        {
            part =
                next.LastOrDefault() is { } last
                && words.Shared.FirstOrDefault(end => last.EndsWith(end, StringComparison.OrdinalIgnoreCase))
                    is { } shared
                    ? part[..^1] + shared
                    : "";
        }

        return part is "" ? null : char.ToUpperInvariant(part[0]) + part[1..];
    }

    private static bool IsMarked(string value) => value.AsSpan().TrimEnd() is [.., '?'];

    // Checks the first word, or the word after a preposition: "On which number?", "Vanaf wanneer?".
    internal bool StartsAsQuestion(string value) =>
        AnswerText.Key(value).Split(' ') is [var first, var second, _, ..]
        && (
            words.Starters.Contains(first)
            || words.Starters.Contains(string.Join(' ', AnswerText.Key(value).Split(' ').Take(4)))
            || (IsMarked(value) && second != AnswerText.Key(words.Or) && words.Starters.Contains(second))
        );

    // The text without its brackets and their content; null if there are none.
    internal static string? Unbracketed(string value) =>
        value.IndexOfAny(['(', '[']) is >= 0 and var opens
            ? value.IndexOfAny([')', ']'], opens) is >= 0 and var closes
                ? $"{value[..opens]} {value[(closes + 1)..]}".Trim()
                : value[..opens].Trim()
            : null;

    // The words without fillers.
    private static List<string> Bare(string value, FieldWords words) =>
        [.. AnswerText.Key(value).Split(' ').Where(word => word is not "" && !words.Fillers.Contains(word))];
}
