using System.Text.Json;
using Flowgen.Application.FlowTypes;
using Flowgen.Domain;
using FluentValidation.Results;

namespace Flowgen.Api.JsonApi;

/// <summary>
/// Finds texts that no member of a document may have, known or unknown: texts with U+0000, which not every
/// database can store, or with half a surrogate pair, which not every JSON parser accepts.
/// </summary>
internal static class UnreadableTexts
{
    /// <summary>The error code of such a text. The text gets no other error.</summary>
    public const string Code = "invalid_characters";

    private const string Attributes = "/data/attributes/";
    private const int MaxFaults = 100;

    /// <summary>The validation errors: one for each such text.</summary>
    /// <param name="body">A JSON document.</param>
    /// <exception cref="RequestException">400: the name of a member is such a text, so no pointer can refer to it.</exception>
    public static IReadOnlyList<ValidationFailure> In(ReadOnlySpan<byte> body)
    {
        if (JsonEscapes.IndexOfBad(body, 0, orZero: true) < 0)
        {
            return [];
        }

        var faults = new List<ValidationFailure>();
        var reader = new Utf8JsonReader(body);
        var steps = new List<Step>(); // the position of the reader in each open container
        while (reader.Read() && faults.Count < MaxFaults)
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
                case JsonTokenType.StartObject:
                    steps.Add(new(Name: ""));
                    break;
                case JsonTokenType.StartArray:
                    steps.Add(new(Name: null, Item: -1));
                    break;
                case JsonTokenType.String when BadIn(reader.ValueSpan) is { } at:
                    var place = RequestBody.Place(body, (int)reader.TokenStartIndex + 1 + at);
                    faults.Add(
                        Fault.At(
                            Path(steps),
                            Code,
                            $"The text contains {What(reader.ValueSpan, at)}, {place}. Send whole Unicode characters, and no U+0000."
                        )
                    );
                    break;
            }
        }

        return faults;
    }

    /// <summary>The same validation errors, with only one error for each unreadable text.</summary>
    public static IEnumerable<ValidationFailure> Alone(IEnumerable<ValidationFailure> faults)
    {
        var all = faults.ToList();
        var unreadable = all.Where(fault => fault.ErrorCode == Code).DistinctBy(fault => fault.PropertyName).ToList();
        var paths = unreadable.Select(fault => fault.PropertyName).ToHashSet(StringComparer.Ordinal);
        return all.Where(fault => !paths.Contains(fault.PropertyName) || unreadable.Contains(fault));
    }

    private static int? BadIn(ReadOnlySpan<byte> text) =>
        JsonEscapes.IndexOfBad(text, 0, orZero: true) is var at and >= 0 ? at : null;

    private static string What(ReadOnlySpan<byte> text, int at) =>
        JsonEscapes.IsZero(text, at) ? "U+0000" : "half a surrogate pair";

    // The form that validators use: relative to the attributes, or else to the root.
    private static string Path(List<Step> steps)
    {
        var path = string.Concat(
            steps.Select(step => $"/{(step.Name is null ? $"{step.Item}" : Fault.Escape(step.Name))}")
        );
        return path.StartsWith(Attributes, StringComparison.Ordinal) ? path[Attributes.Length..] : path;
    }

    private readonly record struct Step(string? Name, int Item = 0);
}
