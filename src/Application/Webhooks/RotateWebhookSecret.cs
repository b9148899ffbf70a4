using Flowgen.Application.Organisations;
using Flowgen.Domain.Webhooks;
using MediatR;

namespace Flowgen.Application.Webhooks;

/// <summary>Gives a webhook another secret; the one before signs as well for a day. Null where there is none.</summary>
public sealed record RotateWebhookSecret(Guid Id) : IRequest<WebhookWithSecret?>;

internal sealed class RotateWebhookSecretHandler(
    WebhookStreams streams,
    IWebhookSecrets secrets,
    CurrentOrganisation organisation,
    TimeProvider clock
) : IRequestHandler<RotateWebhookSecret, WebhookWithSecret?>
{
    public async Task<WebhookWithSecret?> Handle(RotateWebhookSecret command, CancellationToken cancellationToken)
    {
        var secret = WebhookSecret.Create();
        var encrypted = await secrets.ProtectAsync(secret, cancellationToken);
        var (rotated, _) = await streams.DecideAsync(
            organisation.Id,
            command.Id,
            organisation.Actor,
            state => WebhookDecider.RotateSecret(state, encrypted, clock.GetUtcNow()),
            cancellationToken
        );
        return rotated is null ? null : new(rotated, secret);
    }
}
