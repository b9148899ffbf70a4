using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Flowgen.Application.Common;

namespace Flowgen.Api.JsonApi;

/// <summary>A response with a JSON:API document, sent as a whole with its length.</summary>
public sealed class JsonApiAnswer : IResult
{
    /// <summary>Camel case names. Text is not escaped for HTML, because the media type is never rendered as HTML.</summary>
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { ResourceAttributes.LeaveOut } },
        };

    private readonly int status;
    private readonly byte[] body;

    private JsonApiAnswer(int status, byte[] body) => (this.status, this.body) = (status, body);

    private string? Location { get; init; }

    private string? Tag { get; init; }

    /// <summary>A response with any status.</summary>
    public static JsonApiAnswer Of<T>(int status, T document) => new(status, Serialize(document));

    /// <summary>200 with a document.</summary>
    public static JsonApiAnswer Ok<T>(T document) => Of(StatusCodes.Status200OK, document);

    /// <summary>200 with a versioned resource; 304 if the client has this version.</summary>
    public static JsonApiAnswer Ok<T>(HttpRequest request, T document, int version)
    {
        var tag = EntityTag.Of(version);
        return EntityTag.IsKnown(request, tag) ? NotModified(tag) : Ok(Serialize(document), tag);
    }

    /// <summary>200 with a resource without versions; 304 if the client has the same document.</summary>
    public static JsonApiAnswer OkByContent<T>(HttpRequest request, T document)
    {
        var body = Serialize(document);
        var tag = EntityTag.Of(body);
        return EntityTag.IsKnown(request, tag) ? NotModified(tag) : Ok(body, tag);
    }

    /// <summary>201 with a versioned resource, and its location.</summary>
    public static JsonApiAnswer Created<T>(T document, string location, int version) =>
        new(StatusCodes.Status201Created, Serialize(document)) { Location = location, Tag = EntityTag.Of(version) };

    /// <summary>200 with a changed resource, and its new version.</summary>
    public static JsonApiAnswer Changed<T>(T document, int version) => Ok(Serialize(document), EntityTag.Of(version));

    /// <summary>202 with the resource that shows the progress, and its location.</summary>
    public static JsonApiAnswer Accepted<T>(T document, string location) =>
        new(StatusCodes.Status202Accepted, Serialize(document)) { Location = location };

    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.Headers.Location = Location;
        response.Headers.ETag = Tag;
        if (status is StatusCodes.Status304NotModified)
        {
            return;
        }

        httpContext.Features.Get<Reservation>()?.ShrinkTo(body.Length); // the source of the document is no longer needed
        response.ContentType = MediaTypes.OfDocument(httpContext.Request);
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }

    private static byte[] Serialize<T>(T document) => JsonSerializer.SerializeToUtf8Bytes(document, Options);

    private static JsonApiAnswer Ok(byte[] body, string tag) => new(StatusCodes.Status200OK, body) { Tag = tag };

    private static JsonApiAnswer NotModified(string tag) => new(StatusCodes.Status304NotModified, []) { Tag = tag };
}
