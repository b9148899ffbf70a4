using MediatR;

namespace Flowgen.Application.Operations.Commands;

/// <summary>Deletes a dead letter permanently. False if it does not exist.</summary>
public sealed record DiscardDeadLetter(Guid Id) : IRequest<bool>;

internal sealed class DiscardDeadLetterHandler(IDeadLetterBox box) : IRequestHandler<DiscardDeadLetter, bool>
{
    public Task<bool> Handle(DiscardDeadLetter command, CancellationToken cancellationToken) =>
        box.DiscardAsync(command.Id, cancellationToken);
}
