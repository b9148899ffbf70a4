using Flowgen.Api.JsonApi;

namespace Flowgen.Api.Edge;

/// <summary>Security headers for browsers, on every response: https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html</summary>
internal static class SecurityHeaders
{
    private const string OfData = "default-src 'none'; frame-ancestors 'none'";

    // A picture contains a style sheet.
    private const string OfPictures = $"{OfData}; style-src 'unsafe-inline'";

    // Swagger UI uses inline styles, and data: pictures in its style sheet.
    private const string OfPages =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Sets the headers of a response that is about to start; <c>Cache-Control</c> only if it is absent. In production, HTTPS is permanent.</summary>
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
            // A response with an entity tag may be stored by the client, to be revalidated with the tag.
            headers.CacheControl = headers.ETag is [] ? "no-store" : "no-cache, private";
        }

        if (isProduction && context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }
    }
}
