using System.Globalization;
using System.Text.Json;
using FluentValidation.Results;

namespace Flowgen.Application.FlowTypes;

/// <summary>
/// Reads a client's JSON without stopping at the first error. A member of the wrong type is added to the errors and read as absent, so
/// the response contains all errors.
/// </summary>
internal readonly record struct JsonInput(JsonElement Element, string Path, List<ValidationFailure> Errors)
{
    public bool IsAbsent => Element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    public JsonInput this[string name] =>
        new(
            Element.ValueKind is JsonValueKind.Object && Element.TryGetProperty(name, out var member)
                ? member
                : default,
            $"{Path}/{name}",
            Errors
        );

    public string? Text()
    {
        if (!Is(JsonValueKind.String, "a string"))
        {
            return null;
        }

        if (Readable() is { } text)
        {
            return text;
        }

        Errors.Add(
            ValidationError.At(
                Path,
                "invalid_characters",
                "The text contains half a Unicode character. Send whole Unicode characters."
            )
        );
        return null;
    }

    /// <summary>Reads a whole number from 0, in any notation (also <c>2.0</c>), or a string of its digits.</summary>
    public int? Integer()
    {
        var integer = Element.ValueKind switch
        {
            JsonValueKind.Number
                when Element.TryGetDecimal(out var number)
                    && number is >= 0 and <= int.MaxValue
                    && decimal.IsInteger(number) => (int)number,
            JsonValueKind.String => Digits(),
            _ => (int?)null,
        };
        if (integer is null && !IsAbsent)
        {
            Errors.Add(
                ValidationError.At(
                    Path,
                    "invalid_type",
                    "The value is not a whole number. Send a whole number, or a string of its digits."
                )
            );
        }

        return integer;
    }

    /// <summary>The items of an array; empty if it is absent. An array with too many items is one error, and its items are not read.</summary>
    /// <param name="max">The maximum number of items.</param>
    public IReadOnlyList<JsonInput> Items(int max)
    {
        if (!Is(JsonValueKind.Array, "an array"))
        {
            return [];
        }

        if (Element.GetArrayLength() > max)
        {
            Errors.Add(ValidationError.At(Path, "too_many", $"The list is too long. Send at most {max} items."));
            return [];
        }

        var (path, errors) = (Path, Errors);
        return [.. Element.EnumerateArray().Select((item, i) => new JsonInput(item, $"{path}/{i}", errors))];
    }

    /// <summary>Returns the value if it is an object. Otherwise it adds one error, and members of the returned value add no errors.</summary>
    public JsonInput Required()
    {
        if (IsAbsent)
        {
            Errors.Add(ValidationError.At(Path, "required", "Send an object."));
        }

        return Is(JsonValueKind.Object, "an object") ? this : this with { Errors = [] };
    }

    // A string of digits without leading zeros.
    private int? Digits() =>
        int.TryParse(Readable(), NumberStyles.None, CultureInfo.InvariantCulture, out var integer)
        && integer.ToString(CultureInfo.InvariantCulture) == Readable()
            ? integer
            : null;

    // Null for a string that contains an escaped half of a surrogate pair.
    private string? Readable()
    {
        try
        {
            return Element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private bool Is(JsonValueKind kind, string article)
    {
        if (!IsAbsent && Element.ValueKind != kind)
        {
            Errors.Add(ValidationError.At(Path, "invalid_type", $"The value has the wrong type. Send {article}."));
        }

        return Element.ValueKind == kind;
    }
}
