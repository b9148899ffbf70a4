using System.Text.Json;
using System.Text.Json.Serialization;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>
/// Writes a long string in parts. For a whole string the writer would rent an array of six times its length from the shared pool, which
/// keeps such arrays for each thread. Twelve of them filled half of a heap of 360 MiB (docs/adr/0030).
/// </summary>
internal sealed class LongStrings : JsonConverter<string>
{
    private const int Part = 4_096;

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        if (value.Length <= Part)
        {
            writer.WriteStringValue(value);
            return;
        }

        for (var start = 0; start < value.Length; start += Part)
        {
            var length = Math.Min(Part, value.Length - start);
            writer.WriteStringValueSegment(value.AsSpan(start, length), start + length == value.Length);
        }
    }
}
