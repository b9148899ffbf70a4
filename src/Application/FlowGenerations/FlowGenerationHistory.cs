using Flowgen.Domain.FlowGenerations;
using Marten;

namespace Flowgen.Application.FlowGenerations;

/// <summary>Reads past states of flow generations from their events. A deleted generation has no document, but it keeps its events.</summary>
internal static class FlowGenerationHistory
{
    /// <summary>All states of a generation, including deleted and erased, in order: item n - 1 is version n. Empty if it never existed.</summary>
    public static async Task<IReadOnlyList<FlowGeneration>> StatesOfAsync(
        this IQuerySession session,
        Guid id,
        CancellationToken cancellationToken
    )
    {
        var events = await session.Events.FetchStreamAsync(id, token: cancellationToken);
        // The id can belong to a webhook: its events are skipped.
        return [.. FlowGeneration.History(events.Select(@event => @event.Data).OfType<FlowGenerationEvent>())];
    }

    /// <summary>The last state that a client could read: the state before a deletion.</summary>
    public static FlowGeneration LastShown(this IReadOnlyList<FlowGeneration> states) =>
        states.Last(state => state.Status is not (FlowGenerationStatus.Deleted or FlowGenerationStatus.Erased));
}
