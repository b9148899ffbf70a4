namespace Flowgen.Application.Common;

/// <summary>
/// Hands out memory before it is used, in bytes. An organisation may hold as much as is still free: one alone half of it all, each of two a
/// third, and so on, so that a newcomer always finds room. Work that finds no room waits in the order of its organisation.
/// </summary>
/// <param name="total">Of all together, in bytes.</param>
/// <param name="clock">By which the wait is limited.</param>
public sealed class ByteBudget(long total, TimeProvider clock)
{
    private readonly Lock guard = new();
    private readonly Dictionary<string, Share> shares = [];
    private readonly long size = total;
    private long free = total;
    private int waiting;

    /// <summary>Takes so much, until the reservation is disposed.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="bytes">An estimate of the most that is held at a time. More than there is counts as all of it.</param>
    /// <param name="limit">How long to wait for it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="BusyException">The time is up.</exception>
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
                Return(organisation, waiter.Bytes); // granted at the same moment
                return;
            }

            shares[organisation].Waiting.Remove(waiter);
            waiting--;
            Return(organisation, 0); // a smaller one may have waited behind it
        }
    }

    // The organisation that holds least comes first.
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

/// <summary>Memory that was taken from a budget.</summary>
public sealed class Reservation : IDisposable
{
    private readonly ByteBudget budget;
    private readonly string organisation;
    private long held;

    internal Reservation(ByteBudget budget, string organisation, long held) =>
        (this.budget, this.organisation, this.held) = (budget, organisation, held);

    /// <summary>Gives back what is more than this, now that the need is known. Nothing where it is not more.</summary>
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

/// <summary>There was no room in a <see cref="ByteBudget"/> for as long as the work could wait.</summary>
public sealed class BusyException()
    : TimeoutException("The memory of the node is in use. Send the request again after the seconds in Retry-After.")
{
    /// <summary>The code of the error.</summary>
    public const string Code = "memory_full";
}
