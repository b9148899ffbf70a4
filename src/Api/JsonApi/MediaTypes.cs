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
    public const string EventStream = "text/event-stream";
    public const string JsonLines = "application/x-ndjson";
    public const string CloudEvents = "application/cloudevents-batch+json";

    /// <summary>Answers 406 where <c>Accept</c> rules out all that the endpoint has.</summary>
    public static async ValueTask<object?> RequireAcceptable(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    )
    {
        var request = context.HttpContext.Request;
        if (Chosen(request) is null)
        {
            throw new RequestException(
                406,
                new RequestFault("not_acceptable", $"Accept {string.Join(" or ", Offered(request))}.")
                {
                    Source = new() { Header = "Accept" },
                }
            );
        }

        return await next(context);
    }

    /// <summary>
    /// The type to answer with: the one that the client likes best, then the one that it names most precisely, then the first that the endpoint
    /// has (RFC 9110, section 12.5.1). Null where it accepts none.
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

        return Offered(request)
            .Select(type => (Type: type, Range: MostPrecise(type, ranges)))
            .Where(offer => offer.Range is { Quality: not 0 })
            .OrderByDescending(offer => offer.Range!.Quality ?? 1)
            .ThenBy(offer => Vagueness(offer.Range!))
            .FirstOrDefault()
            .Type;
    }

    private static IEnumerable<string> Offered(HttpRequest request)
    {
        var metadata = request.HttpContext.GetEndpoint()?.Metadata;
        return metadata?.GetMetadata<AnsweredAs>()?.Types
            ?? (metadata?.OfType<AlsoAnswers>() ?? []).Select(other => other.MediaType).Prepend(JsonApi);
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

    // An instance with parameters of its own doesn't count.
    private static MediaTypeHeaderValue? MostPrecise(string type, IEnumerable<MediaTypeHeaderValue> ranges) =>
        ranges
            .Where(range =>
                range.MatchesAllTypes
                || (range.MatchesAllSubTypes && type.StartsWith($"{range.Type}/", StringComparison.OrdinalIgnoreCase))
                || (
                    type == JsonApi
                        ? IsJsonApi(range)
                        : range.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)
                )
            )
            .MinBy(Vagueness);

    private static int Vagueness(MediaTypeHeaderValue range) =>
        range.MatchesAllTypes ? 2
        : range.MatchesAllSubTypes ? 1
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

/// <summary>Another media type that an endpoint answers with, where <c>Accept</c> asks for it.</summary>
/// <param name="MediaType">Without parameters.</param>
/// <param name="Description">What it is then, for the documentation.</param>
/// <param name="Type">Of what is sent, where it is JSON.</param>
internal sealed record AlsoAnswers(string MediaType, string Description, Type? Type = null);

/// <summary>What an endpoint answers with instead of a JSON:API document, where it is no error.</summary>
internal sealed record AnsweredAs(params IReadOnlyList<string> Types);
