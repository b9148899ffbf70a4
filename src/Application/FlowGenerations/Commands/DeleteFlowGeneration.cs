using Flowgen.Application.Common;
using Flowgen.Application.Organisations;
using Flowgen.Domain.FlowGenerations;
using MediatR;
using Microsoft.Extensions.Logging;

namespace Flowgen.Application.FlowGenerations.Commands;

/// <summary>Deletes a flow generation; a generation that has not ended then never finishes. False if there is none.</summary>
/// <param name="Id">The generation.</param>
/// <param name="Precondition">The versions that allow the deletion.</param>
/// <param name="Erases">Whether to erase its texts too. This also erases the texts of a generation that is already deleted.</param>
public sealed record DeleteFlowGeneration(Guid Id, Precondition Precondition, bool Erases) : IRequest<bool>;

internal sealed partial class DeleteFlowGenerationHandler(
    FlowGenerationStreams streams,
    CurrentOrganisation organisation,
    TimeProvider clock,
    ILogger<DeleteFlowGeneration> logger
) : IRequestHandler<DeleteFlowGeneration, bool>
{
    public async Task<bool> Handle(DeleteFlowGeneration command, CancellationToken cancellationToken)
    {
        var deleted = await streams.DecideAsync(
            new(organisation.Id, command.Id, Decide) { Actor = organisation.Actor, IncludesDeleted = command.Erases },
            cancellationToken
        );
        if (deleted is { IsErased: true })
        {
            LogErased(logger, command.Id, organisation.Id);
        }

        return deleted is not null;

        Decision Decide(FlowGeneration? state)
        {
            if (state is not null)
            {
                command.Precondition.Require(state.Version);
            }

            var now = clock.GetUtcNow();
            return new(
                command.Erases ? FlowGenerationDecider.Erase(state, now) : FlowGenerationDecider.Delete(state, now)
            );
        }
    }

    // After the restore of a backup, an operator repeats the erasures from this log (docs/operations.md).
    [LoggerMessage(LogLevel.Information, "Flow generation {FlowGenerationId} of {Organisation} is erased")]
    private static partial void LogErased(ILogger logger, Guid flowGenerationId, string organisation);
}
