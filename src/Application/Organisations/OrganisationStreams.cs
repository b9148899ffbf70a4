using Flowgen.Application.Common;
using Flowgen.Domain.Organisations;
using Marten;

namespace Flowgen.Application.Organisations;

/// <summary>
/// The one way in which organisations change, and are read. Their streams are no organisation's own data: they are apart from
/// all tenants, so that no key opens them.
/// </summary>
public sealed class OrganisationStreams(IDocumentStore store, Turns turns)
{
    /// <summary>The tenant of the streams. Not an id that an organisation can have.</summary>
    public const string Registry = "flowgen/organisations";

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
            Registry,
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

    /// <summary>One organisation; null where there is none.</summary>
    public Task<Organisation?> FindAsync(string id, CancellationToken cancellationToken) =>
        streams.FindAsync(Registry, Organisation.StreamOf(id), cancellationToken);

    /// <summary>The organisation that has a key with this id; null where none has.</summary>
    public async Task<Organisation?> FindByKeyAsync(string keyId, CancellationToken cancellationToken)
    {
        await using var session = streams.Read(Registry);
        return await session
            .Query<Organisation>()
            .FirstOrDefaultAsync(one => one.Keys.Any(key => key.Id == keyId), cancellationToken);
    }

    /// <summary>All of them, by their ids.</summary>
    public async Task<IReadOnlyList<Organisation>> ListAsync(CancellationToken cancellationToken)
    {
        await using var session = streams.Read(Registry);
        return await session.Query<Organisation>().OrderBy(one => one.Id).ToListAsync(cancellationToken);
    }
}
