using Flowgen.Application.Common;
using MediatR;

namespace Flowgen.Application.Operations.Queries;

/// <summary>Lists dead letters.</summary>
/// <param name="Listing">The filters, the order and the page.</param>
public sealed record ListDeadLetters(Listing Listing) : IRequest<Page<DeadLetter>>;

internal sealed class ListDeadLettersHandler(IDeadLetterBox box) : IRequestHandler<ListDeadLetters, Page<DeadLetter>>
{
    public async Task<Page<DeadLetter>> Handle(ListDeadLetters query, CancellationToken cancellationToken)
    {
        var read = await box.ReadAsync(query.Listing, cancellationToken);
        return query.Listing.PageOf(read.Take(query.Listing.Size), hasMore: read.Count > query.Listing.Size);
    }
}
