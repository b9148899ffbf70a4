using System.Collections.Concurrent;
using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes;

/// <summary>The words that show the form of address and the language of a text: the section <c>requirements</c> of a language file.</summary>
internal static class Address
{
    private static readonly ConcurrentDictionary<string, Words> All = new(StringComparer.Ordinal);

    /// <summary>Whether some word addresses the candidate in the given tone.</summary>
    public static bool IsIn(IEnumerable<string> words, string language, Tone tone) =>
        words.Any(word => Has(Of(language).In(tone), word));

    /// <summary>Whether some word addresses the candidate only in the other tone. Never, if the two tones do not differ.</summary>
    public static bool IsOtherIn(IEnumerable<string> words, string language, Tone tone)
    {
        var other = Of(language).In(tone is Tone.Formal ? Tone.Informal : Tone.Formal);
        return words.Any(word => Has(other, word) && !Has(Of(language).In(tone), word));
    }

    /// <summary>Whether some word belongs to another of the languages.</summary>
    public static bool IsOfAnother(IEnumerable<string> words, string language) =>
        words.Any(word =>
            !Has(Of(language).Homonyms, word)
            && Phrasebook.Languages.Any(other =>
                other != language
                && (Has(Of(other).Everyday, word) || Has(Of(other).Informal, word) || Has(Of(other).Formal, word))
            )
        );

    private static Words Of(string language) =>
        All.GetOrAdd(
            language,
            static code =>
                Lexicon.Of(code).Requirements is var it
                    ? new Words(Set(it.Informal), Set(it.Formal), Set(it.Everyday), Set(it.Homonyms))
                    : null!
        );

    private static bool Has(HashSet<string> set, string word) =>
        set.Contains(word) || set.Contains(Spelling.Fold(word));

    private static HashSet<string> Set(string words) => [.. words.Split(' ')];

    // Folded, except words that address the candidate only with a capital: "Sie" does, "sie" does not.
    private sealed record Words(
        HashSet<string> Informal,
        HashSet<string> Formal,
        HashSet<string> Everyday,
        HashSet<string> Homonyms
    )
    {
        public HashSet<string> In(Tone tone) => tone is Tone.Formal ? Formal : Informal;
    }
}
