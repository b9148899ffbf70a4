using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;

namespace Flowgen.Api.OpenApi;

/// <summary>
/// Serves the OpenAPI document: generated once, compressed if the client accepts it, and 304 if the client has it. In the sandbox, its
/// examples have the origin of the request, so that they can be sent as they are.
/// </summary>
internal sealed class ServedDocument(ISwaggerProvider swagger, HostFeatures features)
{
    // The origin in the examples and in docs/.
    private const string Documented = "http://localhost:5080";

    private readonly Lazy<string> text = new(() => Make(swagger));
    private Copy? latest;

    public IResult Answer(HttpRequest request)
    {
        var isCompressed = request
            .GetTypedHeaders()
            .AcceptEncoding.Any(encoding => encoding.Value == "gzip" && encoding.Quality is not 0);
        var origin = features.HasInbox ? $"{request.Scheme}://{request.Host}" : Documented;
        var copy = latest;
        if (copy?.Origin != origin)
        {
            latest = copy = CopyFor(origin);
        }

        var body = isCompressed ? copy.Compressed : copy.Plain;
        var headers = request.HttpContext.Response.Headers;
        headers.Vary = HeaderNames.AcceptEncoding;
        headers.ETag = EntityTag.Of(body);
        if (EntityTag.IsKnown(request, EntityTag.Of(body)))
        {
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        headers.ContentEncoding = isCompressed ? "gzip" : default;
        return Results.Bytes(body, "application/json;charset=utf-8");
    }

    private static string Make(ISwaggerProvider swagger)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        swagger
            .GetSwagger("v1")
            .SerializeAsV31(new OpenApiJsonWriter(text, new OpenApiJsonWriterSettings { Terse = true }));
        return text.ToString();
    }

    private Copy CopyFor(string origin)
    {
        var plain = Encoding.UTF8.GetBytes(text.Value.Replace(Documented, $"{JsonEncodedText.Encode(origin)}"));
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize))
        {
            gzip.Write(plain);
        }

        return new(origin, plain, compressed.ToArray());
    }

    private sealed record Copy(string Origin, byte[] Plain, byte[] Compressed);
}
