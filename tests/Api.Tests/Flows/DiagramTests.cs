using System.Xml.Linq;

namespace Flowgen.Api.Tests.Flows;

public class DiagramTests(ApiFixture api)
{
    private const string Mermaid = "text/vnd.mermaid";
    private const string Svg = "image/svg+xml";

    [Theory]
    [InlineData("*/*", Mermaid)]
    [InlineData("text/*", Mermaid)]
    [InlineData(Mermaid, Mermaid)]
    [InlineData(Svg, Svg)]
    [InlineData("image/avif,image/webp,image/svg+xml,image/*,*/*;q=0.8", Svg)]
    [InlineData("image/*", Svg)]
    [InlineData("image/svg+xml;q=0.5, text/vnd.mermaid", Mermaid)]
    [InlineData("text/vnd.mermaid;q=0, */*", Svg)]
    public async Task A_client_gets_the_preferred_form(string accept, string type)
    {
        var answer = await DrawAsync(await FlowAsync(), accept);

        Assert.Equal(200, answer.Status);
        Assert.Equal(type, answer.Response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("Accept", answer.Header("Vary"));
    }

    [Theory]
    [InlineData("application/vnd.api+json")]
    [InlineData("image/png, text/plain")]
    public async Task An_unknown_form_is_refused_with_406(string accept)
    {
        var answer = await DrawAsync(await FlowAsync(), accept);

        Assert.Equal(406, answer.Status);
        Assert.Equal(["not_acceptable at Accept"], answer.Errors);
    }

    [Theory]
    [InlineData(Mermaid)]
    [InlineData(Svg)]
    public async Task A_known_diagram_gets_304(string accept)
    {
        var flow = await FlowAsync();
        var tag = (await DrawAsync(flow, accept)).Header("ETag")!;

        var again = await DrawAsync(flow, accept, tag);
        var other = await DrawAsync(flow, accept is Svg ? Mermaid : Svg, tag);

        Assert.Equal((304, tag), (again.Status, again.Header("ETag")));
        Assert.Equal(200, other.Status);
    }

    [Fact]
    public async Task The_picture_may_use_its_own_styles_and_nothing_else()
    {
        var answer = await DrawAsync(await FlowAsync(), Svg);

        Assert.Equal(
            "default-src 'none'; frame-ancestors 'none'; style-src 'unsafe-inline'",
            answer.Header("Content-Security-Policy")
        );
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Equal("svg", XDocument.Parse(answer.Document.GetString()!).Root!.Name.LocalName);
    }

    private Task<Answer> DrawAsync(string flow, string accept, string? tag = null) =>
        api.Send(
            HttpMethod.Get,
            $"/flows/{flow}/diagram",
            configure: request =>
            {
                request.Headers.Accept.ParseAdd(accept);
                if (tag is not null)
                {
                    request.Headers.IfNoneMatch.ParseAdd(tag);
                }
            }
        );

    private async Task<string> FlowAsync() =>
        (await api.Post(Requests.Sample, sync: true)).Attributes.GetProperty("flowId").GetString()!;
}
