using Flowgen.Application.Common;
using Flowgen.Domain.FlowGenerations;
using Marten;
using MediatR;

namespace Flowgen.Application.History.Queries;

/// <summary>Lists the events of one flow generation, also after its deletion; null if it never existed.</summary>
/// <param name="FlowGenerationId">The generation.</param>
/// <param name="Listing">The page. Its order is the version, ascending.</param>
public sealed record ListFlowGenerationEvents(Guid FlowGenerationId, Listing Listing) : IRequest<Page<RecordedEvent>?>;

internal sealed class ListFlowGenerationEventsHandler(IQuerySession session)
    : IRequestHandler<ListFlowGenerationEvents, Page<RecordedEvent>?>
{
    public async Task<Page<RecordedEvent>?> Handle(ListFlowGenerationEvents query, CancellationToken cancellationToken)
    {
        var stream = await session.Events.FetchStreamStateAsync(query.FlowGenerationId, cancellationToken);
        if (stream?.AggregateType != typeof(FlowGeneration))
        {
            return null;
        }

        var isBackward = query.Listing.From is { IsBackward: true };
        var (first, last) = Versions(query.Listing.From);
        var events = session
            .Events.QueryAllRawEvents()
            .Where(row => row.StreamId == query.FlowGenerationId && row.Version >= first && row.Version <= last);
        var read = await (
            isBackward ? events.OrderByDescending(row => row.Version) : events.OrderBy(row => row.Version)
        )
            .Take(query.Listing.Size + 1)
            .ToListAsync(cancellationToken);
        return query.Listing.PageOf(
            read.Take(query.Listing.Size).Select(RecordedEvent.From),
            hasMore: read.Count > query.Listing.Size
        );
    }

    private static (long First, long Last) Versions(Place? place)
    {
        if (place is null)
        {
            return (1, long.MaxValue);
        }

        var at = (int)place.Values[0]!;
        var past = place.IsInclusive ? 0L : 1;
        return place.IsBackward ? (1, at - past) : (at + past, long.MaxValue);
    }
}
