using Flowgen.Application.Common;
using Flowgen.Domain.Organisations;
using Marten;
using Marten.Services;

namespace Flowgen.Application.Organisations;

/// <summary>
/// The one way in which organisations change, and are read. Their streams are no organisation's own data: they are apart from
/// all tenants, so that no key opens them.
/// </summary>
public sealed class OrganisationStreams(IDocumentStore store)
{
    /// <summary>The tenant of the streams. Not an id that an organisation can have.</summary>
    public const string Registry = "flowgen/organisations";

    private const int Attempts = 5;
    private const int MostSecondsOfAStatement = 10;

    /// <summary>Decides on the state of the moment, and saves what was decided.</summary>
    /// <param name="id">The organisation.</param>
    /// <param name="actor">Who decides.</param>
    /// <param name="decide">From the state, null where there is none, to what happens. Pure: it is asked again when somebody else was first.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The state after it, and whether anything happened.</returns>
    public async Task<(Organisation? State, bool HasChanged)> DecideAsync(
        string id,
        string? actor,
        Func<Organisation?, IReadOnlyList<OrganisationEvent>> decide,
        CancellationToken cancellationToken
    )
    {
        var stream = Organisation.StreamOf(id);
        for (var attempt = 1; ; attempt++)
        {
            await using var session = store.LightweightSession(
                new SessionOptions { TenantId = Registry, Timeout = MostSecondsOfAStatement }
            );
            var state = await session.LoadAsync<Organisation>(stream, cancellationToken);
            var events = decide(state);
            if (events is [])
            {
                return (state, false);
            }

            var rows = state is null
                ? session.Events.StartStream<Organisation>(stream, events)
                : session.Events.Append(stream, state.Version + events.Count, events);
            Origin.Here(actor).Mark(session, rows);

            try
            {
                await session.SaveChangesAsync(cancellationToken);
                return (events.Aggregate(state, Organisation.Evolve), true);
            }
            catch (Exception e) when (Contention.IsRace(e) && attempt < Attempts) { }
        }
    }

    /// <summary>One organisation; null where there is none.</summary>
    public async Task<Organisation?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var session = Read();
        return await session.LoadAsync<Organisation>(Organisation.StreamOf(id), cancellationToken);
    }

    /// <summary>The organisation that has a key with this id; null where none has.</summary>
    public async Task<Organisation?> FindByKeyAsync(string keyId, CancellationToken cancellationToken)
    {
        await using var session = Read();
        return await session
            .Query<Organisation>()
            .FirstOrDefaultAsync(one => one.Keys.Any(key => key.Id == keyId), cancellationToken);
    }

    /// <summary>All of them, by their ids.</summary>
    public async Task<IReadOnlyList<Organisation>> ListAsync(CancellationToken cancellationToken)
    {
        await using var session = Read();
        return await session.Query<Organisation>().OrderBy(one => one.Id).ToListAsync(cancellationToken);
    }

    private IQuerySession Read() =>
        store.QuerySession(new SessionOptions { TenantId = Registry, Timeout = MostSecondsOfAStatement });
}
