using Flowgen.Application.Common;
using Flowgen.Domain.Organisations;
using Marten;

namespace Flowgen.Application.Organisations;

/// <summary>
/// The one way in which organisations change. Their streams are no organisation's own data: they are in
/// <see cref="OrganisationRegistry.Tenant"/>.
/// </summary>
public sealed class OrganisationStreams(IDocumentStore store, Turns turns)
{
    private readonly EventStreams<Organisation, OrganisationEvent> streams = new(
        store,
        turns,
        Organisation.Evolve,
        state => state.Version
    );

    /// <summary>Decides on the state of the moment, and saves what was decided. Changes of one organisation are decided in turn.</summary>
    /// <param name="id">The organisation.</param>
    /// <param name="actor">Who decides.</param>
    /// <param name="decide">From the state, null where there is none, to what happens. Pure: called again after a lost race.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <param name="key">The use of the client's key to save with it, from the state after it; null where there is none.</param>
    /// <returns>The state after it, and whether anything happened.</returns>
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
