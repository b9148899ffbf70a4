using Flowgen.Domain.FlowGenerations;
using Marten;

namespace Flowgen.Application.FlowGenerations;

/// <summary>What flow generations have been. A deleted one is no document any more, but it has its events.</summary>
internal static class FlowGenerationHistory
{
    /// <summary>Every state of a generation, the deleted one as well, in order: the nth is version n. None where it never was.</summary>
    public static async Task<IReadOnlyList<FlowGeneration>> StatesOfAsync(
        this IQuerySession session,
        Guid id,
        CancellationToken cancellationToken
    )
    {
        var events = await session.Events.FetchStreamAsync(id, token: cancellationToken);
        // Not those of a webhook, whose id may be asked for as well.
        return [.. FlowGeneration.History(events.Select(@event => @event.Data).OfType<FlowGenerationEvent>())];
    }

    /// <summary>The last of these states that a client could read: the one before the deletion, if there was one.</summary>
    public static FlowGeneration LastShown(this IReadOnlyList<FlowGeneration> states) =>
        states.Last(state => state.Status is not (FlowGenerationStatus.Deleted or FlowGenerationStatus.Erased));
}
