using Flowgen.Domain.Webhooks;
using Marten;
using MediatR;

namespace Flowgen.Application.Webhooks.Queries;

/// <summary>Lists the organisation's webhooks, oldest first: all of them, since there are few.</summary>
public sealed record ListWebhooks : IRequest<IReadOnlyList<Webhook>>;

internal sealed class ListWebhooksHandler(IQuerySession session) : IRequestHandler<ListWebhooks, IReadOnlyList<Webhook>>
{
    public async Task<IReadOnlyList<Webhook>> Handle(ListWebhooks query, CancellationToken cancellationToken)
    {
        var webhooks = await session.Query<Webhook>().ToListAsync(cancellationToken);
        return [.. webhooks.OrderBy(webhook => webhook.CreatedAt).ThenBy(webhook => webhook.Id)];
    }
}
