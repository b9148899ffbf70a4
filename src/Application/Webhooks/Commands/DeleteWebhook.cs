using Flowgen.Application.Common;
using Flowgen.Application.Organisations;
using Flowgen.Domain.Webhooks;
using MediatR;

namespace Flowgen.Application.Webhooks.Commands;

/// <summary>Deletes a webhook; what waits to be sent to it is not sent any more. False where there is none.</summary>
/// <param name="Id">The webhook.</param>
/// <param name="Precondition">The versions in which it may be deleted.</param>
public sealed record DeleteWebhook(Guid Id, Precondition Precondition) : IRequest<bool>;

internal sealed class DeleteWebhookHandler(
    WebhookStreams streams,
    IWebhookDeliveries deliveries,
    CurrentOrganisation organisation,
    TimeProvider clock
) : IRequestHandler<DeleteWebhook, bool>
{
    public async Task<bool> Handle(DeleteWebhook command, CancellationToken cancellationToken)
    {
        var (_, isDeleted) = await streams.DecideAsync(
            organisation.Id,
            command.Id,
            organisation.Actor,
            state => WebhookDecider.Delete(WebhookStreams.Expected(state, command.Precondition), clock.GetUtcNow()),
            cancellationToken
        );
        if (isDeleted)
        {
            await deliveries.CancelAsync(organisation.Id, command.Id, cancellationToken);
        }

        return isDeleted;
    }
}
