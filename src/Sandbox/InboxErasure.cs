using Flowgen.Application.FlowGenerations.Commands;
using MediatR;

namespace Flowgen.Sandbox;

/// <summary>Removes the deliveries of an erased generation from the inbox.</summary>
internal sealed class InboxErasure(Inbox inbox) : IPipelineBehavior<DeleteFlowGeneration, bool>
{
    public async Task<bool> Handle(
        DeleteFlowGeneration command,
        CancellationToken cancellationToken,
        RequestHandlerDelegate<bool> next
    )
    {
        var isDeleted = await next();
        if (isDeleted && command.Erases)
        {
            inbox.Forget(command.Id);
        }

        return isDeleted;
    }
}
