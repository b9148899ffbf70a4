using Flowgen.Api.JsonApi;
using Microsoft.AspNetCore.Http;

namespace Flowgen.Application.Tests.JsonApi;

/// <summary>The header Prefer (RFC 7240).</summary>
public class PreferTests
{
    [Theory]
    [InlineData("wait=10", 10)]
    [InlineData("WAIT = 10", 10)]
    [InlineData("wait=\"10\"", 10)]
    [InlineData("respond-async, wait=10", 10)]
    [InlineData("wait=10; foo=bar", 10)]
    [InlineData("wait=10, wait=20", 10)]
    [InlineData("wait=60", 60)]
    [InlineData("wait=61", null)]
    [InlineData("wait=0", null)]
    [InlineData("wait=-1", null)]
    [InlineData("wait=1.5", null)]
    [InlineData("wait", null)]
    [InlineData("waiting=10", null)]
    [InlineData("", null)]
    public void A_wait_is_one_to_sixty_seconds(string header, int? seconds) =>
        Assert.Equal(seconds is { } some ? TimeSpan.FromSeconds(some) : null, Prefer.Wait(Request(header)));

    [Theory]
    [InlineData("handling=strict", true)]
    [InlineData("Handling=Strict", true)]
    [InlineData("wait=10, handling=strict", true)]
    [InlineData("handling=lenient, handling=strict", false)]
    [InlineData("handling=lenient", false)]
    [InlineData("handling=other", false)]
    [InlineData("strict", false)]
    [InlineData("", false)]
    public void Handling_is_strict_if_the_client_prefers_it(string header, bool isStrict) =>
        Assert.Equal(isStrict, Prefer.IsStrict(Request(header)));

    [Fact]
    public void Each_applied_preference_is_named()
    {
        var response = new DefaultHttpContext().Response;
        response.Headers[Prefer.Applied] = "handling=strict";

        Prefer.ApplyWait(response, TimeSpan.FromSeconds(10));

        Assert.Equal("handling=strict, wait=10", response.Headers[Prefer.Applied]);
    }

    private static HttpRequest Request(string header)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers[Prefer.Header] = header;
        return request;
    }
}
