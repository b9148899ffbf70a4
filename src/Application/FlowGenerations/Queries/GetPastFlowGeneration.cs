using Flowgen.Domain.FlowGenerations;
using Marten;
using MediatR;

namespace Flowgen.Application.FlowGenerations.Queries;

/// <summary>Reads one flow generation as it was at a point of its history, also where it has been deleted since.</summary>
/// <param name="Id">The generation.</param>
/// <param name="Version">The point, as a version, from 1; null where it is a time.</param>
/// <param name="AsOf">The point, as a time; null where it is a version.</param>
public sealed record GetPastFlowGeneration(Guid Id, int? Version, DateTimeOffset? AsOf) : IRequest<PastFlowGeneration>;

/// <summary>What a flow generation was.</summary>
/// <param name="IsInFuture">Whether the point has yet to come, so that nobody can know.</param>
/// <param name="State">Null where there was none: it was not yet created, or deleted by then.</param>
public sealed record PastFlowGeneration(bool IsInFuture, FlowGeneration? State);

internal sealed class GetPastFlowGenerationHandler(IQuerySession session, TimeProvider clock)
    : IRequestHandler<GetPastFlowGeneration, PastFlowGeneration>
{
    public async Task<PastFlowGeneration> Handle(GetPastFlowGeneration query, CancellationToken cancellationToken)
    {
        if (query.AsOf > clock.GetUtcNow())
        {
            return new(IsInFuture: true, State: null);
        }

        var states = await session.StatesOfAsync(query.Id, cancellationToken);
        var state = query.Version is { } version
            ? states.ElementAtOrDefault(version - 1)
            : states.TakeWhile(past => past.UpdatedAt <= query.AsOf).LastOrDefault();
        return new(
            states is not [] && query.Version > states.Count,
            state is { Status: FlowGenerationStatus.Deleted or FlowGenerationStatus.Erased } ? null : state
        );
    }
}
