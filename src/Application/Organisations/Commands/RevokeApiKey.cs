using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Application.Organisations.Commands;

/// <summary>Revokes a key on all nodes. False if the organisation has no key with this id.</summary>
public sealed record RevokeApiKey(string Organisation, string KeyId) : IRequest<bool>;

internal sealed class RevokeApiKeyHandler(OrganisationStreams streams, CurrentOrganisation current, TimeProvider clock)
    : IRequestHandler<RevokeApiKey, bool>
{
    public async Task<bool> Handle(RevokeApiKey command, CancellationToken cancellationToken)
    {
        var (_, isRevoked) = await streams.DecideAsync(
            command.Organisation,
            current.Actor,
            state => OrganisationDecider.RevokeKey(state, command.KeyId, clock.GetUtcNow()),
            cancellationToken
        );
        return isRevoked;
    }
}
