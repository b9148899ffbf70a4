using System.Globalization;
using System.IO.Compression;
using System.Text;
using Flowgen.Api.JsonApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;

namespace Flowgen.Api.OpenApi;

/// <summary>Serves the OpenAPI document: generated once, compressed if the client accepts it, and 304 if the client has it.</summary>
internal sealed class ServedDocument(ISwaggerProvider swagger)
{
    private readonly Lazy<(byte[] Plain, byte[] Compressed)> made = new(() => Make(swagger));

    public IResult Answer(HttpRequest request)
    {
        var isCompressed = request
            .GetTypedHeaders()
            .AcceptEncoding.Any(encoding => encoding.Value == "gzip" && encoding.Quality is not 0);
        var body = isCompressed ? made.Value.Compressed : made.Value.Plain;
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

    private static (byte[] Plain, byte[] Compressed) Make(ISwaggerProvider swagger)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        swagger
            .GetSwagger("v1")
            .SerializeAsV31(new OpenApiJsonWriter(text, new OpenApiJsonWriterSettings { Terse = true }));
        var plain = Encoding.UTF8.GetBytes(text.ToString());
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize))
        {
            gzip.Write(plain);
        }

        return (plain, compressed.ToArray());
    }
}
