using Flowgen.Application.Common;
using Flowgen.Domain.Webhooks;
using Marten;
using Marten.Services;

namespace Flowgen.Application.Webhooks;

/// <summary>The one way in which webhooks change.</summary>
public sealed class WebhookStreams(IDocumentStore store, TimeProvider clock)
{
    private const int Attempts = 5;
    private const int MostSecondsOfAStatement = 10;

    /// <summary>Decides on the state of the moment, and saves what was decided.</summary>
    public async Task<(Webhook? State, bool HasChanged)> DecideAsync(
        string organisation,
        Guid id,
        string? actor,
        Func<Webhook?, IReadOnlyList<WebhookEvent>> decide,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var session = store.LightweightSession(
                new SessionOptions { TenantId = organisation, Timeout = MostSecondsOfAStatement }
            );
            session.LastModifiedBy = actor;
            var state = await session.LoadAsync<Webhook>(id, cancellationToken);
            var events = decide(state);
            if (events is [])
            {
                return (state, false);
            }

            if (state is null)
            {
                session.Events.StartStream<Webhook>(id, events);
            }
            else
            {
                session.Events.Append(id, state.Version + events.Count, events);
            }

            try
            {
                await session.SaveChangesAsync(cancellationToken);
                return (events.Aggregate(state, Webhook.Evolve), true);
            }
            catch (Exception e) when (Contention.IsRace(e) && attempt < Attempts) { }
        }
    }

    /// <summary>Gives up on a webhook, unless it is disabled already.</summary>
    public Task DisableAsync(
        string organisation,
        Guid id,
        WebhookDisabledReason reason,
        CancellationToken cancellationToken
    ) =>
        DecideAsync(
            organisation,
            id,
            actor: null,
            state => state is { Settings.IsEnabled: true } ? [new WebhookDisabled(id, reason, clock.GetUtcNow())] : [],
            cancellationToken
        );
}
