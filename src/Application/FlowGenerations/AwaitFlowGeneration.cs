using Flowgen.Domain.FlowGenerations;
using Marten;
using MediatR;

namespace Flowgen.Application.FlowGenerations;

/// <summary>
/// Waits until a flow generation has ended, or the limit is past, and returns it as it is then; or as it was last, where it
/// has been deleted: that it was accepted stays true.
/// </summary>
public sealed record AwaitFlowGeneration(Guid Id, TimeSpan Limit) : IRequest<FlowGeneration>;

internal sealed class AwaitFlowGenerationHandler(
    IQuerySession session,
    IFlowGenerationSignals signals,
    TimeProvider clock
) : IRequestHandler<AwaitFlowGeneration, FlowGeneration>
{
    public async Task<FlowGeneration> Handle(AwaitFlowGeneration query, CancellationToken cancellationToken)
    {
        using var signal = signals.Listen(query.Id);
        using var limit = new CancellationTokenSource(query.Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        while (true)
        {
            var generation = await session.LoadAsync<FlowGeneration>(query.Id, cancellationToken);
            if (generation is null)
            {
                return (await session.StatesOfAsync(query.Id, cancellationToken)).LastShown();
            }

            if (generation.IsEnded || limit.IsCancellationRequested)
            {
                return generation;
            }

            try
            {
                await signal.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested) { }
        }
    }
}
