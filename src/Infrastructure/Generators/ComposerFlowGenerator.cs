using System.Text.Json;
using Flowgen.Application.FlowGenerations;
using Flowgen.Application.FlowTypes;
using Flowgen.Domain;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.FlowTypes;

namespace Flowgen.Infrastructure.Generators;

/// <summary>Generates flows with the composer of their flow type: immediately, and without a language model.</summary>
internal sealed class ComposerFlowGenerator(FlowTypeCatalogue flowTypes) : IFlowGenerator
{
    private static readonly Dictionary<string, Wording> None = [];

    public Task<GeneratedFlow> GenerateAsync(
        string organisation,
        FlowGeneration generation,
        CancellationToken cancellationToken
    ) => Task.FromResult(Compose(generation, None, GeneratedBy.Composer));

    /// <summary>The requirements of a generation that a language model can word; null if there are none.</summary>
    public WordingBrief? Brief(FlowGeneration generation)
    {
        var (flowType, parameters, context) = Read(generation);
        return flowType.Brief(parameters, context) is { Items: not [] } brief ? brief : null;
    }

    /// <summary>Composes the flow with the given wordings, and with the composer's own for other requirements.</summary>
    public GeneratedFlow Compose(
        FlowGeneration generation,
        IReadOnlyDictionary<string, Wording> wordings,
        GeneratedBy by
    )
    {
        var (flowType, parameters, context) = Read(generation);
        return new(flowType.Compose(parameters, context, wordings), flowType.Cost, by);
    }

    private (FlowType FlowType, JsonElement Parameters, JsonElement Context) Read(FlowGeneration generation) =>
        (
            flowTypes.Find(generation.FlowType)
                ?? throw new DomainRuleException(
                    "unknown_flow_type",
                    "The flow type is no longer available. Use one from GET /flow-types."
                ),
            JsonElement.Parse(generation.Parameters),
            generation.Context is null ? default : JsonElement.Parse(generation.Context)
        );
}
