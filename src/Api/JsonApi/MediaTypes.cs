using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Flowgen.Api.JsonApi;

/// <summary>Content negotiation: https://jsonapi.org/format/1.1/#content-negotiation, and section 1 of the contract.</summary>
internal static class MediaTypes
{
    public const string JsonApi = "application/vnd.api+json";
    public const string Json = "application/json";

    /// <summary>Answers 406 where <c>Accept</c> rules JSON:API out.</summary>
    public static async ValueTask<object?> RequireAcceptable(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    )
    {
        if (!IsAcceptable(context.HttpContext.Request.Headers.Accept))
        {
            throw new RequestException(
                406,
                new RequestFault("not_acceptable", $"Accept {JsonApi}.") { Source = new() { Header = "Accept" } }
            );
        }

        return await next(context);
    }

    /// <summary>Throws 415 unless the body is JSON:API, or plain JSON.</summary>
    public static void RequireJson(HttpRequest request)
    {
        var supported =
            MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (IsJsonApi(type) || (type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase) && IsUtf8(type)));
        if (!supported)
        {
            throw new RequestException(
                415,
                new RequestFault("unsupported_media_type", $"Send {JsonApi} without parameters, or {Json} in UTF-8.")
                {
                    Source = new() { Header = "Content-Type" },
                }
            );
        }
    }

    private static bool IsAcceptable(StringValues accept)
    {
        if (StringValues.IsNullOrEmpty(accept))
        {
            return true;
        }

        // The most specific range that covers JSON:API decides; an instance with parameters of its own doesn't count.
        return MediaTypeHeaderValue.TryParseList(accept, out var ranges)
            && ranges
                .Where(range =>
                    range.MatchesAllTypes
                    || range.MediaType.Equals("application/*", StringComparison.OrdinalIgnoreCase)
                    || IsJsonApi(range)
                )
                .OrderBy(range =>
                    range.MatchesAllTypes ? 2
                    : range.MatchesAllSubTypes ? 1
                    : 0
                )
                .FirstOrDefault()
                is { Quality: not 0 };
    }

    // No extension is supported, and any profile may be ignored.
    private static bool IsJsonApi(MediaTypeHeaderValue type) =>
        type.MediaType.Equals(JsonApi, StringComparison.OrdinalIgnoreCase)
        && type.Parameters.All(parameter =>
            parameter.Name.Equals("profile", StringComparison.OrdinalIgnoreCase)
            || parameter.Name.Equals("q", StringComparison.OrdinalIgnoreCase)
        );

    private static bool IsUtf8(MediaTypeHeaderValue type) =>
        !type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase);
}
