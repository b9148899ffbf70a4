using Flowgen.Domain;

namespace Flowgen.Application.Common;

/// <summary>
/// Runs the changes of one key one after the other. Within the process, a change waits for its turn without a database connection.
/// Between nodes, changes use optimistic concurrency: a change that loses a race is repeated after a back-off with jitter.
/// </summary>
public sealed class Turns(TimeProvider clock)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly Dictionary<object, Turn> turns = [];

    /// <summary>Waits for the turn of a key and makes the change. It repeats the change after a lost race against another node.</summary>
    /// <param name="key">The key of the changed resource; compared by value.</param>
    /// <param name="change">Reads the state, decides and saves. Each call must begin with a new read.</param>
    /// <param name="cancellationToken">Cancels the wait. It does not cancel a change that has begun.</param>
    /// <exception cref="DomainRuleException"><see cref="DomainRuleException.Busy"/>: the change took longer than 10 s.</exception>
    public async Task<T> TakeAsync<T>(object key, Func<Task<T>> change, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        var turn = Join(key);
        try
        {
            if (!await turn.IsFree.WaitAsync(Limit, cancellationToken))
            {
                throw Busy();
            }

            try
            {
                for (var attempt = 1; ; attempt++)
                {
                    try
                    {
                        return await change();
                    }
                    catch (Exception e) when (Contention.IsRace(e))
                    {
                        if (clock.GetElapsedTime(start) > Limit)
                        {
                            throw Busy();
                        }
                    }

                    await Task.Delay(Contention.AfterRaces.After(attempt), clock, cancellationToken);
                }
            }
            finally
            {
                turn.IsFree.Release();
            }
        }
        finally
        {
            Leave(key, turn);
        }
    }

    /// <summary>The error for a change that lost too many races. The client can try again later.</summary>
    public static DomainRuleException Busy() =>
        new(
            DomainRuleException.Busy,
            "Too many requests change this resource at the same time. Try again in a few seconds."
        );

    private Turn Join(object key)
    {
        lock (turns)
        {
            if (!turns.TryGetValue(key, out var turn))
            {
                turns[key] = turn = new();
            }

            turn.Users++;
            return turn;
        }
    }

    private void Leave(object key, Turn turn)
    {
        lock (turns)
        {
            if (--turn.Users == 0)
            {
                turns.Remove(key);
                turn.IsFree.Dispose();
            }
        }
    }

    private sealed class Turn
    {
        public SemaphoreSlim IsFree { get; } = new(1, 1);

        public int Users { get; set; }
    }
}
