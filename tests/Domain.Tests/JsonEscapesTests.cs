using System.Text;
using System.Text.Json;

namespace Flowgen.Domain.Tests;

/// <summary>Halves of surrogate pairs in JSON, which many readers refuse.</summary>
public class JsonEscapesTests
{
    [Theory]
    [InlineData("""{"x":"\ud800"}""", """{"x":"\ufffd"}""")]
    [InlineData("""{"x":"\uDFFF"}""", """{"x":"\ufffd"}""")]
    [InlineData("""{"\ud800":1}""", """{"\ufffd":1}""")]
    [InlineData("""["\ud83d\ude00\ude00"]""", """["\ud83d\ude00\ufffd"]""")]
    [InlineData("""["\ud83d\ud83d\ude00"]""", """["\ufffd\ud83d\ude00"]""")]
    [InlineData("""["\ud83d \ude00"]""", """["\ufffd \ufffd"]""")]
    [InlineData("""["é\n\"\\\ud800é"]""", """["é\n\"\\\ufffdé"]""")]
    [InlineData("""["\ud800\u0041"]""", """["\ufffd\u0041"]""")]
    [InlineData("""["\ud800","\udc00"]""", """["\ufffd","\ufffd"]""")]
    public void Unpaired_surrogates_are_replaced_and_restored_exactly(string json, string readable)
    {
        Assert.Equal(readable, JsonEscapes.Readable(json));
        using var parsed = JsonDocument.Parse(readable, new() { AllowDuplicateProperties = false });
        Assert.Equal(json, JsonEscapes.Restore(readable, JsonEscapes.ReplacedIn(json)!));
    }

    [Theory]
    [InlineData("""{"x":1}""")]
    [InlineData("""{"x":"\\ud800 \\\\ud800"}""")]
    [InlineData("""{"x":"\ud83d\ude00"}""")]
    [InlineData("""{"x":"\uD83D\uDE00\ufffd\u0000\n"}""")]
    public void Other_json_is_unchanged(string json)
    {
        Assert.Same(json, JsonEscapes.Readable(json));
        Assert.Null(JsonEscapes.ReplacedIn(json));
    }

    [Fact]
    public void Their_indexes_count_bytes_of_utf8() =>
        Assert.Equal(
            new Dictionary<string, string> { ["4"] = "d800", ["15"] = "DC00" },
            JsonEscapes.ReplacedIn("""["é\ud800😀a\uDC00"]""")
        );

    [Theory]
    [InlineData("2", "0041")] // is no half
    [InlineData("2", "d83d")] // would make a pair
    [InlineData("3", "d800")]
    [InlineData("14", "d800")]
    [InlineData("999", "d800")]
    [InlineData("-1", "d800")]
    [InlineData("x", "d800")]
    [InlineData("2", "")]
    [InlineData("2", "gggg")]
    public void An_impossible_original_is_not_restored(string at, string digits) =>
        Assert.Throws<FormatException>(() =>
            JsonEscapes.Restore("""["\ufffd\ufffd"]""", [new(at, digits), new("8", "de00")])
        );

    [Theory]
    [InlineData(@"\ud83d\ude00", -1)]
    [InlineData(@"a\u0000", 1)]
    [InlineData(@"\\u0000", -1)]
    [InlineData(@"\ud83d", 0)]
    [InlineData(@"\", -1)]
    [InlineData(@"\u00", -1)]
    public void A_bad_escape_is_found_in_utf8_and_utf16(string json, int at)
    {
        Assert.Equal(at, JsonEscapes.IndexOfBad<char>(json, 0, orZero: true));
        Assert.Equal(at, JsonEscapes.IndexOfBad<byte>(Encoding.UTF8.GetBytes(json), 0, orZero: true));
    }
}
