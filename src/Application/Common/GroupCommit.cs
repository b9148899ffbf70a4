namespace Flowgen.Application.Common;

/// <summary>The bounds of a <see cref="GroupCommit{TWork, TResult}"/>.</summary>
/// <param name="MaxCommits">Commits in flight.</param>
/// <param name="MaxCommitsOfKey">Commits in flight of one key.</param>
/// <param name="MaxGroup">Changes in one commit.</param>
/// <param name="MaxWaiting">Changes that wait for a commit, of all keys. The next one is refused.</param>
public sealed record GroupCommitLimits(int MaxCommits, int MaxCommitsOfKey, int MaxGroup, int MaxWaiting);

/// <summary>
/// Group commit: changes that arrive while commits of their key are in flight share the next one; a change that arrives alone is
/// committed at once, alone. A key is as a rule an organisation. Keys take turns, and a slow commit of one holds up no other. A group that is rolled back is
/// committed one by one, so that a change that can't be saved takes no other with it (ADR 11).
/// </summary>
public sealed class GroupCommit<TWork, TResult> : IAsyncDisposable
{
    private const int MaxAttempts = 5;

    private readonly GroupCommitLimits limits;
    private readonly TimeProvider clock;
    private readonly Func<string, IReadOnlyList<Change>, Task> commit;
    private readonly Func<TWork, Guid>? subject;

    private readonly Lock guard = new();
    private readonly Dictionary<string, Key> keys = [];
    private readonly Queue<Key> turns = [];
    private readonly TaskCompletionSource isIdle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int waiting;
    private int inFlight;
    private bool isClosed;

    /// <summary>Begins with nothing to commit.</summary>
    /// <param name="limits">The bounds.</param>
    /// <param name="clock">Measures waits and back-offs.</param>
    /// <param name="commit">
    /// Saves the changes of one key in one transaction and settles each of them; safe to repeat. May settle some before it fails: the
    /// others are tried again.
    /// </param>
    /// <param name="subject">What a change is about, where two changes of the same may not share a transaction; the others are committed in its order.</param>
    public GroupCommit(
        GroupCommitLimits limits,
        TimeProvider clock,
        Func<string, IReadOnlyList<Change>, Task> commit,
        Func<TWork, Guid>? subject = null
    )
    {
        this.limits = limits;
        this.clock = clock;
        this.commit = commit;
        this.subject = subject;
    }

    /// <summary>Has a change committed, and returns its result.</summary>
    /// <param name="key">Changes of different keys share no transaction.</param>
    /// <param name="work">The change.</param>
    /// <param name="limit">The longest wait; infinite for none.</param>
    /// <param name="cancellationToken">Cancels the wait. A commit that has begun still completes; a change that waits is dropped.</param>
    /// <exception cref="TimeoutException">Too many changes wait, or the limit is over.</exception>
    public async Task<TResult> CommitAsync(string key, TWork work, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var change = new Change(work, caller.Token);
        Add(key, change);
        try
        {
            return await change.Result.WaitAsync(limit, clock, cancellationToken);
        }
        finally
        {
            await caller.CancelAsync();
        }
    }

    /// <summary>Commits the changes that still wait, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (guard)
        {
            isClosed = true;
            EndWhenIdle();
        }

        await isIdle.Task;
    }

    private void Add(string name, Change change)
    {
        lock (guard)
        {
            if (isClosed || waiting == limits.MaxWaiting)
            {
                throw new TimeoutException("Too many changes wait to be saved.");
            }

            if (!keys.TryGetValue(name, out var key))
            {
                keys[name] = key = new(name);
            }

            key.Waiting.Enqueue(change);
            waiting++;
            TakeTurns(key);
        }
    }

    // Under the lock.
    private void TakeTurns(Key key)
    {
        Queue(key);
        while (inFlight < limits.MaxCommits && turns.TryDequeue(out var next))
        {
            var group = new List<Change>();
            while (group.Count < limits.MaxGroup && next.Waiting.TryDequeue(out var change))
            {
                group.Add(change);
            }

            waiting -= group.Count;
            inFlight++;
            next.InFlight++;
            next.HasTurn = false;
            Queue(next);
            // Without the context of the caller that happens to be first: it is not the author of the whole group.
            ThreadPool.UnsafeQueueUserWorkItem(_ => _ = RunAsync(next, group), state: null);
        }
    }

    private void Queue(Key key)
    {
        if (!key.HasTurn && key.Waiting.Count > 0 && key.InFlight < limits.MaxCommitsOfKey)
        {
            key.HasTurn = true;
            turns.Enqueue(key);
        }
    }

    private async Task RunAsync(Key key, List<Change> group)
    {
        await CommitAsync(key.Name, group);
        lock (guard)
        {
            inFlight--;
            key.InFlight--;
            if (key is { InFlight: 0, Waiting.Count: 0 })
            {
                keys.Remove(key.Name);
            }

            TakeTurns(key);
            EndWhenIdle();
        }
    }

    private void EndWhenIdle()
    {
        if (isClosed && inFlight == 0 && waiting == 0)
        {
            isIdle.TrySetResult();
        }
    }

    private async Task CommitAsync(string key, List<Change> group)
    {
        try
        {
            var together = Unsettled(group).ToList();
            if (subject is not null)
            {
                together =
                [
                    .. together.DistinctBy(change => subject(change.Work)).OrderBy(change => subject(change.Work)),
                ];
            }

            if (together is [_, _, ..])
            {
                await TryTogetherAsync(key, together);
            }

            foreach (var change in Unsettled(group))
            {
                await CommitAloneAsync(key, change);
            }
        }
        catch (Exception e)
        {
            // After an outage it is unknown what was committed, and one by one would only take longer to fail.
            group.ForEach(change => change.SetException(e));
        }
    }

    // A caller that waits no more need not be served.
    private static IEnumerable<Change> Unsettled(List<Change> group)
    {
        foreach (var change in group)
        {
            change.DropIfCancelled();
        }

        return group.Where(change => !change.Result.IsCompleted);
    }

    private async Task TryTogetherAsync(string key, List<Change> group)
    {
        try
        {
            await AttemptAsync(key, group);
        }
        catch (Exception e) when (!Outage.Is(e))
        {
            // Rolled back because of one or some of the changes: each is committed alone next.
        }
    }

    private async Task CommitAloneAsync(string key, Change change)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await AttemptAsync(key, [change]);
                return;
            }
            catch (Exception e) when (Contention.IsRace(e) && attempt < MaxAttempts)
            {
                await Task.Delay(Contention.AfterRaces.After(attempt), clock);
            }
            catch (Exception e) when (!Outage.Is(e))
            {
                change.SetException(e);
                return;
            }
        }
    }

    private Task AttemptAsync(string key, List<Change> group)
    {
        group.ForEach(change => change.Attempts++);
        return commit(key, group);
    }

    /// <summary>A change that waits for its commit.</summary>
    public sealed class Change
    {
        private readonly CancellationToken caller;
        private readonly TaskCompletionSource<TResult> result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Change(TWork work, CancellationToken caller) => (Work, this.caller) = (work, caller);

        /// <summary>The change itself.</summary>
        public TWork Work { get; }

        /// <summary>Attempts to commit it, the present one included. After a second, the first may have been saved whatever was reported.</summary>
        public int Attempts { get; internal set; }

        internal Task<TResult> Result => result.Task;

        /// <summary>The change is saved.</summary>
        public void SetResult(TResult value) => result.TrySetResult(value);

        /// <summary>The change is refused, and not part of the transaction.</summary>
        public void SetException(Exception exception) => result.TrySetException(exception);

        internal void DropIfCancelled()
        {
            if (caller.IsCancellationRequested)
            {
                result.TrySetCanceled(caller);
            }
        }
    }

    private sealed class Key(string name)
    {
        public string Name => name;

        public Queue<Change> Waiting { get; } = [];

        public int InFlight { get; set; }

        public bool HasTurn { get; set; }
    }
}
