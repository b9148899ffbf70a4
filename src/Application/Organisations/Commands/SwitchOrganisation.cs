using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Application.Organisations.Commands;

/// <summary>Disables an organisation, so that its keys are rejected, or enables it again.</summary>
public sealed record SwitchOrganisation(string Id, bool IsEnabled) : IRequest<Organisation>;

internal sealed class SwitchOrganisationHandler(
    OrganisationStreams streams,
    CurrentOrganisation current,
    TimeProvider clock
) : IRequestHandler<SwitchOrganisation, Organisation>
{
    public async Task<Organisation> Handle(SwitchOrganisation command, CancellationToken cancellationToken)
    {
        var (state, _) = await streams.DecideAsync(
            command.Id,
            current.Actor,
            state =>
                command.IsEnabled
                    ? OrganisationDecider.Enable(state, clock.GetUtcNow())
                    : OrganisationDecider.Disable(state, clock.GetUtcNow()),
            cancellationToken
        );
        return state!;
    }
}
