using Flowgen.Application.Common;
using Flowgen.Application.Organisations;
using Flowgen.Application.Webhooks;
using Flowgen.Domain;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Flows;
using JasperFx;
using JasperFx.Events;
using Marten;

namespace Flowgen.Application.FlowGenerations;

/// <summary>A decision: the events to append, and the documents to save with them.</summary>
public sealed record Decision(IReadOnlyList<FlowGenerationEvent> Events)
{
    /// <summary>The generated flow; null if the decision creates none.</summary>
    public Flow? Flow { get; init; }

    /// <summary>The idempotency key of the request. The save fails if the key already exists.</summary>
    public IdempotencyKey? Key { get; init; }
}

/// <summary>A change to one flow generation.</summary>
/// <param name="Organisation">The organisation of the generation.</param>
/// <param name="Id">The stream.</param>
/// <param name="Decide">Returns the decision for the current state, which is null for a new stream. Pure: called again after a lost race.</param>
public sealed record FlowGenerationChange(string Organisation, Guid Id, Func<FlowGeneration?, Decision> Decide)
{
    /// <summary>The message whose handler makes the change; null if a client's request makes it.</summary>
    public IWork? Message { get; init; }

    /// <summary>Whether the message is completed in the state after the change. It is then removed in the same transaction.</summary>
    public Func<FlowGeneration?, bool> CompletesMessage { get; init; } = _ => false;

    /// <summary>The actor for the events; null for Flowgen itself.</summary>
    public string? Actor { get; init; }

    /// <summary>Whether the change creates the stream. The first attempt then does not read a state.</summary>
    public bool IsNew { get; init; }

    /// <summary>Whether the decision also gets the state of a deleted generation. The state of an erased one is always null.</summary>
    public bool IncludesDeleted { get; init; }
}

/// <summary>
/// Changes flow generations; nothing else does. One transaction saves the events of a decision with the read model, the messages
/// and the usage counters. Changes that arrive at the same time share a transaction (group commit).
/// </summary>
public sealed class FlowGenerationStreams : IAsyncDisposable
{
    private const int MaxGroup = 32;
    private const int MaxWaiting = 1_000;

    // A client gets a response before its own time limit, also if the database is slow.
    private static readonly TimeSpan ClientLimit = TimeSpan.FromSeconds(15);

    private readonly IDocumentStore store;
    private readonly IQueuedWork queue;
    private readonly IWebhookDeliveries deliveries;
    private readonly IUsage usage;

    // Separate, so that no client waits behind background work.
    private readonly GroupCommit<Pending, FlowGeneration?> forClients;
    private readonly GroupCommit<Pending, FlowGeneration?> forMessages;

    /// <summary>Creates the streams and their two queues of changes.</summary>
    public FlowGenerationStreams(
        IDocumentStore store,
        IQueuedWork queue,
        IWebhookDeliveries deliveries,
        IUsage usage,
        TimeProvider clock
    )
    {
        this.store = store;
        this.queue = queue;
        this.deliveries = deliveries;
        this.usage = usage;
        forClients = Commits(maxCommits: 9, maxCommitsOfOrganisation: 3);
        forMessages = Commits(maxCommits: 3, maxCommitsOfOrganisation: 1);

        GroupCommit<Pending, FlowGeneration?> Commits(int maxCommits, int maxCommitsOfOrganisation) =>
            new(
                new(maxCommits, maxCommitsOfOrganisation, MaxGroup, MaxWaiting),
                clock,
                SaveAsync,
                pending => pending.Change.Id // a session can change a stream only once
            );
    }

    /// <summary>Decides on the current state and saves the decision.</summary>
    /// <param name="change">The change.</param>
    /// <param name="cancellationToken">Cancels the wait. A save that has begun still completes.</param>
    /// <returns>The state after the decision; null if there is no such generation.</returns>
    /// <exception cref="DomainRuleException">The decision threw it, or a client's change lost too many races.</exception>
    /// <exception cref="ConcurrencyException">The change of a message lost too many races.</exception>
    /// <exception cref="TimeoutException">The queue is full, or a client has waited for 15 s.</exception>
    public async Task<FlowGeneration?> DecideAsync(FlowGenerationChange change, CancellationToken cancellationToken)
    {
        if (change.Message is not null)
        {
            return await forMessages.CommitAsync(
                change.Organisation,
                new(change),
                Timeout.InfiniteTimeSpan,
                cancellationToken
            );
        }

        try
        {
            return await forClients.CommitAsync(change.Organisation, new(change), ClientLimit, cancellationToken);
        }
        catch (Exception e) when (Contention.IsRace(e))
        {
            throw Turns.Busy();
        }
    }

    /// <summary>The current state of a generation; null if there is none.</summary>
    public async Task<FlowGeneration?> FindAsync(string organisation, Guid id, CancellationToken cancellationToken)
    {
        await using var session = store.QuerySession(Sessions.Of(organisation));
        return await session.LoadAsync<FlowGeneration>(id, cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await forClients.DisposeAsync();
        await forMessages.DisposeAsync();
    }

    private async Task SaveAsync(string organisation, IReadOnlyList<GroupCommit<Pending, FlowGeneration?>.Change> group)
    {
        await using var session = store.IdentitySession(Sessions.Of(organisation));
        var states = await ReadAsync(session, group);
        var results = new List<(GroupCommit<Pending, FlowGeneration?>.Change Change, FlowGeneration? State)>();
        var messages = new List<OutgoingMessage>();
        var changes = new List<WebhookChange>();
        var steps = new List<DayOfUsage>();
        foreach (var change in group)
        {
            var pending = change.Work;
            try
            {
                var state = states.GetValueOrDefault(pending.Change.Id);
                var decision = pending.Change.Decide(state);
                var rows = Append(session, pending, state, decision);
                foreach (var (@event, row) in decision.Events.Zip(rows))
                {
                    var next = FlowGeneration.Evolve(state, @event);
                    messages.AddRange(
                        FlowGenerationReactions
                            .To(@event)
                            .Select(reaction => new OutgoingMessage(
                                reaction.Id,
                                reaction.Message,
                                pending.Origin.CorrelationId,
                                pending.Origin.TraceParent
                            )
                            {
                                CausationId = row.Id,
                            })
                    );
                    changes.AddRange(WebhookChange.Of(row, next));
                    steps.Add(DayOfUsage.Of(state, next));
                    state = next;
                }

                results.Add((change, state));
            }
            catch (DomainRuleException e)
            {
                change.SetException(e); // the session contains nothing of this change
            }
        }

        var handled = results
            .Where(result => result.Change.Work.Change.CompletesMessage(result.State))
            .Select(result => result.Change.Work.Change.Message!)
            .ToList();
        queue.Add(session, messages);
        queue.Remove(session, handled);
        var added = deliveries.Add(session, changes);
        usage.Add(session, steps);
        await session.SaveChangesAsync();

        queue.Changed(handled);
        results.ForEach(result => result.Change.SetResult(result.State));
        added();
    }

    private static async Task<Dictionary<Guid, FlowGeneration>> ReadAsync(
        IQuerySession session,
        IReadOnlyList<GroupCommit<Pending, FlowGeneration?>.Change> group
    )
    {
        var folded = new List<FlowGeneration>();
        var ids = new List<Guid>();
        foreach (var (change, attempts) in group.Select(one => (one.Work.Change, one.Attempts)))
        {
            if (change.IncludesDeleted)
            {
                var history = await session.StatesOfAsync(change.Id, CancellationToken.None);
                folded.AddRange(history.TakeLast(1).Where(state => state.Status is not FlowGenerationStatus.Erased));
            }
            // An earlier attempt may have been saved, although it reported an error.
            else if (!change.IsNew || attempts > 1)
            {
                ids.Add(change.Id);
            }
        }

        var states = ids is [] ? [] : await session.LoadManyAsync<FlowGeneration>(ids);
        return states.Concat(folded).ToDictionary(state => state.Id);
    }

    private static IReadOnlyList<IEvent> Append(
        IDocumentSession session,
        Pending pending,
        FlowGeneration? state,
        Decision decision
    )
    {
        if (decision.Events is [])
        {
            return [];
        }

        var stream = state is null
            ? session.Events.StartStream<FlowGeneration>(pending.Change.Id, decision.Events)
            : session.Events.Append(pending.Change.Id, state.Version + decision.Events.Count, decision.Events);
        if (decision.Flow is not null)
        {
            session.Store(decision.Flow);
        }

        if (decision.Key is not null)
        {
            session.Insert(decision.Key);
        }

        return pending.Origin.Mark(session, stream);
    }

    // Created in the activity of the caller, which is the origin of the change.
    private sealed class Pending(FlowGenerationChange change)
    {
        public FlowGenerationChange Change { get; } = change;

        public Origin Origin { get; } = change.Message is { } message ? Origin.Of(message) : Origin.Here(change.Actor);
    }
}
