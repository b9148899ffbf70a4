namespace Flowgen.Domain.FlowTypes;

/// <summary>The words by which a candidate is addressed, and a language is known.</summary>
internal static class Address
{
    // Folded, but for those that a capital makes an address: "sie" are others.
    private static readonly Dictionary<(string Language, Tone Tone), HashSet<string>> Words = new()
    {
        [("nl", Tone.Informal)] = Set("je jij jou jouw jezelf"),
        [("nl", Tone.Formal)] = Set("u uw uzelf"),
        [("en", Tone.Informal)] = Set("you your yours yourself"),
        [("en", Tone.Formal)] = Set("you your yours yourself"),
        [("de", Tone.Informal)] = Set("du dich dir dein deine deinen deinem deiner"),
        [("de", Tone.Formal)] = Set("Sie Ihnen Ihr Ihre Ihren Ihrem Ihrer Ihres"),
        [("fr", Tone.Informal)] = Set("tu te t toi ton ta tes"),
        [("fr", Tone.Formal)] = Set("vous votre vos"),
    };

    // What hardly a question is without, and no other of the languages has.
    private static readonly Dictionary<string, HashSet<string>> Everyday = new()
    {
        ["nl"] = Set("heb hebt ben bent kun kunt een het om voor"),
        ["en"] = Set("does have are can with and"),
        ["de"] = Set("hast haben bist sind kannst ein eine einen und"),
        ["fr"] = Set("as avez etes est peux pouvez une le les"),
    };

    // What is a word of this language as well.
    private static readonly Dictionary<string, HashSet<string>> Homonyms = new()
    {
        ["nl"] = Set("as are le les te t ton"),
        ["en"] = Set("as est ton t u"),
        ["de"] = Set("je t ton u"),
        ["fr"] = Set("du je"),
    };

    /// <summary>Whether the candidate is addressed as the tone has it.</summary>
    public static bool IsIn(IEnumerable<string> words, string language, Tone tone) =>
        words.Any(word => Has(Words[(language, tone)], word));

    /// <summary>Whether the candidate is addressed as the other tone would have it; never where the two are the same.</summary>
    public static bool IsOtherIn(IEnumerable<string> words, string language, Tone tone)
    {
        var other = Words[(language, tone is Tone.Formal ? Tone.Informal : Tone.Formal)];
        return words.Any(word => Has(other, word) && !Has(Words[(language, tone)], word));
    }

    /// <summary>Whether some of it is in another of the languages.</summary>
    public static bool IsOfAnother(IEnumerable<string> words, string language) =>
        words.Any(word =>
            !Has(Homonyms[language], word)
            && (
                Everyday.Any(it => it.Key != language && Has(it.Value, word))
                || Words.Any(it => it.Key.Language != language && Has(it.Value, word))
            )
        );

    private static bool Has(HashSet<string> set, string word) =>
        set.Contains(word) || set.Contains(Spelling.Fold(word));

    private static HashSet<string> Set(string words) => [.. words.Split(' ')];
}
