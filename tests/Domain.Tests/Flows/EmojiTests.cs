using Flowgen.Domain.Flows;

namespace Flowgen.Domain.Tests.Flows;

public class EmojiTests
{
    // Makes an emoji of the character before it.
    private const int Keycap = 0x20E3;

    [Theory]
    [InlineData("Hi 👋")]
    [InlineData("❤️")]
    [InlineData("🇳🇱")]
    [InlineData("👩‍👩‍👧")]
    [InlineData("1️⃣ first")]
    [InlineData("⭐")]
    [InlineData("✌🏽")]
    [InlineData("☝🏻")]
    [InlineData("❤\u200D🔥")]
    public void Pictures_are_emoji(string text) => Assert.True(Emoji.IsIn(text));

    [Theory]
    [InlineData("#1 * 100% – “quoted” €")]
    [InlineData("© ® ™ → ½ ✓ ★ ❶ ☎")]
    [InlineData("{{session.first_name}}\uFE0F")]
    [InlineData("Ünïcödé 日本語 עברית")]
    public void Text_is_no_emoji(string text) => Assert.False(Emoji.IsIn(text));

    [Fact]
    public void A_character_that_Unicode_shows_as_a_picture_is_an_emoji() =>
        Assert.All(EmojiData.Presentation, one => Assert.True(Emoji.IsIn(char.ConvertFromUtf32(one)), $"{one:X4}"));

    // Digits, # and * are texts with a variation selector too: only a keycap makes them pictures.
    [Fact]
    public void Every_other_emoji_of_Unicode_needs_a_variation_selector() =>
        Assert.All(
            EmojiData.Emoji.Where(one => one > 0x7F),
            one => Assert.True(Emoji.IsIn(char.ConvertFromUtf32(one) + "\uFE0F"), $"{one:X4}")
        );

    [Fact]
    public void A_keycap_makes_an_emoji_of_a_digit() =>
        Assert.All(
            EmojiData.Emoji.Where(one => one <= 0x7F),
            one =>
            {
                Assert.True(Emoji.IsIn($"{(char)one}\uFE0F\u20E3"), $"{one:X4}");
                Assert.False(Emoji.IsIn($"{(char)one}\uFE0F"), $"{one:X4}");
            }
        );

    [Fact]
    public void A_character_of_the_basic_plane_that_Unicode_shows_as_text_is_no_emoji() =>
        Assert.All(
            Enumerable
                .Range(0, 0x10000)
                .Except(EmojiData.Presentation)
                .Where(one => !char.IsSurrogate((char)one) && one is not Keycap),
            one => Assert.False(Emoji.IsIn($"{(char)one}"), $"{one:X4}")
        );

    [Theory]
    [InlineData("Great! 🗓️", "Great!")]
    [InlineData("🚗 Driver 🚚 wanted", "Driver wanted")]
    [InlineData("Great 🎉🎉!", "Great !")]
    [InlineData("Minimaal 3★ hotel ⭐", "Minimaal 3★ hotel")]
    [InlineData("keeps  double  spaces", "keeps  double  spaces")]
    [InlineData("👩‍👩‍👧", "")]
    public void Stripping_removes_the_emoji_and_its_space(string text, string stripped) =>
        Assert.Equal(stripped, Emoji.Strip(text));
}
