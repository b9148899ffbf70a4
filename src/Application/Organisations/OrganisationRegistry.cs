using Flowgen.Application.Common;
using Flowgen.Domain.Organisations;
using Marten;

namespace Flowgen.Application.Organisations;

/// <summary>Reads organisations. They are in a tenant of their own, so that no key opens it.</summary>
public sealed class OrganisationRegistry(IDocumentStore store)
{
    /// <summary>The tenant of all organisations. Not an id that an organisation can have.</summary>
    public const string Tenant = "flowgen/organisations";

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

    /// <summary>All organisations, by their ids.</summary>
    public async Task<IReadOnlyList<Organisation>> ListAsync(CancellationToken cancellationToken)
    {
        await using var session = Read();
        return await session.Query<Organisation>().OrderBy(one => one.Id).ToListAsync(cancellationToken);
    }

    private IQuerySession Read() => store.QuerySession(Sessions.Of(Tenant));
}
