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

/// <summary>What was decided: the events to append, and what is to be saved with them.</summary>
public sealed record Decision(IReadOnlyList<FlowGenerationEvent> Events)
{
    /// <summary>The flow that was generated.</summary>
    public Flow? Flow { get; init; }

    /// <summary>The key that the generation was asked for with. One that is there already rules the decision out.</summary>
    public IdempotencyKey? Key { get; init; }
}

/// <summary>A change to one flow generation.</summary>
/// <param name="Organisation">Whose it is.</param>
/// <param name="Id">The stream.</param>
/// <param name="Decide">
/// From the state of the moment, null where there is none, to what happens. Pure: it is asked again when somebody else was
/// first.
/// </param>
public sealed record FlowGenerationChange(string Organisation, Guid Id, Func<FlowGeneration?, Decision> Decide)
{
    /// <summary>The message that is being handled; null where a client waits.</summary>
    public IWork? Message { get; init; }

    /// <summary>Whether, in the state after it, there is nothing left of the message to handle.</summary>
    public Func<FlowGeneration?, bool> CompletesMessage { get; init; } = _ => false;

    /// <summary>Who changes it, for the history; null for Flowgen itself.</summary>
    public string? Actor { get; init; }

    /// <summary>Whether the id was made just now, so that there is no state to read.</summary>
    public bool IsNew { get; init; }

    /// <summary>Whether a deleted generation counts as one, unless it is erased.</summary>
    public bool IncludesDeleted { get; init; }
}

/// <summary>
/// The one way in which flow generations change. A decision becomes events, the read model, the messages that the events
/// call for and their additions to the counters, in one transaction, which several changes share where they arrive together.
/// </summary>
public sealed class FlowGenerationStreams : IAsyncDisposable
{
    private const int MaxGroup = 32;
    private const int MaxWaiting = 1_000;

    // A client gets a response while it still listens, whatever the database does.
    private static readonly TimeSpan ClientLimit = TimeSpan.FromSeconds(15);

    private readonly IDocumentStore store;
    private readonly IBacklog backlog;
    private readonly IWebhookDeliveries deliveries;
    private readonly IUsage usage;

    // Apart, so that no client waits behind the background work.
    private readonly GroupCommit<Pending, FlowGeneration?> forClients;
    private readonly GroupCommit<Pending, FlowGeneration?> forMessages;

    /// <summary>Begins with nothing to save.</summary>
    public FlowGenerationStreams(
        IDocumentStore store,
        IBacklog backlog,
        IWebhookDeliveries deliveries,
        IUsage usage,
        TimeProvider clock
    )
    {
        this.store = store;
        this.backlog = backlog;
        this.deliveries = deliveries;
        this.usage = usage;
        forClients = Commits(maxCommits: 9, maxCommitsOfOrganisation: 3);
        forMessages = Commits(maxCommits: 3, maxCommitsOfOrganisation: 1);

        GroupCommit<Pending, FlowGeneration?> Commits(int maxCommits, int maxCommitsOfOrganisation) =>
            new(
                new(maxCommits, maxCommitsOfOrganisation, MaxGroup, MaxWaiting),
                clock,
                SaveAsync,
                pending => pending.Change.Id // a stream can be changed only once in a session
            );
    }

    /// <summary>Decides on the state of the moment, and saves what was decided.</summary>
    /// <param name="change">What is to change.</param>
    /// <param name="cancellationToken">Cancels the wait. A save that has begun still completes.</param>
    /// <returns>The state after it; null where there is no such generation.</returns>
    /// <exception cref="DomainRuleException">The decision's own; or others kept changing the generation while a client waited.</exception>
    /// <exception cref="ConcurrencyException">Others kept changing the generation while a message was handled.</exception>
    /// <exception cref="TimeoutException">Too many wait, or a client has waited for a quarter of a minute.</exception>
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

    /// <summary>The state of a generation right now; null where there is none.</summary>
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
                change.SetException(e); // nothing of it is in the session
            }
        }

        var handled = results
            .Where(result => result.Change.Work.Change.CompletesMessage(result.State))
            .Select(result => result.Change.Work.Change.Message!)
            .ToList();
        backlog.Add(session, messages);
        backlog.Remove(session, handled);
        var added = deliveries.Add(session, changes);
        usage.Add(session, steps);
        await session.SaveChangesAsync();

        backlog.Changed(handled);
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
            // An earlier attempt may have been saved, whatever was reported.
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

    // The origin is that of the caller's activity.
    private sealed class Pending(FlowGenerationChange change)
    {
        public FlowGenerationChange Change { get; } = change;

        public Origin Origin { get; } = change.Message is { } message ? Origin.Of(message) : Origin.Here(change.Actor);
    }
}
