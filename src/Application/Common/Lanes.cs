using System.Threading.Channels;

namespace Flowgen.Application.Common;

/// <summary>
/// Runs work in groups, a fixed number of them at a time. What comes while every lane is busy goes together in the next
/// group; what comes alone is run at once, alone.
/// </summary>
public sealed class Lanes<T> : IAsyncDisposable
{
    private readonly Channel<T> waiting;
    private readonly int largest;
    private readonly Func<IReadOnlyList<T>, Task> run;
    private readonly Task[] lanes;

    /// <summary>Opens the lanes.</summary>
    /// <param name="count">How many groups may run at a time.</param>
    /// <param name="largest">How many may be in a group.</param>
    /// <param name="capacity">How many may wait.</param>
    /// <param name="run">Runs a group. Must not throw: tell each of the group what became of it.</param>
    public Lanes(int count, int largest, int capacity, Func<IReadOnlyList<T>, Task> run)
    {
        this.largest = largest;
        this.run = run;
        waiting = Channel.CreateBounded<T>(capacity);
        // Whoever is first must not be taken for the author of all that follows.
        using var nobody = ExecutionContext.SuppressFlow();
        lanes = [.. Enumerable.Range(0, count).Select(_ => Task.Run(Lane))];
    }

    /// <summary>Adds work, unless too much of it waits, or the lanes are closed.</summary>
    public bool TryAdd(T work) => waiting.Writer.TryWrite(work);

    /// <summary>Runs what still waits, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await Task.WhenAll(lanes);
    }

    private async Task Lane()
    {
        while (await waiting.Reader.WaitToReadAsync())
        {
            var group = new List<T>();
            while (group.Count < largest && waiting.Reader.TryRead(out var next))
            {
                group.Add(next);
            }

            if (group is not [])
            {
                await run(group);
            }
        }
    }
}
