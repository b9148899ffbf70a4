using MediatR;

namespace Flowgen.Application.Operations.Commands;

/// <summary>Returns a dead letter to the queue, so that any worker handles it again. False if it does not exist.</summary>
public sealed record ReplayDeadLetter(Guid Id) : IRequest<bool>;

internal sealed class ReplayDeadLetterHandler(IDeadLetterBox box) : IRequestHandler<ReplayDeadLetter, bool>
{
    public Task<bool> Handle(ReplayDeadLetter command, CancellationToken cancellationToken) =>
        box.ReplayAsync(command.Id, cancellationToken);
}
