using System.Text;

namespace Flowgen.Api.Tests.JsonApi;

/// <summary>Which types are taken and answered (contract, section 1, "media type"; RFC 9110, sections 8.3, 8.4 and 12.5).</summary>
public class MediaTypeTests(ApiFixture api)
{
    private const string Json = "application/json";

    [Theory]
    [InlineData(null, ApiFixture.JsonApi)]
    [InlineData("*/*", ApiFixture.JsonApi)]
    [InlineData("application/*", ApiFixture.JsonApi)]
    [InlineData("application/vnd.api+json", ApiFixture.JsonApi)]
    [InlineData("text/html,application/xhtml+xml,*/*;q=0.8", ApiFixture.JsonApi)]
    [InlineData("application/vnd.api+json;ext=\"x\", application/vnd.api+json", ApiFixture.JsonApi)]
    [InlineData("application/vnd.api+json;profile=\"https://example.com/p\"", ApiFixture.JsonApi)]
    [InlineData("application/json, application/vnd.api+json", ApiFixture.JsonApi)]
    [InlineData("application/json;q=0.5, application/vnd.api+json", ApiFixture.JsonApi)]
    [InlineData("application/json;q=0, */*", ApiFixture.JsonApi)]
    [InlineData("application/json", Json)]
    [InlineData("Application/JSON", Json)]
    [InlineData("application/json; charset=utf-8", Json)]
    [InlineData("application/json; charset=\"UTF-8\"", Json)]
    [InlineData("application/json, text/plain, */*", Json)]
    [InlineData("application/vnd.api+json;q=0.5, application/json", Json)]
    [InlineData("application/vnd.api+json;q=0.1, application/*;q=0.5", Json)]
    [InlineData("application/vnd.api+json;q=0, */*", Json)]
    [InlineData("application/vnd.api+json;ext=\"x\", application/json;q=0.1", Json)]
    [InlineData("text/html", null)]
    [InlineData("text/*", null)]
    [InlineData("application/vnd.api+json;charset=utf-8", null)]
    [InlineData("application/json;charset=iso-8859-1", null)]
    [InlineData("application/json;profile=\"x\"", null)]
    [InlineData("application/json;q=0, application/vnd.api+json;q=0, */*", null)]
    [InlineData("*/*;q=0", null)]
    public async Task Accept_is_negotiated_as_the_specs_say(string? accept, string? type)
    {
        var answer = await Get("/flow-generations", accept);

        Assert.Equal(type is null ? 406 : 200, answer.Status);
        Assert.Equal(type ?? ApiFixture.JsonApi, answer.Header("Content-Type"));
        Assert.Equal("Accept", answer.Header("Vary"));
        if (type is null)
        {
            Assert.Equal(["not_acceptable at Accept"], answer.Errors);
        }
    }

    [Fact]
    public async Task Plain_json_is_the_same_document()
    {
        var posted = await api.Post(Requests.Smallest, sync: true);

        var (plain, full) = (
            await Get($"/flow-generations/{posted.Id}", Json),
            await api.Get($"/flow-generations/{posted.Id}")
        );

        Assert.Equal(full.Document.GetRawText(), plain.Document.GetRawText());
        Assert.Equal(full.Header("ETag"), plain.Header("ETag"));
    }

    [Theory]
    [InlineData("/flow-generations/0190a0a0-0000-7000-8000-000000000000", Json, 404, Json)]
    [InlineData("/flow-generations?color=red", Json, 400, Json)]
    [InlineData("/nothing-here", Json, 404, Json)]
    [InlineData("/flows/0190a0a0-0000-7000-8000-000000000000/diagram", Json, 406, Json)]
    [InlineData("/flows/0190a0a0-0000-7000-8000-000000000000/diagram", "image/svg+xml", 404, ApiFixture.JsonApi)]
    [InlineData("/events?page[after]=x", "text/event-stream", 400, ApiFixture.JsonApi)]
    [InlineData("/nothing-here", "text/html", 404, ApiFixture.JsonApi)]
    public async Task An_error_is_plain_json_for_a_client_that_accepts_only_plain_json(
        string path,
        string accept,
        int status,
        string type
    )
    {
        var answer = await Get(path, accept);

        Assert.Equal(status, answer.Status);
        Assert.Equal(type, answer.Header("Content-Type"));
        Assert.Equal("Accept", answer.Header("Vary"));
    }

    [Theory]
    [InlineData("application/json", Json)]
    [InlineData("application/x-ndjson, application/json;q=0.9", "application/x-ndjson")]
    [InlineData("application/cloudevents-batch+json", "application/cloudevents-batch+json")]
    [InlineData("*/*", ApiFixture.JsonApi)]
    public async Task The_log_has_other_media_types_too(string accept, string type) =>
        Assert.Equal(
            type,
            (await Get("/events?filter[flowGenerationId]=0190a0a0-0000-7000-8000-000000000000", accept)).Header(
                "Content-Type"
            )
        );

    [Theory]
    [InlineData("application/vnd.api+json", 201)]
    [InlineData("application/vnd.api+json;profile=\"https://example.com/p\"", 201)]
    [InlineData("application/json", 201)]
    [InlineData("application/json; charset=UTF-8", 201)]
    [InlineData("application/json; charset=\"utf-8\"", 201)]
    [InlineData("application/json;charset=\"UTF-8\"", 201)]
    [InlineData("application/vnd.api+json; charset=utf-8", 415)]
    [InlineData("application/vnd.api+json; charset=\"utf-8\"", 415)]
    [InlineData("application/vnd.api+json;ext=\"x\"", 415)]
    [InlineData("application/vnd.api+json;q=1", 415)]
    [InlineData("application/json; charset=utf-16", 415)]
    [InlineData("application/json; charset=\"utf-16\"", 415)]
    [InlineData("text/plain", 415)]
    [InlineData(null, 415)]
    public async Task Content_type_is_negotiated_as_the_specs_say(string? contentType, int status)
    {
        var answer = await Post(Encoding.UTF8.GetBytes(Requests.Smallest), contentType);

        Assert.Equal(status, answer.Status);
        if (status == 415)
        {
            Assert.Equal(["unsupported_media_type at Content-Type"], answer.Errors);
        }
    }

    [Theory]
    [InlineData("identity", 201)]
    [InlineData("Identity", 201)]
    [InlineData("gzip", 415)]
    [InlineData("br", 415)]
    [InlineData("identity, gzip", 415)]
    public async Task A_compressed_body_is_refused_with_a_pointer_to_its_header(string coding, int status)
    {
        var answer = await Post(Encoding.UTF8.GetBytes(Requests.Smallest), Json, coding);

        Assert.Equal(status, answer.Status);
        if (status == 415)
        {
            Assert.Equal(["unsupported_content_encoding at Content-Encoding"], answer.Errors);
            Assert.Equal("identity", answer.Header("Accept-Encoding"));
        }
    }

    [Fact]
    public async Task Type_and_encoding_are_refused_together() =>
        Assert.Equal(
            ["unsupported_media_type at Content-Type", "unsupported_content_encoding at Content-Encoding"],
            (await Post([0x1F, 0x8B], "text/plain", "gzip")).Errors
        );

    [Theory]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF })]
    [InlineData(new byte[] { 0xFF, 0xFE })]
    [InlineData(new byte[] { 0xFE, 0xFF })]
    public async Task A_byte_order_mark_is_refused_by_name(byte[] mark)
    {
        var answer = await Post([.. mark, .. Encoding.UTF8.GetBytes(Requests.Smallest)], ApiFixture.JsonApi);

        Assert.Equal(400, answer.Status);
        Assert.Equal(["malformed_json"], answer.Errors);
        Assert.Equal(
            "The body begins with a byte order mark, at line 1, byte 1. Send UTF-8 without one.",
            answer.Document.GetProperty("errors")[0].GetProperty("detail").GetString()
        );
    }

    private Task<Answer> Get(string path, string? accept) =>
        api.Send(HttpMethod.Get, path, configure: request => request.Headers.TryAddWithoutValidation("Accept", accept));

    private Task<Answer> Post(byte[] body, string? contentType, string? coding = null) =>
        api.Send(
            HttpMethod.Post,
            "/flow-generations",
            configure: request =>
            {
                request.Content = new ByteArrayContent(body);
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
                request.Content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
            }
        );
}
