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
            "Makes the request safe to repeat: for 24 hours the same key and body get the first answer again, with `Idempotent-Replayed: true`; 410 once that is erased.",
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

    /// <summary>422: the key was used with another body.</summary>
    public static RequestException Reused() =>
        Fault(422, "idempotency_key_reused", "This key was used with another body: use a new key for a new request.");

    /// <summary>409: the first request with this key has no answer yet.</summary>
    public static RequestException UnderWay() =>
        Fault(409, "idempotency_key_in_use", "The first request with this key is under way: try again in a second.");

    /// <summary>410: the first answer was erased. It never comes back, so trying again is of no use.</summary>
    public static RequestException Erased() =>
        Fault(410, "idempotency_key_erased", "What this key made was erased: use a new key to make another.");

    private static RequestException Fault(int status, string code, string detail) =>
        new(status, new RequestFault(code, detail) { Source = new() { Header = Name } });
}
