using System.Threading.Channels;

namespace Flowgen.Infrastructure.Hosting;

/// <summary>An auto-reset event for asynchronous code. A set flag ends one wait, now or later. Setting a set flag has no effect.</summary>
internal sealed class AsyncFlag
{
    private readonly Channel<bool> set = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    public void Set() => set.Writer.TryWrite(true);

    /// <summary>Waits until the flag is set, and resets it.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) => await set.Reader.ReadAsync(cancellationToken);

    /// <summary>Waits until the flag is set or the limit is over, and resets it.</summary>
    /// <param name="limit">Zero resets the flag without a wait.</param>
    /// <param name="clock">Measures the limit.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Whether the flag was set.</returns>
    public async Task<bool> WaitAsync(TimeSpan limit, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (set.Reader.TryRead(out _))
        {
            return true;
        }

        if (limit == TimeSpan.Zero)
        {
            return false;
        }

        using var end = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellationToken);
        try
        {
            await set.Reader.ReadAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
