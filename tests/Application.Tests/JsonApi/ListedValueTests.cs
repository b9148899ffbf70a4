using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;

namespace Flowgen.Application.Tests.JsonApi;

public class ListedValueTests
{
    private enum Size
    {
        Small,
        VeryLarge,
    }

    private static readonly ListedValue Sizes = ListedValue.Word(Size.Small, Size.VeryLarge);

    [Theory]
    [InlineData("2026-11-24T14:31:17Z", "2026-11-24T14:31:17Z")]
    [InlineData("2026-11-24t14:31:17z", "2026-11-24T14:31:17Z")]
    [InlineData("2026-11-24T14:31:17.5Z", "2026-11-24T14:31:17.5Z")]
    [InlineData("2026-11-24T14:31:17.123456789Z", "2026-11-24T14:31:17.1234567Z")]
    [InlineData("2026-11-24T16:31:17+02:00", "2026-11-24T14:31:17Z")]
    [InlineData("2026-11-24T23:31:17-01:00", "2026-11-25T00:31:17Z")]
    public void A_time_is_read_by_RFC_3339_and_converted_to_UTC(string text, string kept) =>
        Assert.Equal(kept, ListedValue.Time.Format(ListedValue.Time.Parse(text)!));

    [Theory]
    [InlineData("2026-11-24")]
    [InlineData("2026-11-24T14:31:17")]
    [InlineData("2026-11-24 14:31:17Z")]
    [InlineData("2026-13-24T14:31:17Z")]
    [InlineData("2026-11-24T14:31:17.Z")]
    [InlineData("2026-11-24T14:31:17 02:00")]
    [InlineData("2026-11-24T14:31:17Z\n")]
    [InlineData("")]
    public void Other_text_is_no_time(string text) => Assert.Null(ListedValue.Time.Parse(text));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-5", -5)]
    [InlineData("2147483647", int.MaxValue)]
    [InlineData("2147483648", null)]
    [InlineData("1.0", null)]
    [InlineData("1,000", null)]
    [InlineData(" 1", null)]
    [InlineData("", null)]
    public void A_number_is_whole_and_without_decoration(string text, int? number) =>
        Assert.Equal(number, ListedValue.Number.Parse(text));

    [Theory]
    [InlineData("true", true)]
    [InlineData("False", false)]
    [InlineData("1", null)]
    [InlineData("", null)]
    public void A_flag_is_true_or_false(string text, bool? flag) => Assert.Equal(flag, ListedValue.Flag.Parse(text));

    [Theory]
    [InlineData("01a20df7-dc9b-7b59-98a7-787b52741015", true)]
    [InlineData("01A20DF7-DC9B-7B59-98A7-787B52741015", true)]
    [InlineData("{01a20df7-dc9b-7b59-98a7-787b52741015}", false)]
    [InlineData("01a20df7dc9b7b5998a7787b52741015", false)]
    [InlineData(" 01a20df7-dc9b-7b59-98a7-787b52741015", false)]
    [InlineData("", false)]
    public void An_id_has_the_form_of_RFC_9562(string text, bool isId) =>
        Assert.Equal(isId, ListedValue.Id.Parse(text) is not null);

    [Theory]
    [InlineData("a", true)]
    [InlineData("", false)]
    [InlineData("  ", false)]
    [InlineData("\u200B", false)]
    [InlineData("a\0", false)]
    public void A_text_has_a_visible_character(string text, bool isText) =>
        Assert.Equal(isText, ListedValue.Text.Parse(text) is not null);

    [Fact]
    public void A_text_has_at_most_two_hundred_characters()
    {
        Assert.NotNull(ListedValue.Text.Parse(new string('x', 200)));
        Assert.Null(ListedValue.Text.Parse(new string('x', 201)));
    }

    [Theory]
    [InlineData("small", Size.Small)]
    [InlineData("veryLarge", Size.VeryLarge)]
    [InlineData("VeryLarge", null)]
    [InlineData("1", null)]
    public void A_word_is_written_in_camel_case(string text, object? value) => Assert.Equal(value, Sizes.Parse(text));

    [Theory]
    [InlineData(FilterOperator.Eql, "VERYLARGE", new[] { Size.VeryLarge })]
    [InlineData(FilterOperator.Prefix, "v", new[] { Size.VeryLarge })]
    [InlineData(FilterOperator.Suffix, "l", new[] { Size.Small })]
    [InlineData(FilterOperator.Prefix, "x", new Size[0])]
    public void A_pattern_on_words_is_the_words_it_meets(FilterOperator @operator, string text, object values)
    {
        var filter = Sizes.Filter("size", @operator, text)!;

        Assert.Equal(FilterOperator.In, filter.Operator);
        Assert.Equal((Size[])values, filter.Values.Cast<Size>());
    }

    [Fact]
    public void A_word_that_no_value_has_is_refused() => Assert.Null(Sizes.Filter("size", FilterOperator.Eql, "tiny"));

    [Theory]
    [InlineData("1,2,3", true)]
    [InlineData("1,,3", false)]
    [InlineData("1,x", false)]
    [InlineData("", false)]
    public void Each_value_of_a_list_is_checked(string text, bool isValid) =>
        Assert.Equal(isValid, ListedValue.Number.Filter("cost", FilterOperator.In, text) is not null);

    [Fact]
    public void A_list_has_at_most_a_hundred_values()
    {
        Assert.NotNull(Numbers(100));
        Assert.Null(Numbers(101));

        static Filter? Numbers(int count) =>
            ListedValue.Number.Filter("cost", FilterOperator.In, string.Join(',', Enumerable.Range(0, count)));
    }
}
