using Flowgen.Application.Common;
using Flowgen.Domain;
using Microsoft.OpenApi;

namespace Flowgen.Api.JsonApi;

/// <summary>The header <c>Idempotency-Key</c> (contract, section 2, "safe retries").</summary>
internal static class IdempotencyHeader
{
    public const string Name = "Idempotency-Key";
    public const string Replayed = "Idempotent-Replayed";

    private const int MaxLength = 255;

    public static HeaderParameter Parameter { get; } =
        new(
            Name,
            "Makes the request safe to repeat: for 24 hours the same key and body get the first answer again, a secret in it too, with `Idempotent-Replayed: true`; 410 once that is erased.",
            new()
            {
                Type = JsonSchemaType.String,
                MinLength = 1,
                MaxLength = MaxLength,
            }
        );

    /// <summary>The key; null where none was sent.</summary>
    /// <exception cref="RequestException">400: it is empty, too long, or there are several.</exception>
    public static string? Read(HttpRequest request) =>
        request.Headers[Name] switch
        {
            [] => null,
            [{ } key] when Characters.VisibleIn(key) && !Characters.TooManyIn(key, MaxLength) => key,
            _ => throw Fault(400, "invalid_header", "Send one key of 1 to 255 characters, such as a UUID."),
        };

    /// <summary>The use of the client's key for a request; null without a key.</summary>
    /// <param name="request">May have the key.</param>
    /// <param name="body">What the request asks for: the same again for the same key, or it is a mistake.</param>
    /// <exception cref="RequestException">400: the key is empty, too long, or there are several.</exception>
    public static IdempotencyKey? Use(HttpRequest request, ReadOnlySpan<byte> body) =>
        Read(request) is { } key
            ? new(IdempotencyKey.IdOf(key), IdempotencyKey.Hash(body), Guid.Empty, AnswersBy: null)
            : null;

    /// <summary>Says of a response that it is a repetition.</summary>
    /// <exception cref="RequestException">There is no response: 422, the key was used with another body; 409, the first request is under way; 410, the response was erased.</exception>
    public static void Mark(KeyUse use, HttpResponse response)
    {
        switch (use)
        {
            case KeyUse.OtherBody:
                throw Fault(
                    422,
                    "idempotency_key_reused",
                    "This key was used with another body: use a new key for a new request."
                );
            case KeyUse.UnderWay:
                throw Fault(
                    409,
                    "idempotency_key_in_use",
                    "The first request with this key is under way: try again in a second."
                );
            case KeyUse.Erased:
                // The response is lost for good, so a retry cannot succeed.
                throw Fault(
                    410,
                    "idempotency_key_erased",
                    "What this key made was erased: use a new key to make another."
                );
            case KeyUse.Again:
                response.Headers[Replayed] = "true";
                break;
        }
    }

    /// <summary>
    /// Refuses a key that would be ignored, so that no client repeats an effect which it takes for safe to repeat. GET, PUT, PATCH
    /// and DELETE have the same effect however often they are sent: there a key is not needed, and does no harm.
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
            ? throw Fault(
                400,
                "idempotency_key_not_supported",
                $"This operation has its effect again each time: leave {Name} out, and read what became of it before you repeat it."
            )
            : next(context);
    }

    private static RequestException Fault(int status, string code, string detail) =>
        new(status, new RequestFault(code, detail) { Source = new() { Header = Name } });
}

/// <summary>An endpoint for POST that only computes: its requests can be repeated without a key.</summary>
internal sealed record ChangesNothing;
