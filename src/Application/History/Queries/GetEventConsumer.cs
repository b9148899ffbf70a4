using Flowgen.Application.Organisations;
using MediatR;

namespace Flowgen.Application.History.Queries;

/// <summary>Reads one consumer; null if there is none.</summary>
public sealed record GetEventConsumer(string Name) : IRequest<EventConsumer?>;

internal sealed class GetEventConsumerHandler(IEventConsumers consumers, CurrentOrganisation organisation)
    : IRequestHandler<GetEventConsumer, EventConsumer?>
{
    public Task<EventConsumer?> Handle(GetEventConsumer query, CancellationToken cancellationToken) =>
        consumers.FindAsync(organisation.Id, query.Name, cancellationToken);
}
