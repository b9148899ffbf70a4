using Flowgen.Application.Common;
using Flowgen.Application.Organisations;
using Flowgen.Domain;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Flows;
using JasperFx;
using JasperFx.Events;
using Marten;
using Wolverine;

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
    public IMessageContext? Message { get; init; }

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
/// call for and what they add to the counters, in one transaction. Changes that come while others are being saved share the next transaction; one that comes
/// alone waits for nobody. What the database refuses of one of a group is its own affair: the others are saved without it.
/// </summary>
public sealed class FlowGenerationStreams : IAsyncDisposable
{
    private const int Attempts = 5;
    private const int LargestGroup = 32;
    private const int MostWaiting = 1_000;

    // One organisation's transaction does not wait for another's.
    private const int OrganisationsAtATime = 3;

    // So that a client is answered while it still listens, whatever the database does.
    private static readonly TimeSpan ClientLimit = TimeSpan.FromSeconds(15);

    private readonly IDocumentStore store;
    private readonly IBacklog backlog;
    private readonly IUsage usage;
    private readonly TimeProvider clock;

    // Apart, so that no client waits behind the background work.
    private readonly Lanes<Pending> forClients;
    private readonly Lanes<Pending> forMessages;

    /// <summary>Opens the lanes.</summary>
    public FlowGenerationStreams(IDocumentStore store, IBacklog backlog, IUsage usage, TimeProvider clock)
    {
        this.store = store;
        this.backlog = backlog;
        this.usage = usage;
        this.clock = clock;
        forClients = new(3, LargestGroup, MostWaiting, SaveAsync);
        forMessages = new(1, LargestGroup, MostWaiting, SaveAsync);
    }

    /// <summary>Decides on the state of the moment, and saves what was decided.</summary>
    /// <param name="change">What is to change.</param>
    /// <param name="cancellationToken">Stops waiting. What is being saved by then, is.</param>
    /// <returns>The state after it; null where there is no such generation.</returns>
    /// <exception cref="DomainRuleException">The decision's own; or others kept changing the generation while a client waited.</exception>
    /// <exception cref="ConcurrencyException">Others kept changing the generation while a message was handled.</exception>
    /// <exception cref="TimeoutException">Too many wait, or a client has waited for a quarter of a minute.</exception>
    public async Task<FlowGeneration?> DecideAsync(FlowGenerationChange change, CancellationToken cancellationToken)
    {
        var isForClient = change.Message is null;
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pending = new Pending(change, caller.Token);
        if (!(isForClient ? forClients : forMessages).TryAdd(pending))
        {
            throw new TimeoutException("Too many changes wait to be saved.");
        }

        try
        {
            var limit = isForClient ? ClientLimit : Timeout.InfiniteTimeSpan;
            return await pending.Saved.Task.WaitAsync(limit, clock, cancellationToken);
        }
        catch (Exception e) when (isForClient && Contention.IsRace(e))
        {
            throw Turns.Busy();
        }
        finally
        {
            await caller.CancelAsync(); // whoever does not wait any more need not be served
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

    // A session is one organisation's.
    private Task SaveAsync(IReadOnlyList<Pending> group) =>
        Parallel.ForEachAsync(
            group.GroupBy(pending => pending.Change.Organisation),
            new ParallelOptions { MaxDegreeOfParallelism = OrganisationsAtATime },
            async (ofOne, _) => await SaveOrganisationAsync([.. ofOne])
        );

    private async Task SaveOrganisationAsync(List<Pending> group)
    {
        try
        {
            // A stream can be changed only once in a session; in one order, since those of other lanes lock them as well.
            List<Pending> together =
            [
                .. Unsettled(group).DistinctBy(pending => pending.Change.Id).OrderBy(pending => pending.Change.Id),
            ];
            if (together is [_, _, ..])
            {
                await TrySaveTogetherAsync(together);
            }

            foreach (var pending in Unsettled(group))
            {
                await SaveAloneAsync(pending);
            }

            backlog.Changed();
        }
        catch (Exception e)
        {
            // Of an outage nobody knows what it left, and one by one it would only take longer to fail.
            group.ForEach(pending => pending.Saved.TrySetException(e));
        }
    }

    private static IEnumerable<Pending> Unsettled(List<Pending> group)
    {
        foreach (var pending in group.Where(pending => pending.Caller.IsCancellationRequested))
        {
            pending.Saved.TrySetCanceled(pending.Caller);
        }

        return group.Where(pending => !pending.Saved.Task.IsCompleted);
    }

    private async Task TrySaveTogetherAsync(List<Pending> group)
    {
        try
        {
            await TransactAsync(group);
        }
        catch (Exception e) when (!Outage.Is(e))
        {
            // Rolled back, because of one or some of them: each alone will tell.
        }
    }

    private async Task SaveAloneAsync(Pending pending)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await TransactAsync([pending]);
                return;
            }
            catch (Exception e) when (Contention.IsRace(e) && attempt < Attempts)
            {
                await Task.Delay(Contention.AfterRaces.After(attempt), clock);
            }
            catch (Exception e) when (!Outage.Is(e))
            {
                pending.Saved.TrySetException(e);
                return;
            }
        }
    }

    private async Task TransactAsync(List<Pending> group)
    {
        await using var session = store.IdentitySession(Sessions.Of(group[0].Change.Organisation));
        var states = await ReadAsync(session, group);
        var results = new List<(Pending Pending, FlowGeneration? State)>();
        var messages = new List<OutgoingMessage>();
        var steps = new List<DayOfUsage>();
        foreach (var pending in group)
        {
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
                            .To(@event, next)
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
                    steps.Add(DayOfUsage.Of(state, next));
                    state = next;
                }

                results.Add((pending, state));
            }
            catch (DomainRuleException e)
            {
                pending.Saved.TrySetException(e); // nothing of it is in the session
            }
        }

        var handled = results
            .Where(result => result.Pending.Change.CompletesMessage(result.State))
            .Select(result => result.Pending.Envelope!)
            .ToList();
        backlog.Add(session, messages);
        backlog.Remove(session, handled);
        usage.Add(session, steps);
        await session.SaveChangesAsync();

        handled.ForEach(envelope => envelope.Status = EnvelopeStatus.Handled);
        results.ForEach(result => result.Pending.Saved.TrySetResult(result.State));
    }

    private static async Task<Dictionary<Guid, FlowGeneration>> ReadAsync(IQuerySession session, List<Pending> group)
    {
        var folded = new List<FlowGeneration>();
        var ids = new List<Guid>();
        foreach (var pending in group)
        {
            if (pending.Change.IncludesDeleted)
            {
                var history = await session.StatesOfAsync(pending.Change.Id, CancellationToken.None);
                folded.AddRange(history.TakeLast(1).Where(state => state.Status is not FlowGenerationStatus.Erased));
            }
            // What was tried before may have been saved, whatever was said.
            else if (!pending.Change.IsNew || pending.WasTried)
            {
                ids.Add(pending.Change.Id);
            }

            pending.WasTried = true;
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

    // Takes what it needs of the message now: its context belongs to another one later.
    private sealed class Pending(FlowGenerationChange change, CancellationToken caller)
    {
        public FlowGenerationChange Change { get; } = change;

        public CancellationToken Caller { get; } = caller;

        public Envelope? Envelope { get; } = change.Message?.Envelope;

        public Origin Origin { get; } = change.Message is { } message ? Origin.Of(message) : Origin.Here(change.Actor);

        public bool WasTried { get; set; }

        public TaskCompletionSource<FlowGeneration?> Saved { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
