using MediatR;

namespace Flowgen.Application.History.Queries;

/// <summary>Reads a page of the log.</summary>
/// <param name="Filter">The events to read.</param>
/// <param name="After">The position of the page; 0 begins with the first event.</param>
/// <param name="Size">The maximum number of events.</param>
/// <exception cref="PositionBeyondLogException">The log has not reached the position.</exception>
public sealed record ListEvents(LogFilter Filter, long After, int Size) : IRequest<LogPage>;

internal sealed class ListEventsHandler(IEventLog log) : IRequestHandler<ListEvents, LogPage>
{
    public Task<LogPage> Handle(ListEvents query, CancellationToken cancellationToken) =>
        log.ReadAsync(query.Filter, query.After, query.Size, cancellationToken);
}
