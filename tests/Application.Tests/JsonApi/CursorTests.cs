using System.Buffers.Text;
using System.Text;
using Flowgen.Api.JsonApi;

namespace Flowgen.Application.Tests.JsonApi;

public class CursorTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_written_cursor_is_read_again(bool isInclusive)
    {
        var read = Cursor.Read(new Cursor("list", isInclusive, ["a", null, "\"é\n"]).Write())!;

        Assert.Equal(("list", isInclusive), (read.List, read.IsInclusive));
        Assert.Equal(["a", null, "\"é\n"], read.Values);
    }

    [Fact]
    public void A_cursor_needs_no_encoding_in_a_URL()
    {
        var text = new Cursor("list", true, ["?&=/+ ÿÿÿ"]).Write();

        Assert.Equal(text, Uri.EscapeDataString(text));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""["list"]""")]
    [InlineData("""["list","at"]""")]
    [InlineData("""[null,"at","a"]""")]
    [InlineData("""["list","before","a"]""")]
    [InlineData("""["list","at",1]""")]
    [InlineData("""{"list":"at"}""")]
    [InlineData("null")]
    [InlineData("not JSON")]
    public void Other_JSON_is_no_cursor(string json) =>
        Assert.Null(Cursor.Read(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json))));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("%%%")]
    [InlineData("++++")]
    [InlineData("ÿ")]
    public void Other_text_is_no_cursor(string text) => Assert.Null(Cursor.Read(text));

    [Fact]
    public void A_binding_is_short_and_differs_with_each_text()
    {
        Assert.Equal(Cursor.Binding("a", "b"), Cursor.Binding("a", "b"));
        Assert.NotEqual(Cursor.Binding("a", "b"), Cursor.Binding("b", "a"));
        Assert.NotEqual(Cursor.Binding("a", "b"), Cursor.Binding("ab"));
        Assert.Equal(8, Cursor.Binding("a").Length);
    }
}
