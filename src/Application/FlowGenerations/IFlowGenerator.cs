using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Flows;

namespace Flowgen.Application.FlowGenerations;

/// <summary>Makes the flow that a generation asks for: the composer alone, or with a language model (ADR 27).</summary>
public interface IFlowGenerator
{
    /// <summary>Generates a design that obeys <see cref="FlowInvariants"/>. Holds no transaction and may take its time.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="generation">Its parameters and context were valid when it was queued.</param>
    /// <param name="cancellationToken">The work is no longer wanted.</param>
    /// <exception cref="Domain.DomainRuleException">It can't be done, now or later: the generation fails with this code.</exception>
    Task<GeneratedFlow> GenerateAsync(
        string organisation,
        FlowGeneration generation,
        CancellationToken cancellationToken
    );
}

/// <summary>What a generator made.</summary>
/// <param name="Design">The flow but its ids and times.</param>
/// <param name="Cost">In credits, 0 or more.</param>
/// <param name="By">What made it.</param>
public sealed record GeneratedFlow(FlowDesign Design, int Cost, GeneratedBy By);
