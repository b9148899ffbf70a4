using System.Text.Json;

namespace Flowgen.Application.FlowGenerations;

/// <summary>Applies a merge patch to a JSON document (RFC 7396): values replace members, null removes them, objects are merged.</summary>
public static class MergePatch
{
    /// <summary>Returns the changed document. The text of unchanged members stays exactly the same.</summary>
    /// <param name="document">The document; undefined if there is none.</param>
    /// <param name="changes">The merge patch; undefined for no changes.</param>
    public static JsonElement Apply(JsonElement document, JsonElement changes)
    {
        if (changes.ValueKind is JsonValueKind.Undefined)
        {
            return document;
        }

        using var merged = new MemoryStream();
        using (var writer = new Utf8JsonWriter(merged))
        {
            Write(writer, document, changes);
        }

        return JsonElement.Parse(merged.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, JsonElement document, JsonElement changes)
    {
        if (changes.ValueKind is not JsonValueKind.Object)
        {
            writer.WriteRawValue(changes.GetRawText());
            return;
        }

        var before = document.ValueKind is JsonValueKind.Object ? document : default;
        var members = before.ValueKind is JsonValueKind.Object ? before.EnumerateObject().ToList() : [];
        writer.WriteStartObject();
        foreach (var member in members)
        {
            if (!changes.TryGetProperty(member.Name, out var change))
            {
                writer.WritePropertyName(member.Name);
                writer.WriteRawValue(member.Value.GetRawText());
            }
            else if (change.ValueKind is not JsonValueKind.Null)
            {
                writer.WritePropertyName(member.Name);
                Write(writer, member.Value, change);
            }
        }

        var names = members.Select(member => member.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var added in changes.EnumerateObject().Where(one => !names.Contains(one.Name)))
        {
            if (added.Value.ValueKind is not JsonValueKind.Null)
            {
                writer.WritePropertyName(added.Name);
                Write(writer, default, added.Value);
            }
        }

        writer.WriteEndObject();
    }
}
