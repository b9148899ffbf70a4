using System.Text.RegularExpressions;
using Flowgen.Domain.FlowTypes;
using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.Tests.FlowTypes;

/// <summary>A translator's mistake is a failing test, not a candidate's puzzle.</summary>
public class PhrasebookTests
{
    public static TheoryData<string> Translations => [.. Phrasebook.Languages];

    [Theory]
    [MemberData(nameof(Translations))]
    public void Every_phrase_is_translated_with_the_same_blanks(string language)
    {
        var english = Lexicon.Of("en").Phrases;
        var translation = Lexicon.Of(language).Phrases;

        Assert.Equal(english.Keys.Order(), translation.Keys.Order());
        Assert.All(english.Keys, name => Assert.Equal(Blanks(english[name]), Blanks(translation[name])));
    }

    [Theory]
    [MemberData(nameof(Translations))]
    public void A_phrase_is_said_in_the_language_asked_for(string language) =>
        Assert.Equal(Lexicon.Of(language).Phrases["Yes"], new Phrasebook(language, 0, Tone.Informal).Say("Yes"));

    [Theory]
    [MemberData(nameof(Translations))]
    public void A_formal_phrase_says_otherwise_what_an_informal_one_says(string language)
    {
        var informal = Lexicon.Of(language).Phrases;
        var formal = Lexicon.Of(language).Formal;

        Assert.All(
            formal,
            phrase =>
            {
                Assert.NotEqual(informal[phrase.Key], phrase.Value);
                Assert.Equal(Blanks(informal[phrase.Key]), Blanks(phrase.Value));
            }
        );
        Assert.Equal(formal["Greeting.Yes"], new Phrasebook(language, emojiUsage: 0, Tone.Formal).Say("Greeting.Yes"));
    }

    // What only one who knows the candidate well says, and what only one who does not.
    [Theory]
    [InlineData("nl", "je|jij|jou|jouw", "u|uw")]
    [InlineData("de", "du|dich|dir|dein|deine|deinem|deinen|deiner", "Sie|Ihnen|Ihr|Ihre|Ihrem|Ihren|Ihrer")]
    [InlineData("fr", "tu|te|toi|ton|ta|tes", "vous|votre|vos")]
    public void A_candidate_is_addressed_in_one_way(string language, string informally, string formally)
    {
        var phrases = Lexicon.Of(language).Phrases;
        var formal = Lexicon.Of(language).Formal;

        Assert.All(
            phrases.Where(NotAtTheStart),
            phrase => Assert.DoesNotMatch($@"(?<!-)\b({formally})\b", phrase.Value)
        );
        Assert.All(
            phrases.Keys.Except(["Named", "Accepted.Named"]),
            name =>
                Assert.DoesNotMatch(
                    new Regex($@"\b({informally})\b", RegexOptions.IgnoreCase),
                    formal.GetValueOrDefault(name, phrases[name])
                )
        );

        // "Sie sieht meist so aus": of the address, not the candidate.
        static bool NotAtTheStart(KeyValuePair<string, string> phrase) => phrase.Key is not "Repeat.Email";
    }

    [Fact]
    public void French_keeps_its_punctuation_on_the_line() =>
        Assert.All(
            Lexicon.Of("fr").Phrases.Concat(Lexicon.Of("fr").Formal),
            phrase => Assert.DoesNotMatch("[^\u00A0\u202F/s]([?!;»]| :)|«[^\u00A0]", phrase.Value)
        );

    [Fact]
    public void Every_emoji_belongs_to_a_phrase_and_has_a_level()
    {
        var phrases = Lexicon.Of("en").Phrases;

        Assert.All(Lexicon.Emoji, emoji => Assert.Contains(emoji.Key, phrases.Keys));
        Assert.All(Lexicon.Emoji, emoji => Assert.Matches("^[1-5] \\S+$", emoji.Value));
    }

    private static IEnumerable<string> Blanks(string phrase) =>
        Regex.Matches(phrase, @"\{\{?[^}]+\}\}?").Select(match => match.Value).Order();
}
