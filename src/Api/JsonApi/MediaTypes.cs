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

    private const string Identity = "identity";
    private const string Quality = "q";

    // The better one first.
    private static readonly string[] Documents = [JsonApi, Json];

    /// <summary>Answers 406 where <c>Accept</c> rules out all that the endpoint has, and says that the answer depends on it.</summary>
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
                new RequestFault("not_acceptable", $"Accept {string.Join(" or ", Offered(request))}.")
                {
                    Source = new() { Header = HeaderNames.Accept },
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

        return Chosen(Offered(request), ranges);
    }

    /// <summary>The type of a document, errors too: plain JSON where <c>Accept</c> likes that better, or rules JSON:API out. It is the same document.</summary>
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

    /// <summary>Throws 415 unless the body is JSON:API, or plain JSON, and not compressed.</summary>
    public static void RequireJson(HttpRequest request)
    {
        var faults = new List<RequestFault>();
        var isSupported =
            MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (IsJsonApi(type) || (type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase) && IsUtf8(type)));
        if (!isSupported)
        {
            faults.Add(
                new("unsupported_media_type", $"Send {JsonApi} without parameters, or {Json} in UTF-8.")
                {
                    Source = new() { Header = HeaderNames.ContentType },
                }
            );
        }

        var codings = request.Headers.GetCommaSeparatedValues(HeaderNames.ContentEncoding);
        if (!codings.All(coding => coding.Equals(Identity, StringComparison.OrdinalIgnoreCase)))
        {
            faults.Add(
                new(
                    "unsupported_content_encoding",
                    "The body is compressed. Send it as it is, without Content-Encoding."
                )
                {
                    Source = new() { Header = HeaderNames.ContentEncoding },
                }
            );
            // On the way out, since an error clears what was set before. RFC 9110, section 12.5.3.
            request.HttpContext.Response.OnStarting(() =>
            {
                request.HttpContext.Response.Headers.AcceptEncoding = Identity;
                return Task.CompletedTask;
            });
        }

        if (faults is not [])
        {
            throw new RequestException(415, faults);
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

    // No extension is supported, and any profile may be ignored. An instance with other parameters doesn't count.
    private static bool IsJsonApi(MediaTypeHeaderValue type, bool inAccept = false) =>
        type.MediaType.Equals(JsonApi, StringComparison.OrdinalIgnoreCase)
        && type.Parameters.All(parameter => Is(parameter, "profile") || (inAccept && Is(parameter, Quality)));

    // A parameter makes it another type than ours, but for the encoding, which is that of all of ours.
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

/// <summary>Another media type that an endpoint answers with, where <c>Accept</c> asks for it.</summary>
/// <param name="MediaType">Without parameters.</param>
/// <param name="Description">What it is then, for the documentation.</param>
/// <param name="Type">Of what is sent, where it is JSON.</param>
internal sealed record AlsoAnswers(string MediaType, string Description, Type? Type = null);

/// <summary>What an endpoint answers with instead of a JSON:API document, where it is no error.</summary>
internal sealed record AnsweredAs(params IReadOnlyList<string> Types);
