using Flowgen.Application.Organisations;
using Flowgen.Domain;
using Flowgen.Domain.FlowGenerations;
using MediatR;

namespace Flowgen.Application.FlowGenerations;

/// <summary>Deletes a flow generation; one that has not ended never finishes. False where there is none.</summary>
/// <param name="Id">The generation.</param>
/// <param name="Versions">Only in one of these versions; null for any.</param>
public sealed record DeleteFlowGeneration(Guid Id, IReadOnlySet<int>? Versions) : IRequest<bool>;

internal sealed class DeleteFlowGenerationHandler(
    FlowGenerationStreams streams,
    CurrentOrganisation organisation,
    TimeProvider clock
) : IRequestHandler<DeleteFlowGeneration, bool>
{
    public async Task<bool> Handle(DeleteFlowGeneration command, CancellationToken cancellationToken)
    {
        var deleted = await streams.DecideAsync(
            new(organisation.Id, command.Id, Decide) { Actor = organisation.Actor },
            cancellationToken
        );
        return deleted is not null;

        Decision Decide(FlowGeneration? state) =>
            state is null || command.Versions?.Contains(state.Version) is not false
                ? new(FlowGenerationDecider.Delete(state, clock.GetUtcNow()))
                : throw new DomainRuleException(
                    DomainRuleException.OtherVersion,
                    "It has changed since that version: read it again."
                );
    }
}
