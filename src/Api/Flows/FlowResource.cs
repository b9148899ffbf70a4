using Flowgen.Api.FlowGenerations;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;
using Flowgen.Domain.Flows;

namespace Flowgen.Api.Flows;

/// <summary>The attributes of a flow.</summary>
/// <param name="Name">The name of the flow, usually the job.</param>
/// <param name="Language">The language of the flow (ISO 639-1).</param>
/// <param name="ReminderInterval">The number of seconds without an answer after which the chatbot sends the reminder.</param>
/// <param name="ReminderMessage">The text of the reminder.</param>
/// <param name="SessionTimeout">The number of seconds without an answer after which the conversation ends.</param>
/// <param name="FlowGenerationId">The id of the generation that created the flow.</param>
/// <param name="PublishedAt">The time when the flow was published (RFC 3339, UTC): the time of its creation.</param>
/// <param name="CreatedAt">The time when the flow was created (RFC 3339, UTC).</param>
/// <param name="UpdatedAt">The time of the last change of the flow (RFC 3339, UTC): the time of its creation.</param>
public sealed record FlowAttributes(
    string Name,
    string Language,
    int ReminderInterval,
    string ReminderMessage,
    int SessionTimeout,
    Guid FlowGenerationId,
    DateTime PublishedAt,
    DateTime CreatedAt,
    DateTime UpdatedAt
) : ResourceAttributes;

/// <summary>Flows as resources.</summary>
internal static class FlowResource
{
    public const string Type = "flows";
    public const string Path = "/flows";

    private static readonly ListedAttribute CreatedAt = new("createdAt", ListedValue.Time, "2026-11-24T00:00:00Z");

    /// <summary>The query parameters of the list.</summary>
    public static ListParameters<Flow> List { get; } =
        new(
            _ => Path,
            filterable:
            [
                new("id", ListedValue.Id, "01a20df7-dd97-7dae-880f-68378cae7b7c"),
                new("name", ListedValue.Text, "Driver"),
                new("language", ListedValue.Text, "nl"),
                new("flowGenerationId", ListedValue.Id, "01a20df7-dc9b-7b59-98a7-787b52741015"),
                CreatedAt,
            ],
            sortable: [new(CreatedAt, IsNullable: false, flow => flow.CreatedAt)],
            newestFirst: new(CreatedAt.Name, IsDescending: true),
            unique: new(new("id", ListedValue.Id, ""), IsNullable: false, flow => flow.Id)
        );

    /// <summary>The query parameter <c>include</c>.</summary>
    public static QueryParameter<IReadOnlySet<string>> Include { get; } =
        QueryParameters.Include("nodes", "nodes.nodeActions", "nodes.nodeTransitions");

    /// <summary>The query parameter for sparse fieldsets.</summary>
    public static QueryParameter<IReadOnlySet<string>?> Fields { get; } =
        QueryParameters.Fields<FlowAttributes>(Type, "flowGeneration", "nodes");

    public static string SelfLink(Guid id) => $"{Path}/{id}";

    /// <summary>A document with one flow and its included parts.</summary>
    public static Document<Resource<FlowAttributes>> Document(Flow flow, HttpRequest request) =>
        new(From(flow, request), new() { Self = SelfLink(flow.Id) + QueryParameters.Query(request) })
        {
            Included = Included([flow], request),
        };

    /// <summary>A document with a page of flows and their included parts.</summary>
    public static Document<IReadOnlyList<Resource<FlowAttributes>>> Document(
        Page<Flow> page,
        Listing listing,
        HttpRequest request
    ) =>
        new([.. page.Items.Select(flow => From(flow, request))], List.LinksOf(request, listing, page))
        {
            Included = Included(page.Items, request),
        };

    /// <summary>A flow with the requested fields.</summary>
    public static Resource<FlowAttributes> From(Flow flow, HttpRequest request) => From(flow).Only(Fields.In(request));

    /// <summary>A flow with all its fields.</summary>
    public static Resource<FlowAttributes> From(Flow flow) =>
        new(
            Type,
            flow.Id,
            new(
                flow.Design.Name,
                flow.Design.Language,
                flow.Design.ReminderInterval,
                flow.Design.ReminderMessage,
                flow.Design.SessionTimeout,
                flow.FlowGenerationId,
                flow.CreatedAt.UtcDateTime,
                flow.CreatedAt.UtcDateTime,
                flow.CreatedAt.UtcDateTime
            )
        )
        {
            Relationships = new Dictionary<string, Relationship>
            {
                ["flowGeneration"] = new(new ResourceIdentifier(FlowGenerationResource.Type, flow.FlowGenerationId))
                {
                    Links = new() { Related = FlowGenerationResource.SelfLink(flow.FlowGenerationId) },
                },
                ["nodes"] = new(flow.Design.Nodes.Select(node => FlowPartResource.NodeIdentifier(flow, node.Index)))
                {
                    Links = new() { Related = FlowPartResource.NodesLink(flow.Id) },
                },
            },
            Links = new() { Self = SelfLink(flow.Id) },
        };

    // A path includes the intermediate resources: https://jsonapi.org/format/1.1/#fetching-includes
    private static IReadOnlyList<object>? Included(IReadOnlyList<Flow> flows, HttpRequest request)
    {
        var include = Include.In(request);
        return include.Count == 0
            ? null
            :
            [
                .. flows
                    .SelectMany(FlowPart.AllOf)
                    .Where(part => part.Kind is FlowPartKind.Node || include.Contains(PathOf(part.Kind)))
                    .Select(part => FlowPartResource.From(part, request)),
            ];
    }

    private static string PathOf(FlowPartKind kind) =>
        kind is FlowPartKind.Action ? "nodes.nodeActions" : "nodes.nodeTransitions";
}
