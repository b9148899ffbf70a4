using Flowgen.Application.Organisations;
using Flowgen.Domain.Webhooks;
using MediatR;

namespace Flowgen.Application.Webhooks.Commands;

/// <summary>Sends a webhook again what happened from a place in the log on, in the background. False where there is no such webhook.</summary>
/// <param name="Id">The webhook.</param>
/// <param name="From">The sequence of the first event.</param>
public sealed record ReplayWebhook(Guid Id, long From) : IRequest<bool>;

internal sealed class ReplayWebhookHandler(
    WebhookStreams streams,
    IWebhookDeliveries deliveries,
    CurrentOrganisation organisation
) : IRequestHandler<ReplayWebhook, bool>
{
    public async Task<bool> Handle(ReplayWebhook command, CancellationToken cancellationToken)
    {
        if (await streams.FindAsync(organisation.Id, command.Id, cancellationToken) is not { } webhook)
        {
            return false;
        }

        var sendable = WebhookDecider.Sendable(webhook);
        await deliveries.ReplayAsync(organisation.Id, sendable, command.From, cancellationToken);
        return true;
    }
}
