using Flowgen.Application.Common;
using Flowgen.Domain.Organisations;
using Marten;

namespace Flowgen.Application.Organisations;

/// <summary>Reads organisations. They are in a separate tenant that no API key can access.</summary>
public sealed class OrganisationRegistry(IDocumentStore store)
{
    /// <summary>The tenant of all organisations. It is not a valid id of an organisation.</summary>
    public const string Tenant = "flowgen/organisations";

    /// <summary>Reads one organisation; null if there is none.</summary>
    public async Task<Organisation?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var session = Read();
        return await session.LoadAsync<Organisation>(Organisation.StreamOf(id), cancellationToken);
    }

    /// <summary>Reads the organisation of the key with this id; null if there is none.</summary>
    public async Task<Organisation?> FindByKeyAsync(string keyId, CancellationToken cancellationToken)
    {
        await using var session = Read();
        return await session
            .Query<Organisation>()
            .FirstOrDefaultAsync(one => one.Keys.Any(key => key.Id == keyId), cancellationToken);
    }

    /// <summary>Reads all organisations, sorted by id.</summary>
    public async Task<IReadOnlyList<Organisation>> ListAsync(CancellationToken cancellationToken)
    {
        await using var session = Read();
        return await session.Query<Organisation>().OrderBy(one => one.Id).ToListAsync(cancellationToken);
    }

    private IQuerySession Read() => store.QuerySession(Sessions.Of(Tenant));
}
