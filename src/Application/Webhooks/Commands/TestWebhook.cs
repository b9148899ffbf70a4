using Flowgen.Application.Organisations;
using Flowgen.Domain.Webhooks;
using MediatR;

namespace Flowgen.Application.Webhooks.Commands;

/// <summary>Sends a webhook a ping, and returns its delivery; null where there is no such webhook.</summary>
public sealed record TestWebhook(Guid Id) : IRequest<Delivery?>;

internal sealed class TestWebhookHandler(
    WebhookStreams streams,
    IWebhookDeliveries deliveries,
    CurrentOrganisation organisation
) : IRequestHandler<TestWebhook, Delivery?>
{
    public async Task<Delivery?> Handle(TestWebhook command, CancellationToken cancellationToken) =>
        await streams.FindAsync(organisation.Id, command.Id, cancellationToken) is { } webhook
            ? await deliveries.PingAsync(organisation.Id, WebhookDecider.Sendable(webhook), cancellationToken)
            : null;
}
