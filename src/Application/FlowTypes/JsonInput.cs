using System.Globalization;
using System.Text.Json;
using FluentValidation.Results;

namespace Flowgen.Application.FlowTypes;

/// <summary>
/// Reads a client's JSON without stopping at the first fault: a member of the wrong type is noted with its path and read
/// as absent, so that all faults come back in one answer.
/// </summary>
internal readonly record struct JsonInput(JsonElement Element, string Path, List<ValidationFailure> Faults)
{
    private bool IsAbsent => Element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    public JsonInput this[string name] =>
        new(
            Element.ValueKind is JsonValueKind.Object && Element.TryGetProperty(name, out var member)
                ? member
                : default,
            $"{Path}/{name}",
            Faults
        );

    public string? Text()
    {
        if (!Is(JsonValueKind.String, "a string"))
        {
            return null;
        }

        try
        {
            return Element.GetString();
        }
        catch (InvalidOperationException) // an escaped half of a surrogate pair
        {
            Faults.Add(Fault.At(Path, "invalid_characters", "Send whole Unicode characters."));
            return null;
        }
    }

    /// <summary>An integer, or a string of its digits.</summary>
    public int? Integer()
    {
        var digits = Element.ValueKind switch
        {
            JsonValueKind.Number => Element.GetRawText(),
            JsonValueKind.String => Element.GetRawText().Trim('"'),
            _ => "",
        };
        if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var integer))
        {
            return integer;
        }

        if (!IsAbsent)
        {
            Faults.Add(Fault.At(Path, "invalid_type", "Send a whole number, or a string of its digits."));
        }

        return null;
    }

    /// <summary>Its items, none where it is absent. Too many are noted as one fault, and not looked at one by one.</summary>
    /// <param name="max">How many it may have.</param>
    public IReadOnlyList<JsonInput> Items(int max)
    {
        if (!Is(JsonValueKind.Array, "an array"))
        {
            return [];
        }

        if (Element.GetArrayLength() > max)
        {
            Faults.Add(Fault.At(Path, "too_many", $"Send at most {max} items."));
            return [];
        }

        var (path, faults) = (Path, Faults);
        return [.. Element.EnumerateArray().Select((item, i) => new JsonInput(item, $"{path}/{i}", faults))];
    }

    /// <summary>The same; that it is absent, or no object, is noted, once: its members then have no faults of their own.</summary>
    public JsonInput Required()
    {
        if (IsAbsent)
        {
            Faults.Add(Fault.At(Path, "required", "Send an object."));
        }

        return Is(JsonValueKind.Object, "an object") ? this : this with { Faults = [] };
    }

    private bool Is(JsonValueKind kind, string article)
    {
        if (!IsAbsent && Element.ValueKind != kind)
        {
            Faults.Add(Fault.At(Path, "invalid_type", $"Send {article}."));
        }

        return Element.ValueKind == kind;
    }
}
