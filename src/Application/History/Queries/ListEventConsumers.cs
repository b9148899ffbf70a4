using Flowgen.Application.Organisations;
using MediatR;

namespace Flowgen.Application.History.Queries;

/// <summary>Lists all consumers of the organisation with their lag, sorted by name. There are few, so the list has no pages.</summary>
public sealed record ListEventConsumers : IRequest<IReadOnlyList<EventConsumer>>;

internal sealed class ListEventConsumersHandler(IEventConsumers consumers, CurrentOrganisation organisation)
    : IRequestHandler<ListEventConsumers, IReadOnlyList<EventConsumer>>
{
    public Task<IReadOnlyList<EventConsumer>> Handle(ListEventConsumers query, CancellationToken cancellationToken) =>
        consumers.ListAsync(organisation.Id, cancellationToken);
}
