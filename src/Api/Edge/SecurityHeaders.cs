using Flowgen.Api.JsonApi;

namespace Flowgen.Api.Edge;

/// <summary>What browsers are told about every answer: https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html</summary>
internal static class SecurityHeaders
{
    private const string OfData = "default-src 'none'; frame-ancestors 'none'";

    // A picture has a style sheet in itself.
    private const string OfPictures = $"{OfData}; style-src 'unsafe-inline'";

    // Swagger UI sets styles in its elements, and has its pictures in its style sheet.
    private const string OfPages =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Sets them where the answer has none of its own.</summary>
    /// <param name="context">Whose answer is about to start.</param>
    /// <param name="isProduction">Whether this host answers by https for good.</param>
    public static void Set(HttpContext context, bool isProduction)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy =
            context.Request.Path.StartsWithSegments("/swagger") ? OfPages
            : context.Response.ContentType is MediaTypes.Svg ? OfPictures
            : OfData;
        if (headers.CacheControl is [])
        {
            // What has a tag is asked for again with it, and may be kept for that by the client alone.
            headers.CacheControl = headers.ETag is [] ? "no-store" : "no-cache, private";
        }

        if (isProduction && context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }
    }
}
