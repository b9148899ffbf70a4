using Flowgen.Api.JsonApi;
using Flowgen.Domain;
using Microsoft.AspNetCore.Http;

namespace Flowgen.Application.Tests.Common;

/// <summary>The conditions of RFC 9110, section 13.</summary>
public class PreconditionTests
{
    // Of a resource whose version is 3; 0 stands for one that does not exist.
    [Theory]
    [InlineData(null, null, 3, true)]
    [InlineData(null, null, 0, true)]
    [InlineData("\"3\"", null, 3, true)]
    [InlineData("\"2\"", null, 3, false)]
    [InlineData("\"2\", \"3\"", null, 3, true)]
    [InlineData("W/\"3\"", null, 3, false)] // compared strongly
    [InlineData("*", null, 3, true)]
    [InlineData("*", null, 0, false)]
    [InlineData("\"3\"", null, 0, false)]
    [InlineData("\"03\"", null, 3, false)]
    [InlineData("\"three\"", null, 3, false)]
    [InlineData(null, "\"3\"", 3, false)]
    [InlineData(null, "W/\"3\"", 3, false)] // compared weakly
    [InlineData(null, "\"2\"", 3, true)]
    [InlineData(null, "*", 3, false)]
    [InlineData(null, "*", 0, true)]
    [InlineData("\"3\"", "\"3\"", 3, false)]
    public void A_change_is_allowed_on_the_versions_of_its_headers(
        string? match,
        string? noneMatch,
        int version,
        bool isAllowed
    )
    {
        var expected = EntityTag.Expected(Request(match, noneMatch));
        int? current = version is 0 ? null : version;

        Assert.Equal(isAllowed, expected.Allows(current));
        Assert.Equal(isAllowed, Record.Exception(() => expected.Require(current)) is null);
    }

    [Theory]
    [InlineData("3")]
    [InlineData("\"3")]
    [InlineData("*, \"3\"")]
    [InlineData("")]
    public void Other_text_is_no_list_of_entity_tags(string match) =>
        Assert.Throws<RequestException>(() => EntityTag.Expected(Request(match, null)));

    [Theory]
    [InlineData(null, null, false)]
    [InlineData(null, "\"3\"", true)]
    [InlineData(null, "W/\"3\"", true)]
    [InlineData(null, "\"2\", \"3\"", true)]
    [InlineData(null, "\"2\"", false)]
    [InlineData(null, "*", true)]
    [InlineData(null, "3", false)] // ignored
    [InlineData("\"3\"", null, false)]
    [InlineData("*", "\"3\"", true)]
    public void A_read_gets_304_if_the_client_has_the_version(string? match, string? noneMatch, bool isKnown) =>
        Assert.Equal(isKnown, EntityTag.IsKnown(Request(match, noneMatch), EntityTag.Of(3)));

    [Theory]
    [InlineData("\"2\"")]
    [InlineData("W/\"3\"")]
    public void A_read_of_another_version_than_the_expected_one_fails(string match) =>
        Assert.Equal(
            DomainRuleException.OtherVersion,
            Assert.Throws<DomainRuleException>(() => EntityTag.IsKnown(Request(match, null), EntityTag.Of(3))).Code
        );

    [Fact]
    public void The_tag_of_a_body_is_that_of_its_bytes()
    {
        Assert.Equal(EntityTag.Of("a"u8), EntityTag.Of("a"u8));
        Assert.NotEqual(EntityTag.Of("a"u8), EntityTag.Of("b"u8));
        Assert.Equal(22, EntityTag.Of("a"u8).Length);
    }

    private static HttpRequest Request(string? match, string? noneMatch)
    {
        var request = new DefaultHttpContext().Request;
        if (match is not null)
        {
            request.Headers.IfMatch = match;
        }

        if (noneMatch is not null)
        {
            request.Headers.IfNoneMatch = noneMatch;
        }

        return request;
    }
}
