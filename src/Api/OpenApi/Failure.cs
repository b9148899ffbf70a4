using Flowgen.Api.Edge;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;
using Flowgen.Application.Operations;
using Flowgen.Domain;
using Flowgen.Domain.Webhooks;
using Microsoft.OpenApi;

namespace Flowgen.Api.OpenApi;

/// <summary>What may go wrong with an operation. Of several with the same status, the last that can is described.</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="Description">When.</param>
/// <param name="Code">Of the example.</param>
/// <param name="Detail">Of the example.</param>
/// <param name="Source">Of the example, as JSON.</param>
internal sealed record Failure(string Status, string Description, string Code, string Detail, string? Source = null)
{
    /// <summary>All there are.</summary>
    public static IReadOnlyList<Failure> All { get; } =
    [
        new(
            "400",
            "The request, or a parameter of it, can't be understood.",
            "invalid_parameter",
            "Use a number from 1 to 100.",
            """{"parameter": "page[size]"}"""
        ),
        new(
            "401",
            "No key, or an unknown one.",
            "unauthorized",
            "Send Authorization: Bearer <api key> with a valid key."
        ),
        new(
            "403",
            "The key lacks the scope that this takes, or is no operator's; or its organisation is disabled.",
            "insufficient_scope",
            "This takes the scope generations:read: use a key that has it."
        ),
        new(
            "404",
            "There is no such resource, or it is another organisation's.",
            "not_found",
            "There is no such resource. Check the id; it may have been deleted."
        ),
        new(
            "406",
            "`Accept` rules JSON:API out.",
            "not_acceptable",
            "Accept application/vnd.api+json.",
            """{"header": "Accept"}"""
        ),
        new(
            "406",
            "`Accept` rules out both.",
            "not_acceptable",
            "Accept text/vnd.mermaid or image/svg+xml.",
            """{"header": "Accept"}"""
        ),
        new(
            "409",
            "The document has another type, or what it asks for can't be, such as an id that exists.",
            "type_conflict",
            "Send the type that this path takes.",
            """{"pointer": "/data/type"}"""
        ),
        new(
            "409",
            "The message can't be read.",
            DeadLetter.Unreadable,
            "The message can't be read, so it can't be handled: discard it."
        ),
        new(
            "409",
            "The webhook is disabled.",
            WebhookDecider.Disabled,
            "Nothing is sent to a disabled webhook: enable it first."
        ),
        new(
            "410",
            "What the first request with this key made was erased.",
            "idempotency_key_erased",
            "What this key made was erased: use a new key to make another.",
            """{"header": "Idempotency-Key"}"""
        ),
        new(
            "412",
            "`If-Match` or `If-None-Match` rules out the current version of the resource (RFC 9110, section 13).",
            DomainRuleException.OtherVersion,
            Precondition.Failed().Message
        ),
        new("413", "The body is larger than 1 MiB.", "body_too_large", "Send a body of at most 1 MiB."),
        new(
            "415",
            "The body is not JSON.",
            "unsupported_media_type",
            "Send application/vnd.api+json without parameters, or application/json in UTF-8.",
            """{"header": "Content-Type"}"""
        ),
        new(
            "422",
            "The document breaks a rule: one error for each fault.",
            "unknown_attribute",
            "Use any of the attributes that can be set.",
            """{"pointer": "/data/attributes/colour"}"""
        ),
        new(
            "429",
            "Too many requests: try again after the seconds in `Retry-After`.",
            "rate_limited",
            "Too many requests: send the next one after the seconds in Retry-After."
        ),
        new(
            "429",
            "Too many requests, or too many event streams are open: try again after the seconds in `Retry-After`.",
            OpenStreams.TooMany,
            OpenStreams.Detail
        ),
        new(
            "429",
            "Too many requests, or too many that wait for their flows: try again after the seconds in `Retry-After`.",
            SyncWaiters.TooMany,
            SyncWaiters.Detail
        ),
        new(
            "500",
            "Something went wrong here.",
            "internal_error",
            "Something went wrong here. Try again, and tell us the id if it keeps happening."
        ),
        new(
            "503",
            "The database can't be reached, or (`memory_full`) requests with long texts fill the memory: try again after the seconds in `Retry-After`.",
            "unavailable",
            "The database can't be reached right now: try again in a few seconds."
        ),
        new(
            "503",
            "The database can't be reached, (`memory_full`) requests with long texts fill the memory, or (`busy`) too many requests change the same resource: try again after the seconds in `Retry-After`.",
            DomainRuleException.Busy,
            Turns.Busy().Message
        ),
        new(
            "503",
            "The database can't be reached, (`memory_full`) requests with long texts fill the memory, or (`busy`) too many requests change the same resource, or (`queue_full`) too many of the organisation's generations have not ended: try again after the seconds in `Retry-After`.",
            DomainRuleException.QueueFull,
            "100000 generations or more wait or are processed: try again once some of them have ended."
        ),
        new(
            "504",
            "It took too long: try again after the seconds in `Retry-After`.",
            "timed_out",
            "It took too long, and was given up; a change may have been made. Read it, or repeat the request with the same Idempotency-Key."
        ),
    ];

    /// <summary>Among the parts of the document: its code, which only a diagram shares with others.</summary>
    public string Name => IsOfDiagram ? $"{Code}_diagram" : Code;

    private bool IsOfDiagram => Detail.Contains(MediaTypes.Svg);

    /// <summary>Those that an operation can answer with.</summary>
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

    // Of flow generations.
    private static bool IsCreation(IList<object> metadata) => metadata.Contains(QueryParameters.Sync);

    private static bool TakesIdempotencyKey(OpenApiOperation operation) =>
        operation.Parameters!.Any(parameter => parameter.Name == IdempotencyHeader.Name);

    private static bool IsAccepted(OpenApiOperation operation) => operation.Responses!.ContainsKey("202");

    /// <summary>Whether an operation has a tag.</summary>
    public static bool IsOf(OpenApiOperation operation, string tag) =>
        operation.Tags?.Any(one => one.Name == tag) is true;
}
