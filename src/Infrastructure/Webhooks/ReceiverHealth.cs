namespace Flowgen.Infrastructure.Webhooks;

/// <summary>
/// The recent outcomes of a webhook's receiver on this node, and so how many attempts may be made at a time: few until it has answered quickly, and
/// after five failures in a row one at a time, at growing intervals (a circuit breaker). Not thread-safe: under the dispatcher's lock.
/// </summary>
/// <param name="webhookId">The webhook.</param>
/// <param name="organisation">Its organisation.</param>
/// <param name="now">The present timestamp of the clock.</param>
internal sealed class ReceiverHealth(Guid webhookId, string organisation, long now)
{
    /// <summary>Attempts at a time for a receiver that has not answered quickly.</summary>
    public const int MaxUnproven = 2;

    private const int FailuresToHold = 5;
    private const int MaxHold = 12;

    // So many are claimed for each attempt in flight, so that a quick receiver never waits for the next claim.
    private const int Prefetch = 3;

    // A slower receiver holds resources for as long as one that fails.
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(2);

    private int failures;
    private long heldSince;
    private long touched = now;

    public Guid WebhookId { get; } = webhookId;

    public string Organisation { get; } = organisation;

    /// <summary>Claimed deliveries without an attempt in flight.</summary>
    public Queue<ClaimedDelivery> Waiting { get; } = [];

    /// <summary>Attempts in flight.</summary>
    public int InFlight { get; set; }

    /// <summary>Whether its last attempt succeeded, and quickly.</summary>
    public bool IsProven { get; private set; }

    /// <summary>The pause that its last failure began; null where it is not held back.</summary>
    public TimeSpan? HeldFor { get; private set; }

    public bool IsIdleFor(TimeSpan time, long now, TimeProvider clock) =>
        InFlight == 0 && Waiting.Count == 0 && clock.GetElapsedTime(touched, now) > time;

    /// <summary>Attempts that may be in flight.</summary>
    /// <param name="max">Those of a healthy receiver.</param>
    public int Limit(int max) =>
        HeldFor is not null ? 1
        : IsProven ? max
        : MaxUnproven;

    /// <summary>Deliveries to claim; 0 until there is room for many, since a claim costs the same for one.</summary>
    public int Room(long now, TimeProvider clock, int max)
    {
        var has = InFlight + Waiting.Count;
        if (HeldFor is { } held)
        {
            return has == 0 && clock.GetElapsedTime(heldSince, now) >= held ? 1 : 0;
        }

        var wanted = IsProven ? Prefetch * max : MaxUnproven;
        return has <= wanted / 2 ? wanted - has : 0;
    }

    /// <summary>Records the end of an attempt.</summary>
    /// <param name="result">Its outcome.</param>
    /// <param name="now">The present timestamp of the clock.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="hold">The first pause after five failures; it doubles with each further failure, up to 12 times as long.</param>
    /// <returns>The deliveries to hand back, where the receiver is held back.</returns>
    public List<ClaimedDelivery> RecordOutcome(TryResult result, long now, TimeProvider clock, TimeSpan hold)
    {
        touched = now;
        IsProven = result.Failure is null && result.Duration <= Quick;
        failures = result.Failure is null ? 0 : failures + 1;
        if (failures < FailuresToHold)
        {
            HeldFor = null;
            return [];
        }

        // Attempts that were in flight when the pause began tell nothing new; one after it does.
        if (HeldFor is null || clock.GetElapsedTime(heldSince, now) >= HeldFor)
        {
            HeldFor = HeldFor is { } held ? TimeSpan.FromTicks(Math.Min(2 * held.Ticks, MaxHold * hold.Ticks)) : hold;
            heldSince = now;
        }

        return Empty();
    }

    /// <summary>Takes out the deliveries that wait.</summary>
    public List<ClaimedDelivery> Empty()
    {
        List<ClaimedDelivery> untried = [.. Waiting];
        Waiting.Clear();
        return untried;
    }
}
