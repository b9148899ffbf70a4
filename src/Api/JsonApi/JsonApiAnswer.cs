using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Flowgen.Api.JsonApi;

/// <summary>An answer that is a JSON:API document.</summary>
public sealed class JsonApiAnswer<T>(T document, int status = StatusCodes.Status200OK) : IResult
{
    /// <summary>Where the resource is that was created.</summary>
    public string? Location { get; init; }

    /// <summary>The version of the one resource that the document shows.</summary>
    public int? Version { get; init; }

    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        if (Location is not null)
        {
            response.Headers.Location = Location;
        }

        if (Version is { } version)
        {
            response.Headers.ETag = EntityTag.Of(version);
        }

        return JsonApiAnswer.WriteAsync(response, document, httpContext.RequestAborted);
    }
}

/// <summary>How documents are written.</summary>
public static class JsonApiAnswer
{
    /// <summary>Camel case; text as itself, since the media type is never rendered as HTML.</summary>
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { ResourceAttributes.LeaveOut } },
        };

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

    /// <summary>200 with the document of one resource; 304 where the client has this version.</summary>
    public static IResult Ok<T>(HttpRequest request, T document, int version) =>
        EntityTag.IsKnown(request, version)
            ? new NotModified(version)
            : new JsonApiAnswer<T>(document) { Version = version };

    /// <summary>201 with the document of one resource, and where it is.</summary>
    public static IResult Created<T>(T document, string location, int version) =>
        new JsonApiAnswer<T>(document, StatusCodes.Status201Created) { Location = location, Version = version };

    private sealed class NotModified(int version) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
            httpContext.Response.Headers.ETag = EntityTag.Of(version);
            return Task.CompletedTask;
        }
    }
}
