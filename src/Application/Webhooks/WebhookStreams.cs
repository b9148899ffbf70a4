using System.Data;
using Flowgen.Application.Common;
using Flowgen.Domain;
using Flowgen.Domain.Webhooks;
using Marten;

namespace Flowgen.Application.Webhooks;

/// <summary>The one way in which webhooks change, and are read. Their streams are in the tenant of their organisation.</summary>
public sealed class WebhookStreams(IDocumentStore store, Turns turns, TimeProvider clock)
{
    private readonly EventStreams<Webhook, WebhookEvent> streams = new(
        store,
        turns,
        Webhook.Evolve,
        state => state.Version
    );

    /// <summary>Begins a webhook. Those of one organisation are begun in turn.</summary>
    /// <param name="organisation">Its owner.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="decide">From how many webhooks there are to what happens. Pure: called again after a lost race.</param>
    /// <param name="key">The use of the client's key to save with it; null where there is none.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task<Webhook> CreateAsync(
        string organisation,
        string? actor,
        Func<int, WebhookCreated> decide,
        Func<Webhook, IdempotencyKey?> key,
        CancellationToken cancellationToken
    ) =>
        turns.TakeAsync(
            (typeof(Webhook), organisation),
            async () =>
            {
                // Serializable, so that of two nodes at a time the other counts the first.
                await using var session = store.LightweightSession(
                    Sessions.Of(organisation, IsolationLevel.Serializable)
                );
                await session.BeginTransactionAsync(cancellationToken);
                var created = decide(await session.Query<Webhook>().CountAsync(cancellationToken));
                var row = session.Events.StartStream<Webhook>(created.WebhookId, created);
                Origin.Here(actor).Mark(session, row);
                var webhook = Webhook.Evolve(state: null, created);
                Save(session, key(webhook));
                await session.SaveChangesAsync(cancellationToken);
                return webhook;
            },
            cancellationToken
        );

    /// <summary>Decides on the state of the moment, and saves what was decided. Changes of one webhook are decided in turn.</summary>
    /// <param name="organisation">Its owner.</param>
    /// <param name="id">The webhook.</param>
    /// <param name="actor">Who decides; null for Flowgen itself.</param>
    /// <param name="decide">From the state, null where there is none, to what happens. Pure: called again after a lost race.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <param name="key">The use of the client's key to save with it, from the state after it; null where there is none.</param>
    /// <returns>The state after it, null where there is none, and whether anything happened.</returns>
    public Task<(Webhook? State, bool HasChanged)> DecideAsync(
        string organisation,
        Guid id,
        string? actor,
        Func<Webhook?, IReadOnlyList<WebhookEvent>> decide,
        CancellationToken cancellationToken,
        Func<Webhook, IdempotencyKey?>? key = null
    ) =>
        streams.DecideAsync(
            organisation,
            id,
            Origin.Here(actor),
            decide,
            (session, state) => Save(session, key?.Invoke(state)),
            cancellationToken
        );

    /// <summary>Gives up on a webhook as it was tried: one that has been changed since may lead elsewhere.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="tried">The webhook.</param>
    /// <param name="reason">Why.</param>
    /// <param name="deliveryId">The delivery that was the last straw.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether it was.</returns>
    public async Task<bool> DisableAsync(
        string organisation,
        Webhook tried,
        WebhookDisabledReason reason,
        Guid deliveryId,
        CancellationToken cancellationToken
    )
    {
        var (_, isDisabled) = await streams.DecideAsync(
            organisation,
            tried.Id,
            Origin.Here(actor: null, deliveryId),
            state => state?.Version == tried.Version ? WebhookDecider.Disable(state, reason, clock.GetUtcNow()) : [],
            also: null,
            cancellationToken
        );
        return isDisabled;
    }

    /// <summary>One webhook; null where there is none.</summary>
    public Task<Webhook?> FindAsync(string organisation, Guid id, CancellationToken cancellationToken) =>
        streams.FindAsync(organisation, id, cancellationToken);

    /// <summary>Passes a state in which a change may be made, or none.</summary>
    /// <exception cref="DomainRuleException"><see cref="DomainRuleException.OtherVersion"/>.</exception>
    internal static Webhook? Expected(Webhook? state, Precondition precondition)
    {
        if (state is not null)
        {
            precondition.Require(state.Version);
        }

        return state;
    }

    private static void Save(IDocumentSession session, IdempotencyKey? key)
    {
        if (key is not null)
        {
            session.Insert(key);
        }
    }
}
