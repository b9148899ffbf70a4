using System.Text.RegularExpressions;

namespace Flowgen.Domain.Tests;

/// <summary>The length of a text, and what is no text (contract, section 1).</summary>
public class CharactersTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 3)]
    [InlineData("😀😀", 2)]
    [InlineData("é", 1)]
    [InlineData("e\u0301", 2)]
    [InlineData("👩‍👩‍👧", 5)]
    public void Characters_are_scalar_values(string text, int count)
    {
        Assert.Equal(count, Characters.CountIn(text));
        Assert.False(Characters.TooManyIn(text, count));
        Assert.True(count == 0 || Characters.TooManyIn(text, count - 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\r\n")]
    [InlineData("\u0001\u007F\u0085\u00A0")] // controls, no-break space
    [InlineData("\u00AD")] // soft hyphen
    [InlineData("\u034F\u061C")] // grapheme joiner, Arabic letter mark
    [InlineData("\u115F\u1160\u3164\uFFA0")] // Hangul fillers
    [InlineData("\u180E")] // Mongolian vowel separator
    [InlineData("\u200B\u200C\u200D\u200E\u200F")] // zero width, marks of direction
    [InlineData("\u2028\u2029\u202A\u202E\u2060\u2066\u2069\uFEFF")]
    [InlineData("\u2800")] // braille blank
    [InlineData("\u3000")] // ideographic space
    [InlineData("\uFE0F")] // variation selector
    [InlineData("\U000E0041\U000E007F")] // tags
    [InlineData("\U000E0100")] // variation selector of plane 14
    [InlineData("\U0001D159\U0001D173\U0001BCA0")] // of musical notation and shorthand
    public void A_text_of_only_invisible_characters_is_not_visible(string text)
    {
        Assert.False(Characters.VisibleIn(text));
        Assert.True(Characters.VisibleIn(text + "x" + text));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("😀")]
    [InlineData("❤️")]
    [InlineData("🏴\U000E0067\U000E0062\U000E007F")]
    [InlineData("\u0301")]
    [InlineData("\u0905")]
    [InlineData("한")]
    [InlineData("\uFFFD")]
    [InlineData(".")]
    public void Other_texts_are_visible(string text) => Assert.True(Characters.VisibleIn(text));

    [Fact]
    public void The_pattern_of_invisible_characters_agrees_with_the_rule_for_every_character_up_to_U_FFFF()
    {
        var pattern = new Regex($@"\A[{Characters.Invisible}]\z");
        for (var unit = 1; unit <= char.MaxValue; unit++)
        {
            if (!char.IsSurrogate((char)unit))
            {
                var text = $"{(char)unit}";
                Assert.True(pattern.IsMatch(text) != Characters.VisibleIn(text), $"U+{unit:X4}");
                Assert.True(!char.IsWhiteSpace((char)unit) || !Characters.VisibleIn(text), $"U+{unit:X4}");
            }
        }
    }
}
