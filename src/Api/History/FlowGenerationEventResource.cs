using System.ComponentModel.DataAnnotations;
using Flowgen.Api.FlowGenerations;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;
using Flowgen.Application.History;
using Flowgen.Domain;
using Flowgen.Domain.FlowGenerations;

namespace Flowgen.Api.History;

/// <summary>The attributes of an event.</summary>
/// <param name="Sequence">The position of the event in the log of the organisation. It is unique and ascending, with gaps.</param>
/// <param name="Version">The position of the event among the events of its generation, from 1. It equals the version of the generation after the event.</param>
/// <param name="EventType">The type of the event.</param>
/// <param name="FlowGenerationId">The id of the flow generation.</param>
/// <param name="OccurredAt">The time when the event happened (RFC 3339, UTC).</param>
/// <param name="Actor">The origin of the event: <c>key:</c> and the id of an API key; null if Flowgen itself caused the event.</param>
/// <param name="CorrelationId">The trace id of the event (W3C Trace Context); null if unknown.</param>
/// <param name="CausationId">The id of the event that caused this one; null if a request caused it.</param>
/// <param name="Traceparent">The span of the request or work in which the event happened (W3C Trace Context); null in old events without it.</param>
/// <param name="Data">The members of the event, which depend on its type.</param>
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

/// <summary>The events of flow generations as resources. They appear only in lists, and have no URL of their own.</summary>
internal static class FlowGenerationEventResource
{
    public const string Type = "flowGenerationEvents";

    private const string FlowGenerationRelationship = "flowGeneration";

    /// <summary>The query parameters of the history of one generation, oldest first.</summary>
    public static ListParameters<RecordedEvent> ListOfOne { get; } =
        new(
            request => FlowGenerationResource.EventsLink(Guid.Parse($"{request.RouteValues["id"]}")),
            filterable: [],
            sortable: [],
            newestFirst: null,
            unique: new(new("version", ListedValue.Number, "1"), IsNullable: false, row => row.Version)
        );

    /// <summary>The query parameter for sparse fieldsets.</summary>
    public static QueryParameter<IReadOnlySet<string>?> Fields { get; } =
        QueryParameters.Fields<FlowGenerationEventAttributes>(Type, FlowGenerationRelationship);

    /// <summary>A document with a page of the history of one generation.</summary>
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

    // Old texts can contain escapes that not every JSON parser accepts. They are replaced in the response. Another member lists the original
    // escapes, because seals cover the original text.
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
