using Flowgen.Application.Common;
using Flowgen.Application.Organisations;
using Flowgen.Domain.Webhooks;
using Marten;
using MediatR;

namespace Flowgen.Application.Webhooks.Queries;

/// <summary>Lists the deliveries of a webhook; null where there is no such webhook.</summary>
/// <param name="WebhookId">The webhook.</param>
/// <param name="Listing">Which, in which order, and what part of them.</param>
public sealed record ListDeliveries(Guid WebhookId, Listing Listing) : IRequest<Page<Delivery>?>;

internal sealed class ListDeliveriesHandler(
    IQuerySession session,
    IWebhookDeliveries deliveries,
    CurrentOrganisation organisation
) : IRequestHandler<ListDeliveries, Page<Delivery>?>
{
    public async Task<Page<Delivery>?> Handle(ListDeliveries query, CancellationToken cancellationToken) =>
        await session.LoadAsync<Webhook>(query.WebhookId, cancellationToken) is null
            ? null
            : await deliveries.ListAsync(organisation.Id, query.WebhookId, query.Listing, cancellationToken);
}
