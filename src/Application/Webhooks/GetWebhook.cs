using Flowgen.Application.Organisations;
using Flowgen.Domain.Webhooks;
using MediatR;

namespace Flowgen.Application.Webhooks;

/// <summary>Reads one webhook; null where there is none, or no more.</summary>
public sealed record GetWebhook(Guid Id) : IRequest<Webhook?>;

internal sealed class GetWebhookHandler(WebhookStreams streams, CurrentOrganisation organisation)
    : IRequestHandler<GetWebhook, Webhook?>
{
    public Task<Webhook?> Handle(GetWebhook query, CancellationToken cancellationToken) =>
        streams.FindAsync(organisation.Id, query.Id, cancellationToken);
}
