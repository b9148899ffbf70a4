using MediatR;

namespace Flowgen.Application.Operations.Queries;

/// <summary>Reads one dead letter; null if it does not exist.</summary>
public sealed record GetDeadLetter(Guid Id) : IRequest<DeadLetter?>;

internal sealed class GetDeadLetterHandler(IDeadLetterBox box) : IRequestHandler<GetDeadLetter, DeadLetter?>
{
    public Task<DeadLetter?> Handle(GetDeadLetter query, CancellationToken cancellationToken) =>
        box.FindAsync(query.Id, cancellationToken);
}
