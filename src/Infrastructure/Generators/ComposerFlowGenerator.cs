using System.Text.Json;
using Flowgen.Application.FlowGenerations;
using Flowgen.Application.FlowTypes;
using Flowgen.Domain;
using Flowgen.Domain.FlowGenerations;

namespace Flowgen.Infrastructure.Generators;

/// <summary>Generates flows with the composer of their flow type: at once, and without a language model.</summary>
internal sealed class ComposerFlowGenerator(FlowTypeCatalogue flowTypes) : IFlowGenerator
{
    public Task<GeneratedFlow> GenerateAsync(FlowGeneration generation, CancellationToken cancellationToken)
    {
        var flowType =
            flowTypes.Find(generation.FlowType)
            ?? throw new DomainRuleException("unknown_flow_type", "This flow type is no longer on offer.");
        var design = flowType.Compose(
            JsonElement.Parse(generation.Parameters),
            generation.Context is null ? default : JsonElement.Parse(generation.Context)
        );
        return Task.FromResult(new GeneratedFlow(design, flowType.Cost));
    }
}
