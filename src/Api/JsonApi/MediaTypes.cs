using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Flowgen.Api.JsonApi;

/// <summary>Content negotiation: https://jsonapi.org/format/1.1/#content-negotiation</summary>
internal static class MediaTypes
{
    public const string JsonApi = "application/vnd.api+json";
    public const string Json = "application/json";

    public const string Mermaid = "text/vnd.mermaid";
    public const string Svg = "image/svg+xml";
    public const string EventStream = "text/event-stream";
    public const string JsonLines = "application/x-ndjson";
    public const string CloudEvents = "application/cloudevents-batch+json";

    private const string Identity = "identity";
    private const string Quality = "q";

    // In order of preference.
    private static readonly string[] Documents = [JsonApi, Json];

    /// <summary>Rejects a request with 406 if <c>Accept</c> excludes all media types of the endpoint, and adds <c>Vary: Accept</c>.</summary>
    public static async ValueTask<object?> RequireAcceptable(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    )
    {
        var request = context.HttpContext.Request;
        context.HttpContext.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        if (Chosen(request) is null)
        {
            throw new RequestException(
                406,
                new RequestError(
                    "not_acceptable",
                    $"The response is not available in an accepted media type. Accept {string.Join(" or ", Offered(request))}."
                )
                {
                    Source = new() { Header = HeaderNames.Accept },
                }
            );
        }

        return await next(context);
    }

    /// <summary>
    /// The media type of the response: the one with the highest quality, then the most specific match, then the first of the endpoint
    /// (RFC 9110, section 12.5.1). Null if none is acceptable.
    /// </summary>
    public static string? Chosen(HttpRequest request)
    {
        var accept = request.Headers.Accept;
        if (StringValues.IsNullOrEmpty(accept))
        {
            return Offered(request).First();
        }

        if (!MediaTypeHeaderValue.TryParseList(accept, out var ranges))
        {
            return null;
        }

        return Chosen(Offered(request), ranges);
    }

    /// <summary>The media type of a document or an error: plain JSON if <c>Accept</c> prefers it or excludes JSON:API. The document is the same.</summary>
    public static string OfDocument(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var ranges)
            ? Chosen(Documents, ranges) ?? JsonApi
            : JsonApi;

    private static string? Chosen(IEnumerable<string> offered, IList<MediaTypeHeaderValue> ranges) =>
        offered
            .Select(type => (Type: type, Range: MostPrecise(type, ranges)))
            .Where(offer => offer.Range is { Quality: not 0 })
            .OrderByDescending(offer => offer.Range!.Quality ?? 1)
            .ThenBy(offer => Vagueness(offer.Range!))
            .FirstOrDefault()
            .Type;

    private static IEnumerable<string> Offered(HttpRequest request)
    {
        var metadata = request.HttpContext.GetEndpoint()?.Metadata;
        return metadata?.GetMetadata<AnsweredAs>()?.Types
            ?? (metadata?.OfType<AlsoAnswers>() ?? []).Select(other => other.MediaType).Prepend(JsonApi).Append(Json);
    }

    /// <summary>Requires an uncompressed body of JSON:API or plain JSON.</summary>
    /// <exception cref="RequestException">415: the body has another media type, or is compressed.</exception>
    public static void RequireJson(HttpRequest request)
    {
        var errors = new List<RequestError>();
        var isSupported =
            MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (IsJsonApi(type) || (type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase) && IsUtf8(type)));
        if (!isSupported)
        {
            errors.Add(
                new(
                    "unsupported_media_type",
                    $"The media type of the body is not supported. Send {JsonApi} without parameters, or {Json} in UTF-8."
                )
                {
                    Source = new() { Header = HeaderNames.ContentType },
                }
            );
        }

        var codings = request.Headers.GetCommaSeparatedValues(HeaderNames.ContentEncoding);
        if (!codings.All(coding => coding.Equals(Identity, StringComparison.OrdinalIgnoreCase)))
        {
            errors.Add(
                new(
                    "unsupported_content_encoding",
                    "The body is compressed. Send it uncompressed, without Content-Encoding."
                )
                {
                    Source = new() { Header = HeaderNames.ContentEncoding },
                }
            );
            // Set when the response starts, because an error clears earlier headers. RFC 9110, section 12.5.3.
            request.HttpContext.Response.OnStarting(() =>
            {
                request.HttpContext.Response.Headers.AcceptEncoding = Identity;
                return Task.CompletedTask;
            });
        }

        if (errors is not [])
        {
            throw new RequestException(415, errors);
        }
    }

    // RFC 9110, section 12.5.1.
    private static MediaTypeHeaderValue? MostPrecise(string type, IEnumerable<MediaTypeHeaderValue> ranges) =>
        ranges
            .Where(range =>
                range.MatchesAllTypes
                || (range.MatchesAllSubTypes && type.StartsWith($"{range.Type}/", StringComparison.OrdinalIgnoreCase))
                || (type == JsonApi ? IsJsonApi(range, inAccept: true) : IsPlain(range, type))
            )
            .MinBy(Vagueness);

    private static int Vagueness(MediaTypeHeaderValue range) =>
        range.MatchesAllTypes ? 2
        : range.MatchesAllSubTypes ? 1
        : 0;

    // No extension is supported, and any profile is ignored. A media type with other parameters does not match.
    private static bool IsJsonApi(MediaTypeHeaderValue type, bool inAccept = false) =>
        type.MediaType.Equals(JsonApi, StringComparison.OrdinalIgnoreCase)
        && type.Parameters.All(parameter => Is(parameter, "profile") || (inAccept && Is(parameter, Quality)));

    // A parameter makes it another media type, except for the charset, which is always UTF-8.
    private static bool IsPlain(MediaTypeHeaderValue range, string type) =>
        range.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)
        && IsUtf8(range)
        && range.Parameters.All(parameter => Is(parameter, "charset") || Is(parameter, Quality));

    private static bool IsUtf8(MediaTypeHeaderValue type) =>
        !type.Charset.HasValue
        || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase);

    private static bool Is(NameValueHeaderValue parameter, string name) =>
        parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Another media type of an endpoint, for clients that prefer it in <c>Accept</c>.</summary>
/// <param name="MediaType">The media type, without parameters.</param>
/// <param name="Description">The description of the response, for the documentation.</param>
/// <param name="Type">The type of the response body if it is JSON.</param>
internal sealed record AlsoAnswers(string MediaType, string Description, Type? Type = null);

/// <summary>The media types of the successful responses of an endpoint that returns no JSON:API document.</summary>
internal sealed record AnsweredAs(params IReadOnlyList<string> Types);
