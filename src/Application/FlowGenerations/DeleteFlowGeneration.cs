using Flowgen.Application.Organisations;
using Flowgen.Domain.FlowGenerations;
using MediatR;

namespace Flowgen.Application.FlowGenerations;

/// <summary>Deletes a flow generation; one that has not ended never finishes. False where there is none.</summary>
public sealed record DeleteFlowGeneration(Guid Id) : IRequest<bool>;

internal sealed class DeleteFlowGenerationHandler(
    FlowGenerationStreams streams,
    CurrentOrganisation organisation,
    TimeProvider clock
) : IRequestHandler<DeleteFlowGeneration, bool>
{
    public async Task<bool> Handle(DeleteFlowGeneration command, CancellationToken cancellationToken)
    {
        var deleted = await streams.DecideAsync(
            new(organisation.Id, command.Id, state => new(FlowGenerationDecider.Delete(state, clock.GetUtcNow()))),
            cancellationToken
        );
        return deleted is not null;
    }
}
