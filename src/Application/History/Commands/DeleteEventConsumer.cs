using Flowgen.Application.Common;
using Flowgen.Application.Organisations;
using MediatR;

namespace Flowgen.Application.History.Commands;

/// <summary>Deletes a consumer; false if there is none.</summary>
public sealed record DeleteEventConsumer(string Name, Precondition Precondition) : IRequest<bool>;

internal sealed class DeleteEventConsumerHandler(IEventConsumers consumers, CurrentOrganisation organisation)
    : IRequestHandler<DeleteEventConsumer, bool>
{
    public Task<bool> Handle(DeleteEventConsumer command, CancellationToken cancellationToken) =>
        consumers.ForgetAsync(organisation.Id, command.Name, command.Precondition, cancellationToken);
}
