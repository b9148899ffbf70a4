using Flowgen.Application.Common;
using Flowgen.Domain.FlowGenerations;
using Marten;
using MediatR;
using Wolverine.Marten;

namespace Flowgen.Application.FlowGenerations;

/// <summary>Deletes a flow generation; one that has not ended never finishes. False where there is none.</summary>
public sealed record DeleteFlowGeneration(Guid Id) : IRequest<bool>;

internal sealed class DeleteFlowGenerationHandler(IDocumentSession session, IMartenOutbox outbox, TimeProvider clock)
    : IRequestHandler<DeleteFlowGeneration, bool>
{
    public async Task<bool> Handle(DeleteFlowGeneration command, CancellationToken cancellationToken)
    {
        var stream = await session.Events.FetchForWriting<FlowGeneration>(command.Id, cancellationToken);
        var events = FlowGenerationDecider.Delete(stream.Aggregate, clock.GetUtcNow());
        stream.AppendMany(events);
        await session.CommitAsync(outbox, cancellationToken);
        return events is not [];
    }
}
