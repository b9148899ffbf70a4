using Flowgen.Application.Organisations;
using Flowgen.Domain.Webhooks;
using MediatR;

namespace Flowgen.Application.Webhooks;

/// <summary>Lists the organisation's webhooks, oldest first: all of them, since there are few.</summary>
public sealed record ListWebhooks : IRequest<IReadOnlyList<Webhook>>;

internal sealed class ListWebhooksHandler(WebhookStreams streams, CurrentOrganisation organisation)
    : IRequestHandler<ListWebhooks, IReadOnlyList<Webhook>>
{
    public Task<IReadOnlyList<Webhook>> Handle(ListWebhooks query, CancellationToken cancellationToken) =>
        streams.ListAsync(organisation.Id, cancellationToken);
}
