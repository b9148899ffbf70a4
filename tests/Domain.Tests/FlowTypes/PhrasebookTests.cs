using System.Text.RegularExpressions;
using System.Xml.Linq;
using Flowgen.Domain.FlowTypes;

namespace Flowgen.Domain.Tests.FlowTypes;

/// <summary>A translator's mistake is a failing test, not a candidate's puzzle.</summary>
public class PhrasebookTests
{
    public static TheoryData<string> Translations => [.. Phrasebook.Languages];

    [Theory]
    [MemberData(nameof(Translations))]
    public void Every_phrase_is_translated_with_the_same_blanks(string language)
    {
        var english = Phrases("Phrases.resx");
        var translation = language is "en" ? english : Phrases($"Phrases.{language}.resx");

        Assert.Equal(english.Keys.Order(), translation.Keys.Order());
        Assert.All(english.Keys, name => Assert.Equal(Blanks(english[name]), Blanks(translation[name])));
    }

    [Theory]
    [MemberData(nameof(Translations))]
    public void A_phrase_is_said_in_the_language_asked_for(string language)
    {
        var file = language is "en" ? "Phrases.resx" : $"Phrases.{language}.resx";

        Assert.Equal(Phrases(file)["Yes"], new Phrasebook(language, 0).Say("Yes"));
    }

    [Fact]
    public void Every_emoji_belongs_to_a_phrase_and_has_a_level()
    {
        var phrases = Phrases("Phrases.resx");

        Assert.All(Phrases("Emoji.resx"), emoji => Assert.Contains(emoji.Key, phrases.Keys));
        Assert.All(Phrases("Emoji.resx"), emoji => Assert.Matches("^[1-5] \\S+$", emoji.Value));
    }

    private static Dictionary<string, string> Phrases(string file) =>
        XDocument
            .Load(Path.Combine(AppContext.BaseDirectory, file))
            .Root!.Elements("data")
            .ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    private static IEnumerable<string> Blanks(string phrase) =>
        Regex.Matches(phrase, @"\{\{?[^}]+\}\}?").Select(match => match.Value).Order();
}
