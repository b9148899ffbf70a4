namespace Flowgen.Domain.FlowTypes;

/// <summary>The words by which a candidate is addressed, folded.</summary>
internal static class Address
{
    private static readonly Dictionary<(string Language, Tone Tone), HashSet<string>> Words = new()
    {
        [("nl", Tone.Informal)] = [.. "je jij jou jouw jezelf".Split(' ')],
        [("nl", Tone.Formal)] = [.. "u uw uzelf".Split(' ')],
        [("en", Tone.Informal)] = [.. "you your yours yourself".Split(' ')],
        [("en", Tone.Formal)] = [.. "you your yours yourself".Split(' ')],
        [("de", Tone.Informal)] = [.. "du dich dir dein deine deinen deinem deiner".Split(' ')],
        [("de", Tone.Formal)] = [.. "sie ihnen".Split(' ')],
        [("fr", Tone.Informal)] = [.. "tu te toi ton ta tes".Split(' ')],
        [("fr", Tone.Formal)] = [.. "vous votre vos".Split(' ')],
    };

    // Of somebody else as well: "ihr Führerschein" may be hers.
    private static readonly HashSet<string> Possessives = [.. "ihr ihre ihren ihrem ihrer".Split(' ')];

    /// <summary>Whether the candidate is addressed as the tone has it.</summary>
    public static bool IsIn(IEnumerable<string> folded, string language, Tone tone) =>
        folded.Any(word =>
            Words[(language, tone)].Contains(word)
            || ((language, tone) is ("de", Tone.Formal) && Possessives.Contains(word))
        );

    /// <summary>Whether the candidate is addressed as the other tone would have it; never where the two are the same.</summary>
    public static bool IsOtherIn(IEnumerable<string> folded, string language, Tone tone)
    {
        var other = Words[(language, tone is Tone.Formal ? Tone.Informal : Tone.Formal)];
        return folded.Any(word => other.Contains(word) && !Words[(language, tone)].Contains(word));
    }
}
