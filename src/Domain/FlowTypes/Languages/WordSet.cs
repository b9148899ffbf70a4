using System.Text.Json;
using System.Text.Json.Serialization;
using Flowgen.Domain.Flows;

namespace Flowgen.Domain.FlowTypes.Languages;

/// <summary>A list of words or phrases in the file of a language, which are found whatever their case, accents and punctuation.</summary>
[JsonConverter(typeof(Reader))]
internal sealed class WordSet(IEnumerable<string> phrases)
{
    private readonly HashSet<string> keys = [.. phrases.Select(AnswerText.Key)];

    /// <summary>Whether it has a phrase.</summary>
    /// <param name="key">Of the phrase, by <see cref="AnswerText.Key"/>.</param>
    public bool Contains(string key) => keys.Contains(key);

    internal sealed class Reader : JsonConverter<WordSet>
    {
        public override WordSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonSerializer.Deserialize(ref reader, LexiconJson.Default.IReadOnlyListString)!);

        public override void Write(Utf8JsonWriter writer, WordSet value, JsonSerializerOptions options) =>
            throw new NotSupportedException("Languages are only read.");
    }
}
