using Flowgen.Domain.FlowGenerations;
using Marten;
using MediatR;

namespace Flowgen.Application.FlowGenerations.Queries;

/// <summary>Reads a past state of a flow generation, also after its deletion. The point in its history is a version or a time.</summary>
/// <param name="Id">The generation.</param>
/// <param name="Version">The version, from 1; null if the point is a time.</param>
/// <param name="AsOf">The time; null if the point is a version.</param>
public sealed record GetPastFlowGeneration(Guid Id, int? Version, DateTimeOffset? AsOf) : IRequest<PastFlowGeneration>;

/// <summary>A past state of a flow generation.</summary>
/// <param name="IsInFuture">Whether the point is in the future, so its state is unknown.</param>
/// <param name="State">The state; null if the generation was not yet created or already deleted at this point.</param>
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
