using System.ComponentModel.DataAnnotations;
using Flowgen.Api.FlowGenerations;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;
using Flowgen.Application.History;
using Flowgen.Domain;
using Flowgen.Domain.FlowGenerations;

namespace Flowgen.Api.History;

/// <summary>The attributes of an event (contract, section 5).</summary>
/// <param name="Sequence">Its place in the log of everything, ascending.</param>
/// <param name="Version">Its place among the events of its generation, from 1: what the event made of it is this version.</param>
/// <param name="EventType">What happened.</param>
/// <param name="FlowGenerationId">To which generation.</param>
/// <param name="OccurredAt">RFC 3339, UTC.</param>
/// <param name="Actor">Who did it: <c>key:</c> and the id of a key; null for Flowgen itself.</param>
/// <param name="CorrelationId">The trace that it belongs to (W3C Trace Context).</param>
/// <param name="CausationId">The id of the event that called for it; null where a request did.</param>
/// <param name="Traceparent">The request or the step of the work in which it happened (W3C Trace Context); null in events from before it was kept.</param>
/// <param name="Data">The event's own members, which depend on its type.</param>
public sealed record FlowGenerationEventAttributes(
    long Sequence,
    int Version,
    [property: AllowedValues(
        nameof(FlowGenerationQueued),
        nameof(FlowGenerationProcessingStarted),
        nameof(FlowGenerationFinished),
        nameof(FlowGenerationFailed),
        nameof(FlowGenerationDeleted),
        nameof(FlowGenerationErased)
    )]
        string EventType,
    Guid FlowGenerationId,
    DateTime OccurredAt,
    string? Actor,
    string? CorrelationId,
    string? CausationId,
    string? Traceparent,
    IReadOnlyDictionary<string, object?> Data
) : ResourceAttributes;

/// <summary>The events of flow generations as resources. They have no URL of their own, only lists.</summary>
internal static class FlowGenerationEventResource
{
    public const string Type = "flowGenerationEvents";

    private const string FlowGenerationRelationship = "flowGeneration";

    /// <summary>The pages of one history, oldest first.</summary>
    public static ListParameters<RecordedEvent> ListOfOne { get; } =
        new(
            request => FlowGenerationResource.EventsLink(Guid.Parse($"{request.RouteValues["id"]}")),
            filterable: [],
            sortable: [],
            newestFirst: null,
            unique: new(new("version", ListedValue.Number, "1"), IsNullable: false, row => row.Version)
        );

    /// <summary>Which of their fields to send.</summary>
    public static QueryParameter<IReadOnlySet<string>?> Fields { get; } =
        QueryParameters.Fields<FlowGenerationEventAttributes>(Type, FlowGenerationRelationship);

    /// <summary>A document with a page of one history.</summary>
    public static Document<IReadOnlyList<Resource<FlowGenerationEventAttributes>>> Document(
        Page<RecordedEvent> page,
        Listing listing,
        HttpRequest request
    )
    {
        var fields = Fields.In(request);
        return new([.. page.Items.Select(row => From(row).Only(fields))], ListOfOne.LinksOf(request, listing, page));
    }

    /// <summary>An event with all its fields.</summary>
    public static Resource<FlowGenerationEventAttributes> From(RecordedEvent row) =>
        new(
            Type,
            row.Id,
            new(
                row.Sequence,
                row.Version,
                row.Event.GetType().Name,
                row.Event.FlowGenerationId,
                row.Event.OccurredAt().UtcDateTime,
                row.Actor,
                row.CorrelationId,
                row.CausationId,
                row.TraceParent,
                Data(row.Event)
            )
        )
        {
            Relationships = new Dictionary<string, Relationship>
            {
                [FlowGenerationRelationship] = new(
                    new ResourceIdentifier(FlowGenerationResource.Type, row.Event.FlowGenerationId)
                )
                {
                    Links = new() { Related = FlowGenerationResource.SelfLink(row.Event.FlowGenerationId) },
                },
            },
        };

    private static Dictionary<string, object?> Data(GeneratedBy by) =>
        new()
        {
            ["generator"] = by.Generator,
            ["model"] = by.Model,
            ["promptVersion"] = by.PromptVersion,
            ["inputTokens"] = by.InputTokens,
            ["outputTokens"] = by.OutputTokens,
            ["worded"] = by.Worded,
            ["kept"] = by.Kept,
            ["problem"] = by.Problem,
        };

    // Texts of an earlier version are shown as every JSON reader takes them, and what was replaced in them beside: the log's seals rest on it.
    private static Dictionary<string, object?> Data(FlowGenerationQueued e)
    {
        var (parameters, context) = (
            FlowGenerationQueued.OnOneLine(e.Parameters),
            e.Context is null ? null : FlowGenerationQueued.OnOneLine(e.Context)
        );
        var data = new Dictionary<string, object?>
        {
            ["flowType"] = e.FlowType,
            ["parameters"] = new RawJson(parameters),
            ["context"] = context is null ? null : new RawJson(context),
            ["queuedAt"] = e.QueuedAt.UtcDateTime,
            ["isErased"] = e.IsErased,
            ["regeneratedFrom"] = e.RegeneratedFrom,
            ["textSalt"] = e.TextSalt,
            ["textDigest"] = e.TextDigest,
        };
        var replaced = new Dictionary<string, object?>();
        if (JsonEscapes.ReplacedIn(parameters) is { } inParameters)
        {
            replaced["parameters"] = inParameters;
        }

        if (context is not null && JsonEscapes.ReplacedIn(context) is { } inContext)
        {
            replaced["context"] = inContext;
        }

        if (replaced is not { Count: 0 })
        {
            data["replacedEscapes"] = replaced;
        }

        return data;
    }

    private static Dictionary<string, object?> Data(FlowGenerationEvent @event) =>
        @event switch
        {
            FlowGenerationQueued e => Data(e),
            FlowGenerationProcessingStarted e => new() { ["startedAt"] = e.StartedAt.UtcDateTime },
            FlowGenerationFinished e => new()
            {
                ["flowId"] = e.FlowId,
                ["cost"] = e.Cost,
                ["finishedAt"] = e.FinishedAt.UtcDateTime,
                ["generatedBy"] = e.GeneratedBy is null ? null : Data(e.GeneratedBy),
            },
            FlowGenerationFailed e => new()
            {
                ["code"] = e.Code,
                ["detail"] = e.Detail,
                ["failedAt"] = e.FailedAt.UtcDateTime,
            },
            FlowGenerationDeleted e => new() { ["deletedAt"] = e.DeletedAt.UtcDateTime },
            FlowGenerationErased e => new() { ["erasedAt"] = e.ErasedAt.UtcDateTime },
            _ => throw new ArgumentOutOfRangeException(nameof(@event), @event, message: null),
        };
}
