using System.Text.Json;
using Flowgen.Application.FlowGenerations;

namespace Flowgen.Application.Tests.FlowGenerations;

public class MergePatchTests
{
    // The test cases of RFC 7386, appendix A.
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", "null", "null")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("[1,2]", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void The_test_cases_of_the_RFC(string original, string patch, string result) =>
        Assert.Equal(result, MergePatch.Apply(JsonElement.Parse(original), JsonElement.Parse(patch)).GetRawText());

    [Fact]
    public void Without_changes_the_document_stays() =>
        Assert.Equal("""{"a": 1.0}""", MergePatch.Apply(JsonElement.Parse("""{"a": 1.0}"""), default).GetRawText());

    [Fact]
    public void Without_a_document_the_changes_apply_to_an_empty_one() =>
        Assert.Equal("""{"a":1}""", MergePatch.Apply(default, JsonElement.Parse("""{"a":1,"b":null}""")).GetRawText());

    [Fact]
    public void Unnamed_members_keep_their_notation() =>
        Assert.Equal(
            """{"number":1.50e0,"text":"\u0041","b":2}""",
            MergePatch
                .Apply(JsonElement.Parse("""{"number":1.50e0,"text":"\u0041"}"""), JsonElement.Parse("""{"b":2}"""))
                .GetRawText()
        );
}
