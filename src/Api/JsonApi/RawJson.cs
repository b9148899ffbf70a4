using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Flowgen.Domain;

namespace Flowgen.Api.JsonApi;

/// <summary>JSON that is returned exactly as received, except for halves of surrogate pairs, which an earlier version accepted.</summary>
/// <param name="Text">A complete, valid JSON value.</param>
[JsonConverter(typeof(Converter))]
public sealed record RawJson(string Text)
{
    internal sealed class Converter : JsonConverter<RawJson>
    {
        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonElement.ParseValue(ref reader).GetRawText());

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
            // Written as bytes: a string would use the shared array pool, which keeps large arrays for each thread.
            writer.WriteRawValue(Encoding.UTF8.GetBytes(JsonEscapes.Readable(value.Text)), skipInputValidation: true);
    }
}
