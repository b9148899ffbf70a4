using Flowgen.Application.Organisations;
using MediatR;

namespace Flowgen.Application.Webhooks.Queries;

/// <summary>Reads one delivery with its tries, oldest first; null where there is none. Also one whose webhook is deleted.</summary>
public sealed record GetDelivery(Guid Id) : IRequest<(Delivery Delivery, IReadOnlyList<DeliveryTry> Tries)?>;

internal sealed class GetDeliveryHandler(IWebhookDeliveries deliveries, CurrentOrganisation organisation)
    : IRequestHandler<GetDelivery, (Delivery Delivery, IReadOnlyList<DeliveryTry> Tries)?>
{
    public Task<(Delivery Delivery, IReadOnlyList<DeliveryTry> Tries)?> Handle(
        GetDelivery query,
        CancellationToken cancellationToken
    ) => deliveries.FindAsync(organisation.Id, query.Id, cancellationToken);
}
