using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Flowgen.Domain;

namespace Flowgen.Api.JsonApi;

/// <summary>JSON that goes out to the letter as it came in, but for halves of surrogate pairs that an earlier version let in.</summary>
/// <param name="Text">A whole, valid JSON value.</param>
[JsonConverter(typeof(Converter))]
public sealed record RawJson(string Text)
{
    internal sealed class Converter : JsonConverter<RawJson>
    {
        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonElement.ParseValue(ref reader).GetRawText());

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
            // As a string, it would go by the shared pool, whose arrays of that size stay with each thread.
            writer.WriteRawValue(Encoding.UTF8.GetBytes(JsonEscapes.Readable(value.Text)), skipInputValidation: true);
    }
}
