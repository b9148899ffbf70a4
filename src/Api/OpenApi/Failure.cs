using Flowgen.Api.Edge;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;
using Flowgen.Application.Operations;
using Flowgen.Domain;
using Flowgen.Domain.Webhooks;
using Microsoft.OpenApi;

namespace Flowgen.Api.OpenApi;

/// <summary>An error that an operation can return. If several have the same status, the document describes the last one that applies.</summary>
/// <param name="Status">The HTTP status code.</param>
/// <param name="Description">The cause of the error.</param>
/// <param name="Code">The error code of the example.</param>
/// <param name="Detail">The error detail of the example.</param>
/// <param name="Source">The error source of the example, as JSON.</param>
internal sealed record Failure(string Status, string Description, string Code, string Detail, string? Source = null)
{
    /// <summary>All errors in the document.</summary>
    public static IReadOnlyList<Failure> All { get; } =
    [
        new(
            "400",
            "The request, or one of its parameters, is invalid.",
            "invalid_parameter",
            "Use a number from 1 to 100.",
            """{"parameter": "page[size]"}"""
        ),
        new(
            "401",
            "The API key is missing or not valid.",
            "unauthorized",
            "The API key is missing or not valid. Send Authorization: Bearer <api key> with a valid key."
        ),
        new(
            "403",
            "The key lacks the required scope, the operation requires an operator's key, or the organisation is disabled.",
            "insufficient_scope",
            "This operation requires the scope generations:read. Use a key with this scope."
        ),
        new(
            "404",
            "The resource does not exist, or belongs to another organisation.",
            "not_found",
            "The resource does not exist. Check the id; the resource may have been deleted."
        ),
        new(
            "406",
            "`Accept` excludes JSON:API.",
            "not_acceptable",
            "The response is not available in an accepted media type. Accept application/vnd.api+json or application/json.",
            """{"header": "Accept"}"""
        ),
        new(
            "406",
            "`Accept` excludes both media types.",
            "not_acceptable",
            "The response is not available in an accepted media type. Accept text/vnd.mermaid or image/svg+xml.",
            """{"header": "Accept"}"""
        ),
        new(
            "409",
            "The document has another resource type than the path, or conflicts with existing data, such as an id that is in use.",
            "type_conflict",
            "This path has another resource type. Send the type of this path.",
            """{"pointer": "/data/type"}"""
        ),
        new(
            "409",
            "The message can't be read.",
            DeadLetter.Unreadable,
            "The message can't be read, so it can't be handled. Discard it."
        ),
        new(
            "409",
            "The webhook is disabled.",
            WebhookDecider.Disabled,
            "A disabled webhook receives nothing. Enable it first."
        ),
        new(
            "410",
            "The resource that the first request with this key created was erased.",
            "idempotency_key_erased",
            "The resource created with this key was erased. Use a new key to create another.",
            """{"header": "Idempotency-Key"}"""
        ),
        new(
            "412",
            "`If-Match` or `If-None-Match` excludes the current version of the resource (RFC 9110, section 13).",
            DomainRuleException.OtherVersion,
            Precondition.Failed().Message
        ),
        new("413", "The body is larger than 1 MiB.", "body_too_large", "The body is too large. Send at most 1 MiB."),
        new(
            "415",
            "The body is not JSON.",
            "unsupported_media_type",
            "The media type of the body is not supported. Send application/vnd.api+json without parameters, or application/json in UTF-8.",
            """{"header": "Content-Type"}"""
        ),
        new(
            "422",
            "The document has validation errors. The response lists each of them.",
            "unknown_attribute",
            "There is no such attribute. Use any of the attributes in the schema.",
            """{"pointer": "/data/attributes/colour"}"""
        ),
        new(
            "429",
            "Too many requests. Try again after the seconds in `Retry-After`.",
            "rate_limited",
            "Too many requests. Send the next one after the seconds in Retry-After."
        ),
        new(
            "429",
            "Too many requests, or too many open event streams. Try again after the seconds in `Retry-After`.",
            OpenStreams.TooMany,
            OpenStreams.Detail
        ),
        new(
            "429",
            "Too many requests, or too many requests that wait for their flows. Try again after the seconds in `Retry-After`.",
            SyncWaiters.TooMany,
            SyncWaiters.Detail
        ),
        new(
            "500",
            "An internal error occurred.",
            "internal_error",
            "An internal error occurred. Try again, and report the id of this error if it persists."
        ),
        new(
            "503",
            "The database can't be reached, or requests with long texts fill the memory (`memory_full`). Try again after the seconds in `Retry-After`.",
            "unavailable",
            "The database can't be reached at the moment. Try again in a few seconds."
        ),
        new(
            "503",
            "The database can't be reached, requests with long texts fill the memory (`memory_full`), or too many requests change the same resource (`busy`). Try again after the seconds in `Retry-After`.",
            DomainRuleException.Busy,
            Turns.Busy().Message
        ),
        new(
            "503",
            "The database can't be reached, requests with long texts fill the memory (`memory_full`), too many requests change the same resource (`busy`), or too many generations of the organisation are queued or processing (`queue_full`). Try again after the seconds in `Retry-After`.",
            DomainRuleException.QueueFull,
            "100000 or more generations are queued or processing. Try again when some of them have ended."
        ),
        new(
            "504",
            "The request timed out. Try again after the seconds in `Retry-After`.",
            "timed_out",
            "The request timed out. A change may have been made. Read the resource, or repeat the request with the same Idempotency-Key."
        ),
    ];

    /// <summary>The name of the component in the document: the error code, with a suffix for diagrams.</summary>
    public string Name => IsOfDiagram ? $"{Code}_diagram" : Code;

    private bool IsOfDiagram => Detail.Contains(MediaTypes.Svg);

    /// <summary>The errors that an operation can return.</summary>
    public static IEnumerable<Failure> Of(OpenApiOperation operation, IList<object> metadata) =>
        All.Where(failure => failure.CanComeFrom(operation, metadata));

    private bool CanComeFrom(OpenApiOperation operation, IList<object> metadata) =>
        Status switch
        {
            "404" => operation.Parameters!.Any(parameter => parameter.In is ParameterLocation.Path),
            "409" when Code is DeadLetter.Unreadable => IsAccepted(operation) && IsOf(operation, "Operations"),
            "409" when Code is WebhookDecider.Disabled => IsAccepted(operation) && IsOf(operation, "Webhooks"),
            "406" => metadata.OfType<AnsweredAs>().Any() == IsOfDiagram,
            "422" when TakesIdempotencyKey(operation) => true,
            "409" or "413" or "415" or "422" => operation.RequestBody is not null,
            "410" => IsCreation(metadata),
            "429" when Code is OpenStreams.TooMany => metadata
                .OfType<AlsoAnswers>()
                .Any(other => other.MediaType is MediaTypes.EventStream),
            "429" when Code is SyncWaiters.TooMany => IsCreation(metadata),
            "503" when Code is DomainRuleException.Busy => metadata
                .OfType<IHttpMethodMetadata>()
                .Any(methods => !methods.HttpMethods.Contains(HttpMethods.Get)),
            "503" when Code is DomainRuleException.QueueFull => IsCreation(metadata),
            "412" => operation.Parameters!.Any(parameter =>
                parameter.Name == EntityTag.IfMatch.Name || parameter.Name == EntityTag.IfNoneMatch.Name
            ),
            _ => true,
        };

    // Whether the operation creates a flow generation.
    private static bool IsCreation(IList<object> metadata) => metadata.Contains(QueryParameters.Sync);

    private static bool TakesIdempotencyKey(OpenApiOperation operation) =>
        operation.Parameters!.Any(parameter => parameter.Name == IdempotencyHeader.Name);

    private static bool IsAccepted(OpenApiOperation operation) => operation.Responses!.ContainsKey("202");

    /// <summary>Whether an operation has a tag.</summary>
    public static bool IsOf(OpenApiOperation operation, string tag) =>
        operation.Tags?.Any(reference => reference.Name == tag) is true;
}
