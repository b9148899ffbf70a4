using System.Collections.Concurrent;
using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes;

/// <summary>The words by which a candidate is addressed, and a language is known: the section <c>requirements</c> of its file.</summary>
internal static class Address
{
    private static readonly ConcurrentDictionary<string, Words> All = new(StringComparer.Ordinal);

    /// <summary>Whether the candidate is addressed as the tone has it.</summary>
    public static bool IsIn(IEnumerable<string> words, string language, Tone tone) =>
        words.Any(word => Has(Of(language).In(tone), word));

    /// <summary>Whether the candidate is addressed as the other tone would have it; never where the two are the same.</summary>
    public static bool IsOtherIn(IEnumerable<string> words, string language, Tone tone)
    {
        var other = Of(language).In(tone is Tone.Formal ? Tone.Informal : Tone.Formal);
        return words.Any(word => Has(other, word) && !Has(Of(language).In(tone), word));
    }

    /// <summary>Whether some of it is in another of the languages.</summary>
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

    // Folded, but for those that a capital makes an address: "sie" are others.
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
