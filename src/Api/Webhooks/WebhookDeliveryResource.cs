using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;
using Flowgen.Application.Webhooks;

namespace Flowgen.Api.Webhooks;

/// <summary>The attributes of a delivery (contract, section 6).</summary>
/// <param name="WebhookId">To which webhook.</param>
/// <param name="Event">What it tells of.</param>
/// <param name="ResourceType">Of the resource; null for a ping.</param>
/// <param name="ResourceId">The resource; null for a ping.</param>
/// <param name="EventId">The event that it tells of; null for a ping, and in deliveries from before it was kept.</param>
/// <param name="Version">Of the event stream: orders the deliveries of one generation. 0 for a ping.</param>
/// <param name="Status">Waiting for a try, delivered, failed at the last one, or cancelled since its webhook is gone or disabled, or its text erased.</param>
/// <param name="Attempts">How many tries there were since it was made or redelivered.</param>
/// <param name="NextTryAt">When the next is due; null where none is. RFC 3339, UTC.</param>
/// <param name="CreatedAt">RFC 3339, UTC.</param>
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
    /// <summary>All tries, oldest first: only in the answer with one delivery.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<WebhookDeliveryTry>? Tries { get; init; }
}

/// <summary>One try of a delivery.</summary>
/// <param name="At">When it began. RFC 3339, UTC.</param>
/// <param name="StatusCode">What the receiver answered; null where it did not.</param>
/// <param name="Failure">Why it failed: stable, snake_case; null where it did not.</param>
/// <param name="DurationMs">Milliseconds.</param>
/// <param name="Answer">The first 1 KiB of the answer's body; null where there was none.</param>
public sealed record WebhookDeliveryTry(DateTime At, int? StatusCode, string? Failure, int DurationMs, string? Answer);

/// <summary>Deliveries as resources.</summary>
internal static class WebhookDeliveryResource
{
    public const string Type = "webhookDeliveries";
    public const string Path = "/webhook-deliveries";

    private const string WebhookRelationship = "webhook";

    private static readonly ListedAttribute CreatedAt = new("createdAt", ListedValue.Time, "2026-11-24T00:00:00Z");

    /// <summary>What the list takes: filters and pages.</summary>
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

    /// <summary>Which of its fields to send.</summary>
    public static QueryParameter<IReadOnlySet<string>?> Fields { get; } =
        QueryParameters.Fields<WebhookDeliveryAttributes>(Type, WebhookRelationship);

    /// <summary>A document with one that was made just now, and has no tries.</summary>
    public static Document<Resource<WebhookDeliveryAttributes>> Document(Delivery delivery) =>
        new(From(delivery, tries: null), new() { Self = SelfLink(delivery.Id) });

    /// <summary>A document with one delivery and its tries.</summary>
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
                    ?.Select(one => new WebhookDeliveryTry(
                        one.At.UtcDateTime,
                        one.StatusCode,
                        one.Failure,
                        one.DurationMs,
                        one.Answer
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
