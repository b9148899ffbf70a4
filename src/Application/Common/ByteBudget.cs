namespace Flowgen.Application.Common;

/// <summary>
/// A memory budget: work reserves bytes before it uses them. An organisation can hold at most as much as remains free: half of the budget
/// if it is alone, a third if there are two, and so on. So a further organisation always finds free memory. Reservations that do not fit
/// wait in a queue for each organisation.
/// </summary>
/// <param name="total">The size of the budget in bytes.</param>
/// <param name="clock">Limits the wait.</param>
public sealed class ByteBudget(long total, TimeProvider clock)
{
    private readonly Lock guard = new();
    private readonly Dictionary<string, Share> shares = [];
    private readonly long size = total;
    private long free = total;
    private int waiting;

    /// <summary>Reserves memory until the reservation is disposed.</summary>
    /// <param name="organisation">The organisation that holds the memory.</param>
    /// <param name="bytes">The estimated peak use in bytes. A value above the budget reserves the whole budget.</param>
    /// <param name="limit">The longest wait.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="BusyException">The limit has passed.</exception>
    public async ValueTask<Reservation> TakeAsync(
        string organisation,
        long bytes,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        bytes = Math.Min(bytes, size);
        Waiter waiter;
        lock (guard)
        {
            if (!shares.TryGetValue(organisation, out var share))
            {
                shares[organisation] = share = new();
            }

            if (share.Waiting.Count == 0 && share.Held + bytes <= free)
            {
                Take(share, bytes);
                return new(this, organisation, bytes);
            }

            waiter = new(bytes);
            share.Waiting.AddLast(waiter);
            waiting++;
        }

        try
        {
            await waiter.Granted.Task.WaitAsync(limit, clock, cancellationToken);
            return new(this, organisation, bytes);
        }
        catch (TimeoutException)
        {
            Leave(organisation, waiter);
            throw new BusyException();
        }
        catch (OperationCanceledException)
        {
            Leave(organisation, waiter);
            throw;
        }
    }

    internal void Return(string organisation, long bytes)
    {
        lock (guard)
        {
            var share = shares[organisation];
            share.Held -= bytes;
            free += bytes;
            GrantAll();
            if (share is { Held: 0, Waiting.Count: 0 })
            {
                shares.Remove(organisation);
            }
        }
    }

    private void Leave(string organisation, Waiter waiter)
    {
        lock (guard)
        {
            if (waiter.Granted.Task.IsCompleted)
            {
                Return(organisation, waiter.Bytes); // it was granted at the same time
                return;
            }

            shares[organisation].Waiting.Remove(waiter);
            waiting--;
            Return(organisation, 0); // a smaller reservation behind it may fit now
        }
    }

    // The organisation that holds the least memory comes first.
    private void GrantAll()
    {
        if (waiting == 0)
        {
            return;
        }

        foreach (
            var share in shares.Values.Where(share => share.Waiting.Count > 0).OrderBy(share => share.Held).ToList()
        )
        {
            while (share.Waiting.First?.Value is { } waiter && share.Held + waiter.Bytes <= free)
            {
                share.Waiting.RemoveFirst();
                waiting--;
                Take(share, waiter.Bytes);
                waiter.Granted.SetResult();
            }
        }
    }

    private void Take(Share share, long bytes)
    {
        share.Held += bytes;
        free -= bytes;
    }

    private sealed class Share
    {
        public long Held { get; set; }

        public LinkedList<Waiter> Waiting { get; } = [];
    }

    private sealed class Waiter(long bytes)
    {
        public long Bytes => bytes;

        public TaskCompletionSource Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>Memory that is reserved in a <see cref="ByteBudget"/>.</summary>
public sealed class Reservation : IDisposable
{
    private readonly ByteBudget budget;
    private readonly string organisation;
    private long held;

    internal Reservation(ByteBudget budget, string organisation, long held) =>
        (this.budget, this.organisation, this.held) = (budget, organisation, held);

    /// <summary>Returns the memory above a number of bytes to the budget. A reservation never grows.</summary>
    public void ShrinkTo(long bytes)
    {
        long before;
        do
        {
            before = Interlocked.Read(ref held);
            if (bytes >= before)
            {
                return;
            }
        } while (Interlocked.CompareExchange(ref held, bytes, before) != before);

        budget.Return(organisation, before - bytes);
    }

    /// <inheritdoc />
    public void Dispose() => ShrinkTo(0);
}

/// <summary>A <see cref="ByteBudget"/> had too little free memory until the limit of the wait.</summary>
public sealed class BusyException()
    : TimeoutException("The memory of the node is in use. Send the request again after the seconds in Retry-After.")
{
    /// <summary>The code of the error.</summary>
    public const string Code = "memory_full";
}
