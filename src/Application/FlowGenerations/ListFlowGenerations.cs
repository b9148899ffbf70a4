using Flowgen.Domain.FlowGenerations;
using Marten;
using Marten.Linq.MatchesSql;
using MediatR;

namespace Flowgen.Application.FlowGenerations;

/// <summary>Lists flow generations, newest first.</summary>
/// <param name="Size">1 to 100.</param>
/// <param name="After">The last one of the page before; it need not exist any more. Null for the first page.</param>
public sealed record ListFlowGenerations(int Size, Guid? After) : IRequest<FlowGenerationPage>;

/// <summary>A part of a list.</summary>
/// <param name="Items">At most as many as were asked for.</param>
/// <param name="HasMore">Whether older ones follow.</param>
public sealed record FlowGenerationPage(IReadOnlyList<FlowGeneration> Items, bool HasMore);

internal sealed class ListFlowGenerationsHandler(IQuerySession session)
    : IRequestHandler<ListFlowGenerations, FlowGenerationPage>
{
    public async Task<FlowGenerationPage> Handle(ListFlowGenerations query, CancellationToken cancellationToken)
    {
        // Ids sort by time, so the primary key is the order, and a page is a range of it however deep.
        IQueryable<FlowGeneration> generations = session.Query<FlowGeneration>();
        if (query.After is { } after)
        {
            generations = generations.Where(generation => generation.MatchesSql("d.id < ?", after));
        }

        var items = await generations
            .OrderByDescending(generation => generation.Id)
            .Take(query.Size + 1)
            .ToListAsync(cancellationToken);
        return new([.. items.Take(query.Size)], items.Count > query.Size);
    }
}
