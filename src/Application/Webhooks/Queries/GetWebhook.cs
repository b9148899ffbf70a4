using Flowgen.Domain.Webhooks;
using Marten;
using MediatR;

namespace Flowgen.Application.Webhooks.Queries;

/// <summary>Reads one webhook; null where there is none, or no more.</summary>
public sealed record GetWebhook(Guid Id) : IRequest<Webhook?>;

internal sealed class GetWebhookHandler(IQuerySession session) : IRequestHandler<GetWebhook, Webhook?>
{
    public Task<Webhook?> Handle(GetWebhook query, CancellationToken cancellationToken) =>
        session.LoadAsync<Webhook>(query.Id, cancellationToken);
}
