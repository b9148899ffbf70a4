using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Flows;

namespace Flowgen.Application.FlowGenerations;

/// <summary>Generates the flow of a generation: by the composer alone, or with a language model (ADR 27).</summary>
public interface IFlowGenerator
{
    /// <summary>Generates a design that satisfies <see cref="FlowInvariants"/>. It runs without a transaction, so it can be slow.</summary>
    /// <param name="organisation">The organisation of the generation.</param>
    /// <param name="generation">The generation, with parameters and context that were valid when it was queued.</param>
    /// <param name="cancellationToken">Cancelled when the flow is no longer needed, and at the time limit.</param>
    /// <exception cref="Domain.DomainRuleException">A flow is not possible. The generation fails with this code, without another attempt.</exception>
    Task<GeneratedFlow> GenerateAsync(
        string organisation,
        FlowGeneration generation,
        CancellationToken cancellationToken
    );
}

/// <summary>The result of a generator.</summary>
/// <param name="Design">The flow without ids and times.</param>
/// <param name="Cost">The cost in credits, 0 or more.</param>
/// <param name="By">The generator and the language model.</param>
public sealed record GeneratedFlow(FlowDesign Design, int Cost, GeneratedBy By);
