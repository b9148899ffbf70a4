using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Flowgen.Application.Common;
using Flowgen.Domain;
using Microsoft.OpenApi;
using static Flowgen.Application.Common.FilterOperator;

namespace Flowgen.Api.JsonApi;

/// <summary>The type of an attribute for filtering or sorting: its values as text, and its operators.</summary>
/// <param name="Expectation">The form of a valid value, for error details.</param>
/// <param name="Schema">Creates the schema in the OpenAPI document.</param>
/// <param name="Operators">The filter operators, in the order of the documentation.</param>
/// <param name="Parse">Parses a value; null if it is invalid.</param>
/// <param name="Format">Formats a value so that <paramref name="Parse"/> returns it again.</param>
internal sealed partial record ListedValue(
    string Expectation,
    Func<OpenApiSchema> Schema,
    IReadOnlyList<FilterOperator> Operators,
    Func<string, object?> Parse,
    Func<object, string> Format
)
{
    private const int MaxListed = 100;
    private const int MaxText = 200;

    private static readonly string[] Times = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    [GeneratedRegex(@"\A(?<to>[^.]{19}(\.[0-9]{1,7})?)(?(1)[0-9]*)(?<zone>Z|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex Rfc3339();

    /// <summary>A point in time.</summary>
    public static ListedValue Time { get; } =
        new(
            "Use RFC 3339, such as 2026-11-24T14:31:17Z, with any + written as %2B.",
            () => new() { Type = JsonSchemaType.String, Format = "date-time" },
            [Eq, In, Gt, Gte, Lt, Lte],
            text =>
                Rfc3339().Match(text.ToUpperInvariant()) is { Success: true } match
                && DateTimeOffset.TryParseExact(
                    // Flowgen keeps at most seven digits of a second; clients may send more.
                    match.Groups["to"].Value + match.Groups["zone"].Value,
                    Times,
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                    out var time
                )
                    ? time
                    : null,
            value => ((DateTimeOffset)value).UtcDateTime.ToString(Times[0], CultureInfo.InvariantCulture)
        );

    /// <summary>Parses a point in time; null if it is invalid.</summary>
    public static DateTimeOffset? TimeIn(string text) => (DateTimeOffset?)Time.Parse(text);

    /// <summary>A whole number.</summary>
    public static ListedValue Number { get; } =
        new(
            "Use a whole number.",
            () => new() { Type = JsonSchemaType.Integer },
            [Eq, In, Gt, Gte, Lt, Lte],
            text =>
                int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : null,
            value => ((int)value).ToString(CultureInfo.InvariantCulture)
        );

    /// <summary>The id of a resource.</summary>
    public static ListedValue Id { get; } =
        new(
            "Use a UUID.",
            () => new() { Type = JsonSchemaType.String, Format = "uuid" },
            [Eq, In],
            text => Uuid.Parse(text),
            value => $"{value}"
        );

    /// <summary>A text.</summary>
    public static ListedValue Text { get; } =
        new(
            $"Use a text of 1 to {MaxText} characters, at least one of them visible.",
            () =>
                new()
                {
                    Type = JsonSchemaType.String,
                    MinLength = 1,
                    MaxLength = MaxText,
                },
            [Eq, Eql, In, Prefix, Suffix],
            // Postgres can't store U+0000.
            text =>
                Characters.VisibleIn(text) && !Characters.TooManyIn(text, MaxText) && !text.Contains('\0')
                    ? text
                    : null,
            value => (string)value
        );

    /// <summary>True or false.</summary>
    public static ListedValue Flag { get; } =
        new(
            "Use true or false.",
            () => new() { Type = JsonSchemaType.Boolean },
            [Eq],
            text => bool.TryParse(text, out var value) ? value : null,
            value => (bool)value ? "true" : "false"
        );

    /// <summary>One of a fixed set of words. Each word stands for a value.</summary>
    public static ListedValue Word<T>(params IReadOnlyList<T> values)
        where T : struct, Enum => Word(values, WordOf);

    /// <summary>One of the words that name the values of a type in JSON.</summary>
    public static ListedValue JsonWord<T>()
        where T : struct, Enum =>
        Word(Enum.GetValues<T>(), value => JsonSerializer.SerializeToElement(value).GetString()!);

    private static ListedValue Word<T>(IReadOnlyList<T> values, Func<T, string> wordOf)
        where T : struct, Enum
    {
        var words = values.ToDictionary(wordOf, value => (object)value, StringComparer.Ordinal);
        return new(
            $"Use {string.Join(", ", words.Keys)}.",
            () => new() { Type = JsonSchemaType.String, Enum = [.. words.Keys.Select(word => JsonValue.Create(word))] },
            [Eq, Eql, In, Prefix, Suffix],
            text => words.GetValueOrDefault(text),
            value => wordOf((T)value)
        )
        {
            Words = words,
        };
    }

    /// <summary>The word for a value in responses.</summary>
    public static string WordOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName($"{value}");

    private IReadOnlyDictionary<string, object>? Words { get; init; }

    /// <summary>The form of a valid value of an operator, for error details.</summary>
    public string ExpectationOf(FilterOperator @operator) =>
        @operator switch
        {
            In => $"{Expectation} Separate several values by commas, at most {MaxListed}.",
            Prefix or Suffix => Text.Expectation,
            _ => Expectation,
        };

    /// <summary>The schema of the parameter of an operator.</summary>
    public OpenApiSchema SchemaOf(FilterOperator @operator) =>
        @operator switch
        {
            In => new() { Type = JsonSchemaType.String, MinLength = 1 },
            Prefix or Suffix => Text.Schema(),
            _ => Schema(),
        };

    /// <summary>Parses a filter; null if it is invalid.</summary>
    public Filter? Filter(string attribute, FilterOperator @operator, string text)
    {
        if (Words is not null && @operator is Eql or Prefix or Suffix)
        {
            // The set of words is small: resolve the filter here, so that the query only tests equality.
            return Text.Parse(text) is null || (@operator is Eql && !Words.Keys.Any(IsMatch))
                ? null
                : new(attribute, In, [.. Words!.Where(word => IsMatch(word.Key)).Select(word => word.Value)]);
        }

        var texts = @operator is In ? text.Split(',') : [text];
        List<object> values = [.. texts.Select(Parse).OfType<object>()];
        return values.Count == texts.Length && texts.Length <= MaxListed ? new(attribute, @operator, values) : null;

        bool IsMatch(string word) =>
            @operator switch
            {
                Prefix => word.StartsWith(text, StringComparison.Ordinal),
                Suffix => word.EndsWith(text, StringComparison.Ordinal),
                _ => word.Equals(text, StringComparison.OrdinalIgnoreCase),
            };
    }
}
