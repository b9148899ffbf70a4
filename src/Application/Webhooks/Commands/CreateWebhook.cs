using Flowgen.Application.Common;
using Flowgen.Application.Organisations;
using Flowgen.Domain.Webhooks;
using FluentValidation.Results;
using MediatR;

namespace Flowgen.Application.Webhooks.Commands;

/// <summary>Has an organisation told of what happens from now on.</summary>
/// <param name="Settings">What it asks for.</param>
/// <param name="ReadErrors">Errors found while the request was read. They are reported with those of the rules.</param>
public sealed record CreateWebhook(WebhookSettings Settings, IReadOnlyList<ValidationFailure> ReadErrors)
    : IRequest<Once<WebhookWithSecret>>
{
    /// <summary>The use of the client's idempotency key; null without a key.</summary>
    public IdempotencyKey? Use { get; init; }
}

/// <summary>A webhook, and for the only time, its new secret.</summary>
public sealed record WebhookWithSecret(Webhook Webhook, string Secret);

internal sealed class CreateWebhookHandler(
    WebhookStreams streams,
    SafeRetries retries,
    WebhookRules rules,
    IWebhookSecrets secrets,
    CurrentOrganisation organisation,
    TimeProvider clock
) : IRequestHandler<CreateWebhook, Once<WebhookWithSecret>>
{
    public Task<Once<WebhookWithSecret>> Handle(CreateWebhook command, CancellationToken cancellationToken) =>
        retries.RunAsync<WebhookWithSecret>(
            organisation.Id,
            command.Use,
            async use =>
            {
                await rules.CheckAsync(command.Settings, before: null, command.ReadErrors, cancellationToken);
                var secret = WebhookSecret.Create();
                var encrypted = await secrets.ProtectAsync(secret, cancellationToken);
                var now = clock.GetUtcNow();
                var id = Guid.CreateVersion7(now);
                var created = await streams.CreateAsync(
                    organisation.Id,
                    organisation.Actor,
                    others => WebhookDecider.Create(others, id, command.Settings, encrypted, now),
                    webhook => use(new(webhook, secret)),
                    cancellationToken
                );
                return new(created, secret);
            },
            cancellationToken
        );
}
