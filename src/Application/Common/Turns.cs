using Flowgen.Domain;

namespace Flowgen.Application.Common;

/// <summary>
/// Makes the changes of one thing one after the other, each on the state that it finds. In this process a change waits for its
/// turn, without a database connection. Against other nodes it is optimistic, and repeated after a back-off with jitter.
/// </summary>
public sealed class Turns(TimeProvider clock)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly Dictionary<object, Turn> turns = [];

    /// <summary>Waits for the turn of a key, and makes the change; again while another node is faster.</summary>
    /// <param name="key">What is changed: equal by value.</param>
    /// <param name="change">Reads the state, decides on it and saves; from the beginning each time that it is called.</param>
    /// <param name="cancellationToken">Cancels the wait. A change that has begun is not cancelled by it.</param>
    /// <exception cref="DomainRuleException"><see cref="DomainRuleException.Busy"/>: it took longer than 10 s.</exception>
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

    /// <summary>The change was not made, because too many others are: worth another attempt later.</summary>
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
