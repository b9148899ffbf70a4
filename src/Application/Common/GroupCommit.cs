namespace Flowgen.Application.Common;

/// <summary>The bounds of a <see cref="GroupCommit{TWork, TResult}"/>.</summary>
/// <param name="MaxCommits">Commits in flight of all keys.</param>
/// <param name="MaxCommitsOfKey">Commits in flight of one key.</param>
/// <param name="MaxGroup">Changes in one commit.</param>
/// <param name="MaxWaiting">Queued changes of all keys. Further changes are refused.</param>
public sealed record GroupCommitLimits(int MaxCommits, int MaxCommitsOfKey, int MaxGroup, int MaxWaiting);

/// <summary>
/// Group commit (ADR 11): changes that arrive while their key has the maximum of commits in flight share the next commit. A key is usually
/// an organisation. Keys take turns, so a slow commit of one key delays no other key. If a group is rolled back, each of its changes is
/// committed alone: a change that can't be saved does not affect the others.
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

    /// <param name="limits">The bounds.</param>
    /// <param name="clock">Measures waits and back-offs.</param>
    /// <param name="commit">
    /// Saves the changes of one key in one transaction, and sets the result of each change. It must be idempotent. If it fails, changes
    /// without a result get another attempt.
    /// </param>
    /// <param name="subject">
    /// Reads the id of the resource that a change is about. A shared transaction has at most one change of each resource, sorted by id.
    /// Null if changes can share a transaction in any combination and order.
    /// </param>
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

    /// <summary>Queues a change, waits for its commit and returns its result.</summary>
    /// <param name="key">Changes of different keys share no transaction.</param>
    /// <param name="work">The change.</param>
    /// <param name="limit">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Cancels the wait. A commit that has begun still completes; a queued change is dropped.</param>
    /// <exception cref="TimeoutException">The queue is full, or the limit has passed.</exception>
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

    /// <summary>Refuses new changes, and commits the queued ones.</summary>
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

    // Called under the lock.
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
            // Without the execution context (trace) of the caller: the group belongs to several callers.
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
            var shared = Pending(group).ToList();
            if (subject is not null)
            {
                shared = [.. shared.DistinctBy(change => subject(change.Work)).OrderBy(change => subject(change.Work))];
            }

            if (shared is [_, _, ..])
            {
                await TryTogetherAsync(key, shared);
            }

            foreach (var change in Pending(group))
            {
                await CommitAloneAsync(key, change);
            }
        }
        catch (Exception e)
        {
            // After an outage it is unknown which changes were committed. Attempts one by one would only fail later.
            group.ForEach(change => change.SetException(e));
        }
    }

    // The changes without a result. A change is dropped if its caller no longer waits.
    private static IEnumerable<Change> Pending(List<Change> group)
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
            // At least one change can't be saved: each change is committed alone next.
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

    /// <summary>A change and its result.</summary>
    public sealed class Change
    {
        private readonly CancellationToken caller;
        private readonly TaskCompletionSource<TResult> result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Change(TWork work, CancellationToken caller) => (Work, this.caller) = (work, caller);

        /// <summary>The change itself.</summary>
        public TWork Work { get; }

        /// <summary>The number of attempts, including the current one. An earlier attempt may have been saved although it reported an error.</summary>
        public int Attempts { get; internal set; }

        internal Task<TResult> Result => result.Task;

        /// <summary>Reports that the change is saved.</summary>
        public void SetResult(TResult value) => result.TrySetResult(value);

        /// <summary>Reports that the change is refused. It must not be part of the transaction.</summary>
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
