using Flowgen.Application.Common;
using Flowgen.Application.Organisations;
using Flowgen.Domain.Webhooks;
using MediatR;

namespace Flowgen.Application.Webhooks.Commands;

/// <summary>
/// Replaces the secret of a webhook. For a day, the previous secret signs as well. The result has no webhook if it does not exist.
/// </summary>
/// <param name="Id">The webhook.</param>
/// <param name="Precondition">The versions in which the secret may be replaced.</param>
/// <param name="Use">The use of the client's idempotency key; null without a key.</param>
public sealed record RotateWebhookSecret(Guid Id, Precondition Precondition, IdempotencyKey? Use)
    : IRequest<Once<WebhookWithSecret>>;

internal sealed class RotateWebhookSecretHandler(
    WebhookStreams streams,
    SafeRetries retries,
    IWebhookSecrets secrets,
    CurrentOrganisation organisation,
    TimeProvider clock
) : IRequestHandler<RotateWebhookSecret, Once<WebhookWithSecret>>
{
    public Task<Once<WebhookWithSecret>> Handle(RotateWebhookSecret command, CancellationToken cancellationToken) =>
        retries.RunAsync<WebhookWithSecret>(
            organisation.Id,
            command.Use,
            async use =>
            {
                var secret = WebhookSecret.Create();
                var encrypted = await secrets.ProtectAsync(secret, cancellationToken);
                var (rotated, _) = await streams.DecideAsync(
                    organisation.Id,
                    command.Id,
                    organisation.Actor,
                    state =>
                        WebhookDecider.RotateSecret(
                            WebhookStreams.Expected(state, command.Precondition),
                            encrypted,
                            clock.GetUtcNow()
                        ),
                    cancellationToken,
                    webhook => use(new(webhook, secret))
                );
                return rotated is null ? null : new(rotated, secret);
            },
            cancellationToken
        );
}
