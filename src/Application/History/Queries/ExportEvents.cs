using Flowgen.Application.Common;
using MediatR;

namespace Flowgen.Application.History.Queries;

/// <summary>Reads the log up to its current end, in pages. Each page first reserves its memory.</summary>
/// <param name="Filter">The events to read.</param>
/// <param name="After">The position of the first page; 0 begins with the first event.</param>
public sealed record ExportEvents(LogFilter Filter, long After) : IRequest<IAsyncEnumerable<LogPage>>;

internal sealed class ExportEventsHandler(IEventLog log, MemoryBudgets memory)
    : IRequestHandler<ExportEvents, IAsyncEnumerable<LogPage>>
{
    private const int MaxPage = 1_000;

    public Task<IAsyncEnumerable<LogPage>> Handle(ExportEvents query, CancellationToken cancellationToken)
    {
        return Task.FromResult(Pages());

        async IAsyncEnumerable<LogPage> Pages()
        {
            var end = await log.EndAsync(cancellationToken);
            var page = new LogPage([], query.After, IsCaughtUp: false);
            do
            {
                using var reservation = await memory.Streams.TakeAsync(
                    query.Filter.Organisation,
                    LogPage.MaxMemory,
                    Timeout.InfiniteTimeSpan,
                    cancellationToken
                );
                page = await log.ReadAsync(query.Filter, page.Next, MaxPage, cancellationToken);
                reservation.ShrinkTo(page.Memory);
                yield return page;
            } while (!page.IsCaughtUp && page.Next < end);
        }
    }
}
