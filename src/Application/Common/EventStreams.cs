using Flowgen.Domain;
using Marten;

namespace Flowgen.Application.Common;

/// <summary>The one way in which an aggregate of a kind changes, and is read: by decisions on its state, which become events.</summary>
/// <param name="store">Holds the events, and the state that they fold to as a document.</param>
/// <param name="turns">Of the process.</param>
/// <param name="evolve">Folds the next event into the state.</param>
/// <param name="version">Events in the stream of a state, from 1.</param>
internal sealed class EventStreams<TState, TEvent>(
    IDocumentStore store,
    Turns turns,
    Func<TState?, TEvent, TState> evolve,
    Func<TState, int> version
)
    where TState : class
    where TEvent : DomainEvent
{
    /// <summary>Decides on the state of the moment, and saves what was decided. Changes of one stream are decided in turn.</summary>
    /// <param name="tenant">Whose stream.</param>
    /// <param name="id">The stream.</param>
    /// <param name="origin">Who decides, and because of what.</param>
    /// <param name="decide">From the state, null where there is none, to what happens. Pure: called again after a lost race.</param>
    /// <param name="also">What is saved in the same transaction, from the state after the decision; null for nothing else.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The state after it, null where there is none, and whether anything happened.</returns>
    /// <exception cref="DomainRuleException">The decision's own; or <see cref="DomainRuleException.Busy"/>.</exception>
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

    /// <summary>One state; null where there is none.</summary>
    public async Task<TState?> FindAsync(string tenant, Guid id, CancellationToken cancellationToken)
    {
        await using var session = store.QuerySession(Sessions.Of(tenant));
        return await session.LoadAsync<TState>(id, cancellationToken);
    }
}
