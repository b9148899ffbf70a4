using Flowgen.Domain;
using Marten;

namespace Flowgen.Application.Common;

/// <summary>Reads and changes the aggregates of one type. Every change is a decision on the state, and is saved as events.</summary>
/// <param name="store">Holds the events, and the folded state as a document.</param>
/// <param name="turns">Serialises the changes of a stream within the process.</param>
/// <param name="evolve">Folds the next event into the state.</param>
/// <param name="version">Reads the version of a state: the number of events in its stream, from 1.</param>
internal sealed class EventStreams<TState, TEvent>(
    IDocumentStore store,
    Turns turns,
    Func<TState?, TEvent, TState> evolve,
    Func<TState, int> version
)
    where TState : class
    where TEvent : DomainEvent
{
    /// <summary>Decides on the current state and saves the events. Changes of one stream run one after the other.</summary>
    /// <param name="tenant">The tenant of the stream.</param>
    /// <param name="id">The stream.</param>
    /// <param name="origin">The actor and the cause of the change.</param>
    /// <param name="decide">Returns the events for a state, which is null for a new stream. Pure: called again after a lost race.</param>
    /// <param name="also">Adds further rows to the transaction, from the state after the decision; null for none.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The state after the decision, null if there is none, and whether the decision returned events.</returns>
    /// <exception cref="DomainRuleException">The decision threw it, or it is <see cref="DomainRuleException.Busy"/>.</exception>
    public Task<(TState? State, bool HasChanged)> DecideAsync(
        string tenant,
        Guid id,
        Origin origin,
        Func<TState?, IReadOnlyList<TEvent>> decide,
        Action<IDocumentSession, TState>? also,
        CancellationToken cancellationToken
    ) =>
        turns.TakeAsync<(TState?, bool)>(
            (typeof(TState), tenant, id),
            async () =>
            {
                await using var session = store.LightweightSession(Sessions.Of(tenant));
                var state = await session.LoadAsync<TState>(id, cancellationToken);
                var events = decide(state);
                if (events is [])
                {
                    return (state, false);
                }

                var rows = state is null
                    ? session.Events.StartStream<TState>(id, events)
                    : session.Events.Append(id, version(state) + events.Count, events);
                origin.Mark(session, rows);
                var changed = events.Aggregate(state, evolve)!;
                also?.Invoke(session, changed);
                await session.SaveChangesAsync(cancellationToken);
                return (changed, true);
            },
            cancellationToken
        );

    /// <summary>Reads the current state; null if there is none.</summary>
    public async Task<TState?> FindAsync(string tenant, Guid id, CancellationToken cancellationToken)
    {
        await using var session = store.QuerySession(Sessions.Of(tenant));
        return await session.LoadAsync<TState>(id, cancellationToken);
    }
}
