using Flowgen.Api.JsonApi;
using Flowgen.Application.FlowTypes;

namespace Flowgen.Api.FlowTypes;

/// <summary>The attributes of a flow type (contract, section 3).</summary>
/// <param name="Name">What a flow generation asks for as its flowType.</param>
/// <param name="Description">What it makes.</param>
/// <param name="Cost">Of one flow, in credits.</param>
/// <param name="ContextRequired">Whether a flow generation must bring a context.</param>
/// <param name="ParametersSchema">A JSON Schema (draft 2020-12) of the parameters.</param>
/// <param name="ContextSchema">A JSON Schema (draft 2020-12) of the context.</param>
public sealed record FlowTypeAttributes(
    string Name,
    string Description,
    int Cost,
    bool ContextRequired,
    RawJson ParametersSchema,
    RawJson ContextSchema
);

/// <summary>Flow types as resources. Their ids are their names: they come with the program, and no server makes them.</summary>
internal static class FlowTypeResource
{
    public const string Type = "flowTypes";
    public const string Path = "/flow-types";

    public static Document<NamedResource<FlowTypeAttributes>> Document(FlowType flowType) =>
        new(From(flowType), new() { Self = SelfLink(flowType.Name) });

    public static NamedResource<FlowTypeAttributes> From(FlowType flowType) =>
        new(
            Type,
            flowType.Name,
            new(
                flowType.Name,
                flowType.Description,
                flowType.Cost,
                flowType.IsContextRequired,
                new(flowType.ParametersSchema.GetRawText()),
                new(flowType.ContextSchema.GetRawText())
            )
        )
        {
            Links = new() { Self = SelfLink(flowType.Name) },
        };

    private static string SelfLink(string name) => $"{Path}/{name}";
}
