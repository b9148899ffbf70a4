using System.Text.Encodings.Web;
using System.Text.Json;

namespace Flowgen.Api.JsonApi;

/// <summary>An answer that is a JSON:API document.</summary>
public sealed class JsonApiAnswer<T>(T document, int status = StatusCodes.Status200OK, string? location = null)
    : IResult
{
    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        if (location is not null)
        {
            response.Headers.Location = location;
        }

        return JsonApiAnswer.WriteAsync(response, document, httpContext.RequestAborted);
    }
}

/// <summary>How documents are written.</summary>
public static class JsonApiAnswer
{
    /// <summary>Camel case; text as itself, since the media type is never rendered as HTML.</summary>
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a document, in one piece: its length is known, and head and body leave together.</summary>
    public static async Task WriteAsync<T>(HttpResponse response, T document, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(document, Options);
        response.ContentType = MediaTypes.JsonApi;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, cancellationToken);
    }

    /// <summary>200 with a document.</summary>
    public static IResult Ok<T>(T document) => new JsonApiAnswer<T>(document);

    /// <summary>201 with a document and where its resource is.</summary>
    public static IResult Created<T>(T document, string location) =>
        new JsonApiAnswer<T>(document, StatusCodes.Status201Created, location);
}
