using Flowgen.Api.JsonApi;
using Flowgen.Application.FlowTypes;

namespace Flowgen.Api.FlowTypes;

/// <summary>The attributes of a flow type.</summary>
/// <param name="Name">The name of the flow type: the value of flowType in a flow generation.</param>
/// <param name="Description">A description of the generated flows.</param>
/// <param name="Cost">The cost of one flow, in credits.</param>
/// <param name="ContextRequired">Whether a flow generation requires a context.</param>
/// <param name="ParametersSchema">The JSON Schema (draft 2020-12) of the parameters.</param>
/// <param name="ContextSchema">The JSON Schema (draft 2020-12) of the context.</param>
public sealed record FlowTypeAttributes(
    string Name,
    string Description,
    int Cost,
    bool ContextRequired,
    RawJson ParametersSchema,
    RawJson ContextSchema
);

/// <summary>Flow types as resources. Their ids are their names, because flow types are part of the program.</summary>
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
