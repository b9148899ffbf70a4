using MediatR;

namespace Flowgen.Application.Operations.Commands;

/// <summary>Has a dead letter handled again, by any process. False where there is none, or no more.</summary>
public sealed record ReplayDeadLetter(Guid Id) : IRequest<bool>;

internal sealed class ReplayDeadLetterHandler(IDeadLetterBox box) : IRequestHandler<ReplayDeadLetter, bool>
{
    public Task<bool> Handle(ReplayDeadLetter command, CancellationToken cancellationToken) =>
        box.ReplayAsync(command.Id, cancellationToken);
}
