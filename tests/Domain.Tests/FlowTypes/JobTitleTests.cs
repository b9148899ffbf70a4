using Flowgen.Domain.FlowTypes;

namespace Flowgen.Domain.Tests.FlowTypes;

public class JobTitleTests
{
    [Theory]
    [InlineData("Example vacancy text here.", "Example vacancy text here")]
    [InlineData("\n\n# Truck  driver\nWe are looking for …", "Truck driver")]
    [InlineData("**Nurse**\r\nNights", "Nurse")]
    [InlineData("---\nChef de partie: ", "Chef de partie")]
    [InlineData("***", "*")]
    [InlineData("🚗", "🚗")]
    public void The_first_line_with_words_names_the_job(string vacancy, string title) =>
        Assert.Equal(title, JobTitle.From(vacancy));

    [Fact]
    public void A_long_line_is_cut_between_words()
    {
        var title = JobTitle.From(string.Concat(Enumerable.Repeat("driver ", 100)));

        Assert.Equal("driver driver driver driver driver driver driver driver driver driver driver…", title);
    }

    [Fact]
    public void A_line_without_spaces_is_cut_between_whole_characters()
    {
        var title = JobTitle.From("a" + string.Concat(Enumerable.Repeat("𝔻", 100)));

        Assert.Equal(80, title.Length);
        Assert.DoesNotContain('\uFFFD', System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(title)));
    }
}
