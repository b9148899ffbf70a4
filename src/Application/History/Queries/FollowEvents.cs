using MediatR;

namespace Flowgen.Application.History.Queries;

/// <summary>Reads the log, and then each new event as it is committed, without end.</summary>
/// <param name="Filter">The events to read.</param>
/// <param name="After">The position to begin after; null for the current end of the log.</param>
/// <param name="Silence">The time without an event after which an empty page follows.</param>
public sealed record FollowEvents(LogFilter Filter, long? After, TimeSpan Silence)
    : IRequest<IAsyncEnumerable<LogPage>>;

internal sealed class FollowEventsHandler(IEventLog log) : IRequestHandler<FollowEvents, IAsyncEnumerable<LogPage>>
{
    public async Task<IAsyncEnumerable<LogPage>> Handle(FollowEvents query, CancellationToken cancellationToken) =>
        log.FollowAsync(
            query.Filter,
            query.After ?? await log.EndAsync(cancellationToken),
            query.Silence,
            cancellationToken
        );
}
