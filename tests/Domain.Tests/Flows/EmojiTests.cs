using Flowgen.Domain.Flows;

namespace Flowgen.Domain.Tests.Flows;

public class EmojiTests
{
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
    public void Text_is_not(string text) => Assert.False(Emoji.IsIn(text));

    [Theory]
    [InlineData("Great! 🗓️", "Great!")]
    [InlineData("🚗 Driver 🚚 wanted", "Driver wanted")]
    [InlineData("Great 🎉🎉!", "Great !")]
    [InlineData("Minimaal 3★ hotel ⭐", "Minimaal 3★ hotel")]
    [InlineData("keeps  double  spaces", "keeps  double  spaces")]
    [InlineData("👩‍👩‍👧", "")]
    public void Stripping_takes_the_emoji_and_the_space_it_leaves(string text, string stripped) =>
        Assert.Equal(stripped, Emoji.Strip(text));
}
