using Flowgen.Api.JsonApi;
using Flowgen.Application.Flows.Queries;
using Flowgen.Domain.Flows;
using Microsoft.OpenApi;

namespace Flowgen.Api.Flows;

/// <summary>The attributes of a comparison of two flows (docs/flows.md).</summary>
/// <param name="IsSame">Whether the two flows are equal.</param>
/// <param name="Flow">The changed values of the flow as a whole, such as its name.</param>
/// <param name="Nodes">The changed nodes: first the removed ones, then the added and changed ones, in the order of the conversation.</param>
public sealed record FlowDiffAttributes(bool IsSame, IReadOnlyList<ValueChange> Flow, IReadOnlyList<NodeChange> Nodes)
    : ResourceAttributes;

/// <summary>Comparisons of flows as resources. They are not stored, so they have no URL of their own.</summary>
internal static class FlowDiffResource
{
    private const string Type = "flowDiffs";
    private const string FlowRelationship = "flow";
    private const string AgainstRelationship = "against";

    /// <summary>The query parameter for the earlier flow.</summary>
    public static QueryParameter<Guid> Against { get; } =
        new(
            "against",
            "The id of the flow to compare with: the one before the changes.",
            "Use the UUID of a flow.",
            new()
            {
                Type = JsonSchemaType.String,
                Format = "uuid",
                Examples = ["01a20df7-dd97-7dae-880f-68378cae7b7c"],
            },
            absent: Guid.Empty,
            text => Uuid.Parse(text) is { } id ? (true, id) : (false, Guid.Empty)
        )
        {
            IsRequired = true,
        };

    /// <summary>The query parameter for sparse fieldsets.</summary>
    public static QueryParameter<IReadOnlySet<string>?> Fields { get; } =
        QueryParameters.Fields<FlowDiffAttributes>(Type, FlowRelationship, AgainstRelationship);

    /// <summary>A document with one comparison.</summary>
    public static Document<Resource<FlowDiffAttributes>> Document(
        ComparedFlows compared,
        CompareFlows query,
        HttpRequest request
    )
    {
        var (flow, nodes) = (compared.Diff.Flow, compared.Diff.Nodes);
        return new(
            new Resource<FlowDiffAttributes>(Type, compared.Id, new(flow is [] && nodes is [], flow, nodes))
            {
                Relationships = new Dictionary<string, Relationship>
                {
                    [FlowRelationship] = To(query.Id),
                    [AgainstRelationship] = To(query.Against),
                },
            }.Only(Fields.In(request)),
            new() { Self = $"{FlowResource.SelfLink(query.Id)}/diff{QueryParameters.Query(request)}" }
        );

        static Relationship To(Guid id) =>
            new(new ResourceIdentifier(FlowResource.Type, id))
            {
                Links = new() { Related = FlowResource.SelfLink(id) },
            };
    }
}
