using Flowgen.Application.Common;
using Flowgen.Domain;
using Microsoft.OpenApi;

namespace Flowgen.Api.JsonApi;

/// <summary>The header <c>Idempotency-Key</c>.</summary>
internal static class IdempotencyHeader
{
    public const string Name = "Idempotency-Key";
    public const string Replayed = "Idempotent-Replayed";

    private const int MaxLength = 255;

    public static HeaderParameter Parameter { get; } =
        new(
            Name,
            "Makes the request safe to repeat. For 24 hours, the same key and body return the first response again, including any secret, with `Idempotent-Replayed: true`. The response is 410 if the created resource was erased.",
            new()
            {
                Type = JsonSchemaType.String,
                MinLength = 1,
                MaxLength = MaxLength,
            }
        );

    /// <summary>The key; null if the header is absent.</summary>
    /// <exception cref="RequestException">400: the key is empty or too long, or there are several.</exception>
    public static string? Read(HttpRequest request) =>
        request.Headers[Name] switch
        {
            [] => null,
            // Bytes that are not UTF-8 are all read as U+FFFD, so that two keys could be the same.
            [{ } key]
                when Characters.VisibleIn(key) && !Characters.TooManyIn(key, MaxLength) && !key.Contains('\uFFFD') =>
                key,
            _ => throw ErrorOf(
                400,
                "invalid_header",
                "The key is not valid. Send one key of 1 to 255 characters in UTF-8, such as a UUID."
            ),
        };

    /// <summary>The use of the client's key for a request with this body; null without a key.</summary>
    /// <exception cref="RequestException">400: the key is empty or too long, or there are several.</exception>
    public static IdempotencyKey? Use(HttpRequest request, ReadOnlySpan<byte> body) =>
        Read(request) is { } key
            ? new(IdempotencyKey.IdOf(key), IdempotencyKey.Hash(body), Guid.Empty, AnswersBy: null)
            : null;

    /// <summary>Marks a response as a replay.</summary>
    /// <exception cref="RequestException">422: the key was used with another body. 409: the first request is in progress. 410: the response was erased.</exception>
    public static void Mark(KeyUse use, HttpResponse response)
    {
        switch (use)
        {
            case KeyUse.OtherBody:
                throw ErrorOf(
                    422,
                    "idempotency_key_reused",
                    "This key was used with another body. Use a new key for a new request."
                );
            case KeyUse.InProgress:
                throw ErrorOf(
                    409,
                    "idempotency_key_in_use",
                    "The first request with this key is in progress. Try again in a second."
                );
            case KeyUse.Erased:
                // The response is lost for good, so a retry cannot succeed.
                throw ErrorOf(
                    410,
                    "idempotency_key_erased",
                    "The resource created with this key was erased. Use a new key to create another."
                );
            case KeyUse.Replay:
                response.Headers[Replayed] = "true";
                break;
        }
    }

    /// <summary>
    /// Rejects a key on a POST that ignores keys. Otherwise a client could repeat an effect that it believes is safe to repeat.
    /// GET, PUT, PATCH and DELETE are idempotent: a key is unnecessary there, and harmless.
    /// </summary>
    public static ValueTask<object?> RequireMeaning(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    )
    {
        var request = context.HttpContext.Request;
        var metadata = context.HttpContext.GetEndpoint()!.Metadata;
        return
            HttpMethods.IsPost(request.Method)
            && request.Headers.ContainsKey(Name)
            && !metadata.Contains(Parameter)
            && metadata.GetMetadata<ChangesNothing>() is null
            ? throw ErrorOf(
                400,
                "idempotency_key_not_supported",
                $"This operation is not idempotent. Leave {Name} out, and check the effect before you repeat the request."
            )
            : next(context);
    }

    private static RequestException ErrorOf(int status, string code, string detail) =>
        new(status, new RequestError(code, detail) { Source = new() { Header = Name } });
}

/// <summary>Metadata of a POST endpoint that changes nothing: its requests can be repeated without a key.</summary>
internal sealed record ChangesNothing;
