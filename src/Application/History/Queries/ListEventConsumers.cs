using Flowgen.Application.Organisations;
using MediatR;

namespace Flowgen.Application.History.Queries;

/// <summary>Lists the organisation's consumers by name, each with its lag: all of them, since there are few.</summary>
public sealed record ListEventConsumers : IRequest<IReadOnlyList<EventConsumer>>;

internal sealed class ListEventConsumersHandler(IEventConsumers consumers, CurrentOrganisation organisation)
    : IRequestHandler<ListEventConsumers, IReadOnlyList<EventConsumer>>
{
    public Task<IReadOnlyList<EventConsumer>> Handle(ListEventConsumers query, CancellationToken cancellationToken) =>
        consumers.ListAsync(organisation.Id, cancellationToken);
}
