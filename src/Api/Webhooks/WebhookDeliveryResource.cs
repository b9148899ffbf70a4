using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;
using Flowgen.Application.Webhooks;

namespace Flowgen.Api.Webhooks;

/// <summary>The attributes of a delivery.</summary>
/// <param name="WebhookId">The id of the webhook that receives the delivery.</param>
/// <param name="Event">The kind of event that the delivery announces.</param>
/// <param name="ResourceType">The type of the resource that the event concerns; null for a ping.</param>
/// <param name="ResourceId">The id of the resource that the event concerns; null for a ping.</param>
/// <param name="EventId">The id of the event in the log; null for a ping, and for old deliveries without it.</param>
/// <param name="Version">The version of the generation after the event. It orders the deliveries of one generation. 0 for a ping.</param>
/// <param name="Status">The state of the delivery. <c>failed</c>: the last attempt failed. <c>cancelled</c>: the webhook was deleted or disabled, or the text was erased.</param>
/// <param name="Attempts">The number of attempts since the delivery was created or last redelivered.</param>
/// <param name="NextTryAt">The time of the next attempt (RFC 3339, UTC); null if none is planned.</param>
/// <param name="CreatedAt">The time when the delivery was created (RFC 3339, UTC).</param>
public sealed record WebhookDeliveryAttributes(
    Guid WebhookId,
    [property: AllowedValues("create", "update", "delete", "ping")] string Event,
    string? ResourceType,
    Guid? ResourceId,
    Guid? EventId,
    int Version,
    [property: AllowedValues("waiting", "delivered", "failed", "cancelled")] string Status,
    int Attempts,
    DateTime? NextTryAt,
    DateTime CreatedAt
) : ResourceAttributes
{
    /// <summary>All attempts, oldest first. Present only in the response with a single delivery.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<WebhookDeliveryTry>? Tries { get; init; }
}

/// <summary>An attempt to send a delivery.</summary>
/// <param name="At">The time when the attempt began (RFC 3339, UTC).</param>
/// <param name="StatusCode">The HTTP status code of the receiver's response; null without a response.</param>
/// <param name="Failure">The code of the failure: stable, in snake_case; null if the attempt succeeded.</param>
/// <param name="DurationMs">The duration of the attempt, in milliseconds.</param>
/// <param name="Answer">The first 1 KiB of the body of the receiver's response; null without a body.</param>
public sealed record WebhookDeliveryTry(DateTime At, int? StatusCode, string? Failure, int DurationMs, string? Answer);

/// <summary>Deliveries as resources.</summary>
internal static class WebhookDeliveryResource
{
    public const string Type = "webhookDeliveries";
    public const string Path = "/webhook-deliveries";

    private const string WebhookRelationship = "webhook";

    private static readonly ListedAttribute CreatedAt = new("createdAt", ListedValue.Time, "2026-11-24T00:00:00Z");

    /// <summary>The query parameters of the list: filters and pages.</summary>
    public static ListParameters<Delivery> List { get; } =
        new(
            request => WebhookResource.DeliveriesLink(Guid.Parse($"{request.RouteValues["id"]}")),
            filterable:
            [
                new(
                    "status",
                    ListedValue.Word(
                        DeliveryStatus.Waiting,
                        DeliveryStatus.Delivered,
                        DeliveryStatus.Failed,
                        DeliveryStatus.Cancelled
                    ),
                    "failed"
                ),
                new("event", ListedValue.Text, "update"),
                CreatedAt,
            ],
            sortable: [new(CreatedAt, IsNullable: false, delivery => delivery.CreatedAt)],
            newestFirst: new(CreatedAt.Name, IsDescending: true),
            unique: new(new("id", ListedValue.Id, ""), IsNullable: false, delivery => delivery.Id)
        );

    /// <summary>The query parameter for sparse fieldsets.</summary>
    public static QueryParameter<IReadOnlySet<string>?> Fields { get; } =
        QueryParameters.Fields<WebhookDeliveryAttributes>(Type, WebhookRelationship);

    /// <summary>A document with a new delivery, which has no attempts yet.</summary>
    public static Document<Resource<WebhookDeliveryAttributes>> Document(Delivery delivery) =>
        new(From(delivery, tries: null), new() { Self = SelfLink(delivery.Id) });

    /// <summary>A document with one delivery and its attempts.</summary>
    public static Document<Resource<WebhookDeliveryAttributes>> Document(
        Delivery delivery,
        IReadOnlyList<DeliveryTry> tries,
        HttpRequest request
    ) =>
        new(
            From(delivery, tries).Only(Fields.In(request)),
            new() { Self = SelfLink(delivery.Id) + QueryParameters.Query(request) }
        );

    /// <summary>A document with a page of a webhook's deliveries.</summary>
    public static Document<IReadOnlyList<Resource<WebhookDeliveryAttributes>>> Document(
        Page<Delivery> page,
        Listing listing,
        HttpRequest request
    )
    {
        var fields = Fields.In(request);
        return new(
            [.. page.Items.Select(delivery => From(delivery, tries: null).Only(fields))],
            List.LinksOf(request, listing, page)
        );
    }

    public static string SelfLink(Guid id) => $"{Path}/{id}";

    private static Resource<WebhookDeliveryAttributes> From(Delivery delivery, IReadOnlyList<DeliveryTry>? tries) =>
        new(
            Type,
            delivery.Id,
            new(
                delivery.WebhookId,
                delivery.Event,
                delivery.ResourceType,
                delivery.ResourceId,
                delivery.EventId,
                delivery.Version,
                ListedValue.WordOf(delivery.Status),
                delivery.Tries,
                delivery.NextTryAt?.UtcDateTime,
                delivery.CreatedAt.UtcDateTime
            )
            {
                Tries = tries
                    ?.Select(attempt => new WebhookDeliveryTry(
                        attempt.At.UtcDateTime,
                        attempt.StatusCode,
                        attempt.Failure,
                        attempt.DurationMs,
                        attempt.Answer
                    ))
                    .ToList(),
            }
        )
        {
            Relationships = new Dictionary<string, Relationship>
            {
                [WebhookRelationship] = new(new ResourceIdentifier(WebhookResource.Type, delivery.WebhookId))
                {
                    Links = new() { Related = WebhookResource.SelfLink(delivery.WebhookId) },
                },
            },
            Links = new() { Self = SelfLink(delivery.Id) },
        };
}
