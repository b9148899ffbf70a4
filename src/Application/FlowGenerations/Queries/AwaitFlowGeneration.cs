using Flowgen.Application.Common;
using Flowgen.Domain.FlowGenerations;
using Marten;
using MediatR;

namespace Flowgen.Application.FlowGenerations.Queries;

/// <summary>
/// Waits until a flow generation has ended, or the limit is past, and returns it as it is then; or as it was last, where it
/// has been deleted or can't be read: that it was accepted stays true.
/// </summary>
/// <param name="Accepted">As it was accepted.</param>
/// <param name="Limit">How long to wait at the most.</param>
/// <param name="Stop">Ends the wait before its limit.</param>
public sealed record AwaitFlowGeneration(FlowGeneration Accepted, TimeSpan Limit, CancellationToken Stop)
    : IRequest<FlowGeneration>;

internal sealed class AwaitFlowGenerationHandler(
    IQuerySession session,
    IFlowGenerationSignals signals,
    TimeProvider clock
) : IRequestHandler<AwaitFlowGeneration, FlowGeneration>
{
    // For the last look, which must not take much of the waiting client's patience; and between looks that fail.
    private static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(1);

    public async Task<FlowGeneration> Handle(AwaitFlowGeneration query, CancellationToken cancellationToken)
    {
        var last = query.Accepted;
        using var signal = signals.Listen(last.Id);
        using var time = new CancellationTokenSource(query.Limit, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(time.Token, query.Stop);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        while (true)
        {
            var isLast = limit.IsCancellationRequested;
            var isSeen = true;
            using var look = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            look.CancelAfter(isLast ? LookLimit : query.Limit + LookLimit);
            try
            {
                if (await session.LoadAsync<FlowGeneration>(last.Id, look.Token) is not { } generation)
                {
                    return (await session.StatesOfAsync(last.Id, look.Token)).LastShown();
                }

                last = generation;
            }
            catch (Exception e) when (Outage.Is(e) && !cancellationToken.IsCancellationRequested)
            {
                isSeen = false; // and the signal that this look was for is used up: look again by and by
            }

            if (isLast || last.IsEnded)
            {
                return last;
            }

            try
            {
                await (isSeen ? signal.WaitAsync(either.Token) : Task.Delay(LookLimit, clock, either.Token));
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested) { }
        }
    }
}
