using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Flowgen.Domain.FlowTypes.Languages;

/// <summary>
/// What Flowgen knows of one language: the file <c>Languages/(code).json</c>, which is all that a translator edits. It is read
/// once, at its first use.
/// </summary>
/// <param name="Phrases">What the chatbot says, with <c>{blanks}</c>.</param>
/// <param name="Formal">The phrases that a formal tone says otherwise.</param>
/// <param name="Requirements">The words of requirements, and the questions that they become.</param>
/// <param name="Vacancy">The words by which facts are found in the text of a vacancy.</param>
/// <param name="Fields">The names of known fields.</param>
internal sealed record Lexicon(
    IReadOnlyDictionary<string, string> Phrases,
    IReadOnlyDictionary<string, string> Formal,
    RequirementWords Requirements,
    VacancyWords Vacancy,
    FieldWords Fields
)
{
    private static readonly ConcurrentDictionary<string, Lexicon> Read = new(StringComparer.Ordinal);

    /// <summary>The emoji of a phrase in every language, after the level of emojiUsage from which it is shown: "2 📅".</summary>
    public static IReadOnlyDictionary<string, string> Emoji { get; } =
        Parse("emoji", LexiconJson.Default.IReadOnlyDictionaryStringString);

    /// <summary>The lexicon of a language.</summary>
    /// <param name="language">One of <see cref="Phrasebook.Languages"/>.</param>
    public static Lexicon Of(string language) =>
        Read.GetOrAdd(language, static code => Parse(code, LexiconJson.Default.Lexicon));

    /// <summary>A lexicon of the text of its file.</summary>
    /// <exception cref="JsonException">A member is missing or not known.</exception>
    public static Lexicon Parse(Stream file) => JsonSerializer.Deserialize(file, LexiconJson.Default.Lexicon)!;

    private static T Parse<T>(string name, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        using var file =
            Assembly.GetExecutingAssembly().GetManifestResourceStream($"Languages/{name}.json")
            ?? throw new InvalidOperationException($"There is no Languages/{name}.json.");
        return JsonSerializer.Deserialize(file, type)!;
    }
}

/// <summary>Every member of a file must be known, and none of the sections may be missing: a misspelt one is found at once.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = JsonCommentHandling.Skip,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(Lexicon))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class LexiconJson : JsonSerializerContext;
