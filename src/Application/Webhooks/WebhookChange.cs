using Flowgen.Application.Common;
using Flowgen.Domain.FlowGenerations;
using JasperFx.Events;

namespace Flowgen.Application.Webhooks;

/// <summary>A change of a resource as webhooks subscribe to it (contract, section 6).</summary>
/// <param name="FlowGenerationId">The stream of the event.</param>
/// <param name="Version">The version of the stream after the event.</param>
/// <param name="EventId">The event.</param>
/// <param name="OccurredAt">The time of the event, UTC.</param>
/// <param name="ResourceType"><c>flowGenerations</c> or <c>flows</c>.</param>
/// <param name="ResourceId">The id of the resource.</param>
/// <param name="Event"><c>create</c>, <c>update</c> or <c>delete</c>.</param>
/// <param name="Fields">The attributes that an update changed; null for the other events.</param>
/// <param name="TextLength">The length of the texts in the body, in UTF-16 units.</param>
/// <param name="ParentId">The activity of the event (W3C Trace Context); null for none.</param>
public sealed record WebhookChange(
    Guid FlowGenerationId,
    int Version,
    Guid EventId,
    DateTimeOffset OccurredAt,
    string ResourceType,
    Guid ResourceId,
    string Event,
    IReadOnlyList<string>? Fields,
    int TextLength,
    string? ParentId
)
{
    /// <summary>The resource type of flow generations.</summary>
    public const string FlowGenerations = "flowGenerations";

    /// <summary>The resource type of flows.</summary>
    public const string Flows = "flows";

    private static readonly Dictionary<Type, (string ResourceType, string Event, string[]? Fields)[]> ByEvent = new()
    {
        [typeof(FlowGenerationQueued)] = [(FlowGenerations, "create", null)],
        [typeof(FlowGenerationProcessingStarted)] = [(FlowGenerations, "update", ["status", "updatedAt"])],
        [typeof(FlowGenerationFinished)] =
        [
            (FlowGenerations, "update", ["status", "flowId", "cost", "updatedAt"]),
            (Flows, "create", null),
        ],
        [typeof(FlowGenerationFailed)] = [(FlowGenerations, "update", ["status", "failure", "updatedAt"])],
        [typeof(FlowGenerationDeleted)] = [(FlowGenerations, "delete", null)],
        // For clients the generation was deleted before. The flow outlives that, until the erasure.
        [typeof(FlowGenerationErased)] = [(Flows, "delete", null)],
    };

    /// <summary>The types of events that make a change.</summary>
    public static IReadOnlyCollection<Type> EventTypes => ByEvent.Keys;

    /// <summary>The changes that an event makes: of its generation, and of the flow of the generation.</summary>
    /// <param name="eventType">The type of the event.</param>
    /// <param name="eventId">The id of the event.</param>
    /// <param name="occurredAt">The time of the event, UTC.</param>
    /// <param name="generation">The generation after the event: its id, version and flow, and the length of its texts in UTF-16 units.</param>
    /// <param name="parentId">The activity of the event (W3C Trace Context); null for none.</param>
    public static IEnumerable<WebhookChange> Of(
        Type eventType,
        Guid eventId,
        DateTimeOffset occurredAt,
        (Guid Id, int Version, Guid? FlowId, int TextLength) generation,
        string? parentId
    ) =>
        from change in ByEvent[eventType]
        let resourceId = change.ResourceType == Flows ? generation.FlowId : generation.Id
        where resourceId is not null
        select new WebhookChange(
            generation.Id,
            generation.Version,
            eventId,
            occurredAt,
            change.ResourceType,
            resourceId.Value,
            change.Event,
            change.Fields,
            generation.TextLength,
            parentId
        );

    /// <summary>The changes that a stored event makes, from the state after it.</summary>
    public static IEnumerable<WebhookChange> Of(IEvent row, FlowGeneration after) =>
        Of(
            row.Data.GetType(),
            row.Id,
            ((FlowGenerationEvent)row.Data).OccurredAt(),
            (after.Id, after.Version, after.FlowId, after.Parameters.Length + (after.Context?.Length ?? 0)),
            Origin.TraceParentOf(row)
        );
}
