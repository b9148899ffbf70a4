using Flowgen.Application.Organisations;
using Flowgen.Domain.Webhooks;
using MediatR;

namespace Flowgen.Application.Webhooks.Commands;

/// <summary>Has a delivery tried again, now. False where there is none that could be: its webhook may be gone, or its text.</summary>
public sealed record Redeliver(Guid Id) : IRequest<bool>;

internal sealed class RedeliverHandler(
    WebhookStreams streams,
    IWebhookDeliveries deliveries,
    CurrentOrganisation organisation
) : IRequestHandler<Redeliver, bool>
{
    public async Task<bool> Handle(Redeliver command, CancellationToken cancellationToken)
    {
        if (
            await deliveries.FindAsync(organisation.Id, command.Id, cancellationToken) is not var (delivery, _)
            || await streams.FindAsync(organisation.Id, delivery.WebhookId, cancellationToken) is not { } webhook
        )
        {
            return false;
        }

        WebhookDecider.Sendable(webhook);
        return await deliveries.RedeliverAsync(organisation.Id, command.Id, cancellationToken);
    }
}
