using Flowgen.Application.Common;
using Flowgen.Domain.FlowGenerations;
using Marten;
using MediatR;

namespace Flowgen.Application.FlowGenerations.Queries;

/// <summary>
/// Waits for the end of a flow generation, up to a limit, and returns its state. If it is deleted or can't be read, the result is its last
/// known state: the request was accepted, so the wait does not fail.
/// </summary>
/// <param name="Accepted">The state in which the generation was accepted.</param>
/// <param name="Limit">The longest wait.</param>
/// <param name="Stop">Ends the wait before its limit, as at a shutdown.</param>
public sealed record AwaitFlowGeneration(FlowGeneration Accepted, TimeSpan Limit, CancellationToken Stop)
    : IRequest<FlowGeneration>;

internal sealed class AwaitFlowGenerationHandler(
    IQuerySession session,
    IFlowGenerationSignals signals,
    TimeProvider clock
) : IRequestHandler<AwaitFlowGeneration, FlowGeneration>
{
    // The time limit of the last read, because the client is waiting; also the pause after a failed read.
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(1);

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
            var isRead = true;
            using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            reading.CancelAfter(isLast ? ReadLimit : query.Limit + ReadLimit);
            try
            {
                if (await session.LoadAsync<FlowGeneration>(last.Id, reading.Token) is not { } generation)
                {
                    return (await session.StatesOfAsync(last.Id, reading.Token)).LastShown();
                }

                last = generation;
            }
            catch (Exception e) when (Outage.Is(e) && !cancellationToken.IsCancellationRequested)
            {
                isRead = false; // the signal is used up, so the next read follows a pause
            }

            if (isLast || last.IsEnded)
            {
                return last;
            }

            try
            {
                await (isRead ? signal.WaitAsync(either.Token) : Task.Delay(ReadLimit, clock, either.Token));
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested) { }
        }
    }
}
