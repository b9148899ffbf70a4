using Flowgen.Api.JsonApi;
using Microsoft.AspNetCore.Http;

namespace Flowgen.Application.Tests.JsonApi;

/// <summary>Content negotiation (RFC 9110, section 12.5.1, and JSON:API 1.1).</summary>
public class MediaTypeTests
{
    [Theory]
    [InlineData("", "application/vnd.api+json")]
    [InlineData("*/*", "application/vnd.api+json")]
    [InlineData("application/*", "application/vnd.api+json")]
    [InlineData("application/json", "application/json")]
    [InlineData("application/json; charset=utf-8", "application/json")]
    [InlineData("application/json; charset=latin1", null)]
    [InlineData("application/json;q=0.5, application/vnd.api+json;q=0.9", "application/vnd.api+json")]
    [InlineData("application/json, application/vnd.api+json;q=0.9", "application/json")]
    [InlineData("application/vnd.api+json;q=0, */*", "text/event-stream")] // the next of the endpoint
    [InlineData("text/event-stream, */*;q=0.1", "text/event-stream")]
    [InlineData("application/vnd.api+json; profile=\"https://a.example\"", "application/vnd.api+json")]
    [InlineData("application/vnd.api+json; ext=\"https://a.example\"", null)]
    [InlineData("text/html", null)]
    [InlineData("not a type", null)]
    public void The_best_match_is_chosen(string accept, string? type)
    {
        var request = Request(accept);
        request.HttpContext.SetEndpoint(new(null, new(new AlsoAnswers("text/event-stream", "A stream.")), null));

        Assert.Equal(type, MediaTypes.Chosen(request));
    }

    [Theory]
    [InlineData("", "application/vnd.api+json")]
    [InlineData("application/json", "application/json")]
    [InlineData("text/html", "application/vnd.api+json")]
    [InlineData("application/vnd.api+json;q=0, */*", "application/json")]
    public void A_document_is_plain_JSON_if_the_client_prefers_it(string accept, string type) =>
        Assert.Equal(type, MediaTypes.OfDocument(Request(accept)));

    [Theory]
    [InlineData("application/vnd.api+json", null, true)]
    [InlineData("application/vnd.api+json; profile=\"https://a.example\"", null, true)]
    [InlineData("application/vnd.api+json; charset=utf-8", null, false)]
    [InlineData("application/json", null, true)]
    [InlineData("application/json; charset=\"utf-8\"", null, true)]
    [InlineData("application/json; charset=latin1", null, false)]
    [InlineData("application/json", "identity", true)]
    [InlineData("application/json", "gzip", false)]
    [InlineData("text/plain", null, false)]
    [InlineData(null, null, false)]
    public void A_body_is_JSON_as_it_is(string? type, string? coding, bool isTaken)
    {
        var request = new DefaultHttpContext().Request;
        request.ContentType = type;
        if (coding is not null)
        {
            request.Headers.ContentEncoding = coding;
        }

        Assert.Equal(isTaken, Record.Exception(() => MediaTypes.RequireJson(request)) is null);
    }

    private static HttpRequest Request(string accept)
    {
        var request = new DefaultHttpContext().Request;
        if (accept is not "")
        {
            request.Headers.Accept = accept;
        }

        return request;
    }
}
