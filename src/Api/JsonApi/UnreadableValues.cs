using System.Text.Json;
using Flowgen.Application.FlowTypes;
using Flowgen.Domain;
using FluentValidation.Results;

namespace Flowgen.Api.JsonApi;

/// <summary>
/// Finds values that are invalid in every member, known or unknown, because some programs can't read them back. They are: texts with U+0000
/// or half a surrogate pair, numbers with too many digits, and values that nest too deeply. A number beyond the range of a double is valid
/// (RFC 8259, section 6): responses contain it as sent.
/// </summary>
internal static class UnreadableValues
{
    /// <summary>The maximum depth of a document. Responses add a few levels, and common parsers accept 64.</summary>
    public const int MaxDepth = 32;

    /// <summary>The maximum length of a number, in characters.</summary>
    public const int MaxNumber = 100;

    private const string InText = "invalid_characters";
    private const string InNumber = "invalid_number";
    private const string InDepth = "too_deep";
    private const string Attributes = "/data/attributes/";
    private const int MaxErrors = 100;

    /// <summary>The validation errors: one for each unreadable value.</summary>
    /// <param name="body">A JSON document.</param>
    /// <exception cref="RequestException">400: the name of a member is unreadable, so no pointer can refer to it.</exception>
    public static IReadOnlyList<ValidationFailure> In(ReadOnlySpan<byte> body)
    {
        var errors = new List<ValidationFailure>();
        var reader = new Utf8JsonReader(body);
        var steps = new List<Step>(); // the position of the reader in each open container
        while (reader.Read() && errors.Count < MaxErrors)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    steps.RemoveAt(steps.Count - 1);
                    continue;
                case JsonTokenType.PropertyName:
                    if (BadIn(reader.ValueSpan) is { } inName)
                    {
                        throw RequestBody.Malformed(
                            $"A name contains {What(reader.ValueSpan, inName)}",
                            body,
                            (int)reader.TokenStartIndex
                        );
                    }

                    steps[^1] = new(reader.GetString());
                    continue;
            }

            if (steps is [.., { Name: null } last])
            {
                steps[^1] = last with { Item = last.Item + 1 };
            }

            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray when steps.Count == MaxDepth:
                    errors.Add(
                        ValidationError.At(
                            Path(steps),
                            InDepth,
                            $"The value nests too deeply. Send at most {MaxDepth} levels of objects and arrays in a document."
                        )
                    );
                    reader.Skip();
                    break;
                case JsonTokenType.Number when reader.ValueSpan.Length > MaxNumber:
                    errors.Add(
                        ValidationError.At(
                            Path(steps),
                            InNumber,
                            $"The number is too long. Send at most {MaxNumber} characters, or a string."
                        )
                    );
                    break;
                case JsonTokenType.StartObject:
                    steps.Add(new(Name: ""));
                    break;
                case JsonTokenType.StartArray:
                    steps.Add(new(Name: null, Item: -1));
                    break;
                case JsonTokenType.String when BadIn(reader.ValueSpan) is { } at:
                    var place = RequestBody.Place(body, (int)reader.TokenStartIndex + 1 + at);
                    errors.Add(
                        ValidationError.At(
                            Path(steps),
                            InText,
                            $"The text contains {What(reader.ValueSpan, at)}, {place}. Send whole Unicode characters, and no U+0000."
                        )
                    );
                    break;
            }
        }

        return errors;
    }

    /// <summary>The same validation errors, with only one error for each unreadable value.</summary>
    public static IEnumerable<ValidationFailure> Alone(IEnumerable<ValidationFailure> errors)
    {
        var all = errors.ToList();
        var unreadable = all.Where(error => error.ErrorCode is InText or InNumber or InDepth)
            .DistinctBy(error => error.PropertyName)
            .ToList();
        var paths = unreadable.Select(error => error.PropertyName).ToHashSet(StringComparer.Ordinal);
        return all.Where(error => !paths.Contains(error.PropertyName) || unreadable.Contains(error));
    }

    private static int? BadIn(ReadOnlySpan<byte> text) =>
        JsonEscapes.IndexOfBad(text, 0, orZero: true) is var at and >= 0 ? at : null;

    private static string What(ReadOnlySpan<byte> text, int at) =>
        JsonEscapes.IsZero(text, at) ? "U+0000" : "half a surrogate pair";

    // The form that validators use: relative to the attributes, or else to the root.
    private static string Path(List<Step> steps)
    {
        var path = string.Concat(
            steps.Select(step => $"/{(step.Name is null ? $"{step.Item}" : ValidationError.Escape(step.Name))}")
        );
        return path.StartsWith(Attributes, StringComparison.Ordinal) ? path[Attributes.Length..] : path;
    }

    private readonly record struct Step(string? Name, int Item = 0);
}
