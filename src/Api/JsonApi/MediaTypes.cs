using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Flowgen.Api.JsonApi;

/// <summary>Content negotiation: https://jsonapi.org/format/1.1/#content-negotiation, and section 1 of the contract.</summary>
internal static class MediaTypes
{
    public const string JsonApi = "application/vnd.api+json";
    public const string Json = "application/json";

    public const string Mermaid = "text/vnd.mermaid";
    public const string Svg = "image/svg+xml";

    /// <summary>Answers 406 where <c>Accept</c> rules out what the endpoint answers with: JSON:API, unless it says otherwise.</summary>
    public static async ValueTask<object?> RequireAcceptable(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    )
    {
        var request = context.HttpContext.Request;
        var types = context.HttpContext.GetEndpoint()!.Metadata.GetMetadata<AnsweredAs>()?.Types ?? [JsonApi];
        if (Preferred(request, types) is null)
        {
            throw new RequestException(
                406,
                new RequestFault("not_acceptable", $"Accept {string.Join(" or ", types)}.")
                {
                    Source = new() { Header = "Accept" },
                }
            );
        }

        return await next(context);
    }

    /// <summary>The one of these types that <c>Accept</c> likes best, the first of equals; null where it rules all of them out.</summary>
    public static string? Preferred(HttpRequest request, IReadOnlyList<string> types)
    {
        var accept = request.Headers.Accept;
        if (StringValues.IsNullOrEmpty(accept))
        {
            return types[0];
        }

        return MediaTypeHeaderValue.TryParseList(accept, out var ranges)
            ? types
                .Select(type => (Type: type, Quality: Quality(ranges, type)))
                .Where(one => one.Quality > 0)
                .OrderByDescending(one => one.Quality)
                .Select(one => one.Type)
                .FirstOrDefault()
            : null;
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

    // The most specific range that covers the type decides; an instance of JSON:API with parameters of its own doesn't count.
    private static double Quality(IEnumerable<MediaTypeHeaderValue> ranges, string type) =>
        ranges
            .Where(range =>
                range.MatchesAllTypes
                || (range.MatchesAllSubTypes && type.StartsWith($"{range.Type}/", StringComparison.OrdinalIgnoreCase))
                || (
                    type is JsonApi
                        ? IsJsonApi(range)
                        : range.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)
                )
            )
            .OrderBy(range =>
                range.MatchesAllTypes ? 2
                : range.MatchesAllSubTypes ? 1
                : 0
            )
            .FirstOrDefault()
            is { } range
            ? range.Quality ?? 1
            : 0;

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

/// <summary>What an endpoint answers with instead of a JSON:API document, where it is no error.</summary>
internal sealed record AnsweredAs(params IReadOnlyList<string> Types);
