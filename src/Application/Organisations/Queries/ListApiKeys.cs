using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Application.Organisations.Queries;

/// <summary>
/// Lists all keys of an organisation, oldest first; null if there is no such organisation. There are at most a few hundred, so the list
/// has no pages.
/// </summary>
public sealed record ListApiKeys(string Organisation) : IRequest<IReadOnlyList<UsedApiKey>?>;

/// <summary>A key with the time of its last use, accurate to about a minute; null for never.</summary>
public sealed record UsedApiKey(ApiKey Key, DateTimeOffset? LastUsedAt);

internal sealed class ListApiKeysHandler(OrganisationRegistry registry, IApiKeys keys)
    : IRequestHandler<ListApiKeys, IReadOnlyList<UsedApiKey>?>
{
    public async Task<IReadOnlyList<UsedApiKey>?> Handle(ListApiKeys query, CancellationToken cancellationToken)
    {
        if (await registry.FindAsync(query.Organisation, cancellationToken) is not { } organisation)
        {
            return null;
        }

        var used = await keys.LastUsedAsync([.. organisation.Keys.Select(key => key.Id)], cancellationToken);
        return
        [
            .. organisation.Keys.Select(key => new UsedApiKey(key, used.TryGetValue(key.Id, out var at) ? at : null)),
        ];
    }
}
