using Flowgen.Application.Common;
using Flowgen.Domain.Organisations;
using Marten;

namespace Flowgen.Application.Organisations;

/// <summary>
/// Changes organisations; nothing else does. Their streams are in the tenant <see cref="OrganisationRegistry.Tenant"/>, not in their own.
/// </summary>
public sealed class OrganisationStreams(IDocumentStore store, Turns turns)
{
    private readonly EventStreams<Organisation, OrganisationEvent> streams = new(
        store,
        turns,
        Organisation.Evolve,
        state => state.Version
    );

    /// <summary>Decides on the current state and saves the events. Changes of one organisation run one after the other.</summary>
    /// <param name="id">The organisation.</param>
    /// <param name="actor">The actor for the events.</param>
    /// <param name="decide">Returns the events for a state, which is null for a new organisation. Pure: called again after a lost race.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <param name="key">Creates the idempotency key to save, from the state after the decision; null for none.</param>
    /// <returns>The state after the decision, and whether the decision returned events.</returns>
    public Task<(Organisation? State, bool HasChanged)> DecideAsync(
        string id,
        string? actor,
        Func<Organisation?, IReadOnlyList<OrganisationEvent>> decide,
        CancellationToken cancellationToken,
        Func<Organisation, IdempotencyKey?>? key = null
    ) =>
        streams.DecideAsync(
            OrganisationRegistry.Tenant,
            Organisation.StreamOf(id),
            Origin.Here(actor),
            decide,
            (session, state) =>
            {
                if (key?.Invoke(state) is { } used)
                {
                    session.ForTenant(id).Insert(used);
                }
            },
            cancellationToken
        );
}
