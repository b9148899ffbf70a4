using System.Collections.Concurrent;
using Flowgen.Application.Common;
using Flowgen.Application.Webhooks;
using Flowgen.Domain.Webhooks;
using Flowgen.Infrastructure.Hosting;
using Flowgen.Infrastructure.Logging;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Flowgen.Infrastructure.Webhooks;

/// <summary>
/// Attempts due deliveries, on every worker. Each webhook is a bulkhead of its own, so that a slow or dead receiver costs the others nothing
/// (<see cref="ReceiverHealth"/>). All webhooks of one organisation together have at most a quarter of the attempts in flight, and those that
/// have not answered quickly at most half of that.
/// </summary>
internal sealed partial class WebhookDispatcher : BackgroundLoop, IAsyncDisposable
{
    private const int Gone = 410;
    private const int CopiesOfABody = 2;

    // The bodies that are rendered together right after a claim: longer ones are rendered one by one, within the budget of memory.
    private const int MaxTextToRenderAtOnce = 16 * 1024;
    private const int MaxTextOfGroup = 64 * 1024;
    private const int MaxGroupsAtOnce = 4;

    private const double Jitter = 0.2;
    private const int ShareOfOne = 4;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private static readonly GroupCommitLimits SettleLimits = new(
        MaxCommits: 1,
        MaxCommitsOfKey: 1,
        MaxGroup: 64,
        MaxWaiting: int.MaxValue
    );

    // Longer than the longest pause of a receiver.
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(15);

    private readonly DeliveryQueue queue;
    private readonly WebhookBodies bodies;
    private readonly IWebhookDeliveries deliveries;
    private readonly WebhookSender sender;
    private readonly WebhookStreams webhooks;
    private readonly DeliverySettings settings;
    private readonly MemoryBudgets memory;
    private readonly IReadOnlyList<TimeSpan> pauses;
    private readonly ILogger<WebhookDispatcher> logger;
    private readonly GroupCommit<TryResult, bool> settling;

    private readonly Lock guard = new();
    private readonly Dictionary<Guid, ReceiverHealth> lanes = [];
    private readonly Dictionary<string, (int All, int Unproven)> inFlightOf = [];
    private Guid claimAfter;
    private int inFlight;
    private int unprovenInFlight;
    private bool isStopping;

    public WebhookDispatcher(
        DeliveryQueue queue,
        WebhookBodies bodies,
        IWebhookDeliveries deliveries,
        WebhookSender sender,
        WebhookStreams webhooks,
        DeliverySettings settings,
        MemoryBudgets memory,
        IHostApplicationLifetime lifetime,
        TimeProvider clock,
        ILogger<WebhookDispatcher> logger
    )
        : base(
            "fetch deliveries from the database",
            cadence: TimeSpan.Zero,
            clock,
            logger,
            lifetime.ApplicationStopping
        )
    {
        this.queue = queue;
        this.bodies = bodies;
        this.deliveries = deliveries;
        this.sender = sender;
        this.webhooks = webhooks;
        this.settings = settings;
        this.memory = memory;
        pauses = settings.Pauses();
        this.logger = logger;
        settling = new(SettleLimits, clock, SettleAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await settling.DisposeAsync();
        Dispose();
    }

    protected override async Task RunOnceAsync(CancellationToken stoppingToken)
    {
        var most = settings.InFlight - Volatile.Read(ref inFlight);
        var (rooms, otherwise) = Rooms();
        var claimed = most > 0 ? await queue.ClaimAsync(claimAfter, rooms, otherwise, most, stoppingToken) : [];
        await AcceptAsync(await RenderAsync(claimed), stoppingToken);
        var isCut = claimed.Count == most && most > 0;
        var isRound = claimAfter == Guid.Empty;
        claimAfter = isCut ? claimed.Max(delivery => delivery.WebhookId) : Guid.Empty;
        if (isRound || most <= 0)
        {
            await queue.ChangedAsync(Poll, stoppingToken);
        }
    }

    // Claimed deliveries without an attempt go to other nodes at once. Attempts in flight end by themselves, within the timeout.
    protected override async Task StopAfterLastAsync()
    {
        List<ClaimedDelivery> untried;
        lock (guard)
        {
            isStopping = true;
            untried = [.. lanes.Values.SelectMany(lane => lane.Empty())];
        }

        await HandBackAsync(untried);
        while (Volatile.Read(ref inFlight) > 0)
        {
            await queue.ChangedAsync(Poll, CancellationToken.None);
        }
    }

    private (IReadOnlyList<(Guid WebhookId, int Room)> Rooms, int Otherwise) Rooms()
    {
        lock (guard)
        {
            var now = Clock.GetTimestamp();
            foreach (var forgotten in lanes.Values.Where(lane => lane.IsIdleFor(Remembered, now, Clock)).ToList())
            {
                lanes.Remove(forgotten.WebhookId);
            }

            return (
                [.. lanes.Values.Select(lane => (lane.WebhookId, Room(lane, now)))],
                MayTryUnproven() ? ReceiverHealth.MaxUnproven : 0
            );
        }
    }

    private int Room(ReceiverHealth lane, long now) =>
        MayTry(lane) ? lane.Room(now, Clock, settings.InFlightPerWebhook) : 0;

    private bool MayTry(ReceiverHealth lane)
    {
        var share = Math.Max(2, settings.InFlight / ShareOfOne);
        var (all, unproven) = inFlightOf.GetValueOrDefault(lane.Organisation);
        return all < share && (lane.IsProven || (MayTryUnproven() && unproven < share / 2));
    }

    private bool MayTryUnproven() => unprovenInFlight < settings.InFlight / 2;

    // The first attempts of a claim, rendered in groups. Where that fails, each attempt renders its own body.
    private async Task<IReadOnlyList<ClaimedDelivery>> RenderAsync(IReadOnlyList<ClaimedDelivery> claimed)
    {
        var rendered = new ConcurrentDictionary<Guid, ClaimedDelivery>();
        await Parallel.ForEachAsync(
            Groups(claimed),
            new ParallelOptions { MaxDegreeOfParallelism = MaxGroupsAtOnce },
            async (group, _) =>
            {
                try
                {
                    foreach (var delivery in await FixAsync(group))
                    {
                        rendered[delivery.Id] = delivery;
                    }
                }
                catch (Exception e)
                {
                    LogUnrendered(group.Count, FailureReason.Of(e));
                }
            }
        );
        return rendered.IsEmpty
            ? claimed
            : [.. claimed.Select(delivery => rendered.GetValueOrDefault(delivery.Id, delivery))];
    }

    private static IEnumerable<IReadOnlyList<ClaimedDelivery>> Groups(IReadOnlyList<ClaimedDelivery> claimed)
    {
        var ofShortTexts = claimed.Where(delivery =>
            delivery is { Webhook.Settings.IsEnabled: true, Source.TextLength: <= MaxTextToRenderAtOnce }
        );
        foreach (var organisation in ofShortTexts.GroupBy(delivery => delivery.Organisation))
        {
            var group = new List<ClaimedDelivery>();
            var length = 0;
            foreach (var delivery in organisation)
            {
                group.Add(delivery);
                length += delivery.Source!.TextLength;
                if (length > MaxTextOfGroup)
                {
                    yield return group;
                    (group, length) = ([], 0);
                }
            }

            if (group is not [])
            {
                yield return group;
            }
        }
    }

    // Deliveries of one organisation, with the bodies that were fixed; without one where it has to be read: it is long, or another one was stored
    // before.
    private async Task<List<ClaimedDelivery>> FixAsync(IReadOnlyList<ClaimedDelivery> deliveries)
    {
        var payloads = await bodies.RenderAsync(
            deliveries[0].Organisation,
            [
                .. deliveries.Select(delivery => new UnrenderedDelivery(
                    delivery.Id,
                    delivery.Webhook!,
                    delivery.Source!.FlowGenerationId,
                    delivery.Source.Version,
                    delivery.Source.ResourceType,
                    delivery.Source.Event
                )),
            ],
            CancellationToken.None
        );
        var rendered = deliveries
            .Zip(payloads, (delivery, payload) => (Delivery: delivery, Payload: payload!))
            .ToLookup(one => one.Payload is not null);
        if (rendered.Contains(false))
        {
            await queue.CancelAsync(rendered[false].Select(one => one.Delivery));
        }

        var @fixed = rendered.Contains(true) ? await queue.FixAsync([.. rendered[true]]) : [];
        return
        [
            .. rendered[false].Select(one => one.Delivery with { Source = null }),
            .. rendered[true]
                .Select(one =>
                {
                    var body = new DeliveryBody(one.Payload.Envelope, one.Payload.ResourceAt, one.Payload.Resource);
                    return one.Delivery with
                    {
                        Source = null,
                        Body =
                            @fixed.Contains(one.Delivery.Id) && body.Length <= DeliveryQueue.MaxLengthToPrefetch
                                ? body
                                : null,
                        Length = body.Length,
                    };
                }),
        ];
    }

    // One delivery, within the budget of memory. A body that can't be rendered is a failed attempt, which its organisation can see.
    private async Task<(ClaimedDelivery Delivery, TryResult? Failure)> RenderAsync(ClaimedDelivery delivery)
    {
        var (at, began) = (Clock.GetUtcNow(), Clock.GetTimestamp());
        using var room = await memory.TakeWorkAsync(
            delivery.Organisation,
            delivery.Source!.TextLength,
            settings.Timeout,
            CancellationToken.None
        );
        try
        {
            return await queue.FixByStoredAsync(delivery) is { } length
                ? (delivery with { Source = null, Length = length }, null)
                : ((await FixAsync([delivery]))[0], null);
        }
        catch (Exception e) when (!Outage.IsTransient(e))
        {
            LogUnrendered(1, FailureReason.Of(e));
            return (delivery, new(delivery, at, null, "not_rendered", Clock.GetElapsedTime(began), null, null));
        }
    }

    private async Task AcceptAsync(IReadOnlyList<ClaimedDelivery> claimed, CancellationToken cancellationToken)
    {
        lock (guard)
        {
            foreach (var delivery in claimed.Where(delivery => delivery.Webhook is { Settings.IsEnabled: true }))
            {
                if (!lanes.TryGetValue(delivery.WebhookId, out var lane))
                {
                    lanes[delivery.WebhookId] = lane = new(
                        delivery.WebhookId,
                        delivery.Organisation,
                        Clock.GetTimestamp()
                    );
                }

                lane.Waiting.Enqueue(delivery);
                Begin(lane);
            }
        }

        foreach (
            var (organisation, webhookId) in claimed
                .Where(delivery => delivery.Webhook is not { Settings.IsEnabled: true })
                .Select(delivery => (delivery.Organisation, delivery.WebhookId))
                .Distinct()
        )
        {
            await deliveries.CancelAsync(organisation, webhookId, cancellationToken);
        }
    }

    // Under the lock.
    private void Begin(ReceiverHealth lane)
    {
        while (
            !isStopping
            && lane.InFlight < lane.Limit(settings.InFlightPerWebhook)
            && inFlight < settings.InFlight
            && MayTry(lane)
            && lane.Waiting.TryDequeue(out var delivery)
        )
        {
            if (IsLate(delivery))
            {
                continue;
            }

            var wasProven = lane.IsProven;
            Count(lane, wasProven, 1);
            _ = Task.Run(() => TryAsync(lane, delivery, wasProven));
        }
    }

    // It has waited for so long that its lease would end during an attempt.
    private bool IsLate(ClaimedDelivery delivery) =>
        Clock.GetElapsedTime(delivery.ClaimedAt) > settings.Lease - settings.Timeout;

    private void Count(ReceiverHealth lane, bool isProven, int tries)
    {
        var unproven = isProven ? 0 : tries;
        lane.InFlight += tries;
        inFlight += tries;
        unprovenInFlight += unproven;
        var of = inFlightOf.GetValueOrDefault(lane.Organisation);
        of = (of.All + tries, of.Unproven + unproven);
        if (of.All > 0)
        {
            inFlightOf[lane.Organisation] = of;
        }
        else
        {
            inFlightOf.Remove(lane.Organisation);
        }
    }

    private async Task TryAsync(ReceiverHealth lane, ClaimedDelivery delivery, bool wasProven)
    {
        TryResult? result = null;
        try
        {
            if (delivery.Source is not null)
            {
                (delivery, result) = await RenderAsync(delivery);
            }

            if (result is not null)
            {
                // The body can't be rendered.
            }
            else if (delivery.Body is { } body)
            {
                result = await SendAsync(delivery, body);
            }
            else
            {
                // The receiver is not to blame for the wait, so it comes before the attempt.
                using var room = await memory.Deliveries.TakeAsync(
                    delivery.Organisation,
                    CopiesOfABody * delivery.Length,
                    settings.Timeout,
                    CancellationToken.None
                );
                if (await queue.BodyOfAsync(delivery) is { } read)
                {
                    result = await SendAsync(delivery, read);
                }
            }
        }
        catch (Exception e)
        {
            LogUnreachable(FailureReason.Of(e)); // the next attempt comes when its lease ends
        }

        await EndAsync(lane, result, wasProven);
    }

    private async Task<TryResult?> SendAsync(ClaimedDelivery delivery, DeliveryBody body) =>
        IsLate(delivery) ? null : await sender.SendAsync(delivery, body);

    // Without a result, nothing was sent: the body could not be read, was erased, or came too late.
    private async Task EndAsync(ReceiverHealth lane, TryResult? result, bool wasProven)
    {
        if (result is not null)
        {
            result = result with { Next = NextOf(result) };
            await SaveAsync(result);
        }

        List<ClaimedDelivery> untried;
        bool hasRoom;
        lock (guard)
        {
            var now = Clock.GetTimestamp();
            hasRoom = isStopping || inFlight == settings.InFlight || !MayTry(lane);
            Count(lane, wasProven, -1);
            untried = result is null ? [] : lane.RecordOutcome(result, now, Clock, settings.Hold);
            // The webhook with the fewest attempts in flight comes first, so that none waits behind slow receivers.
            foreach (var other in lanes.Values.Where(other => other.Waiting.Count > 0).OrderBy(other => other.InFlight))
            {
                Begin(other);
            }

            hasRoom |= Room(lane, now) > 0;
        }

        await HandBackAsync(untried);
        if (hasRoom)
        {
            queue.Changed();
        }

        if (result?.Next is { } next)
        {
            ChangedIn(next);
        }

        if (lane.HeldFor is { } held)
        {
            ChangedIn(held);
        }
    }

    private async Task SaveAsync(TryResult result)
    {
        try
        {
            await settling.CommitAsync(key: "", result, Timeout.InfiniteTimeSpan, CancellationToken.None);
            await FollowUpAsync(result);
        }
        catch (Exception e)
        {
            LogUnsaved(result.Delivery.Id, FailureReason.Of(e)); // the next attempt comes when its lease ends
        }
    }

    // A longer pause is covered by polling.
    private void ChangedIn(TimeSpan pause)
    {
        if (pause < Poll)
        {
            _ = Task.Delay(pause + TimeSpan.FromMilliseconds(5), Clock)
                .ContinueWith(_ => queue.Changed(), TaskScheduler.Default);
        }
    }

    private TimeSpan? NextOf(TryResult result)
    {
        if (result is { Failure: null } or { StatusCode: Gone } || result.Delivery.Tries >= pauses.Count)
        {
            return null;
        }

        var pause = pauses[result.Delivery.Tries] * (1 + (Jitter * ((2 * Random.Shared.NextDouble()) - 1)));
        return result.RetryAfter > pause ? result.RetryAfter : pause;
    }

    private async Task FollowUpAsync(TryResult result)
    {
        if (result is { Failure: null } or { Next: not null })
        {
            return;
        }

        var (organisation, webhookId) = (result.Delivery.Organisation, result.Delivery.WebhookId);
        if (result.StatusCode == Gone)
        {
            if (await DisableAsync(result.Delivery, WebhookDisabledReason.Gone))
            {
                LogGone(webhookId, organisation);
            }
        }
        else if (
            await queue.FailingForLongAsync(result.Delivery.Webhook!) is { } since
            && await DisableAsync(result.Delivery, WebhookDisabledReason.Failing)
        )
        {
            LogFailing(webhookId, organisation, since);
        }
    }

    private async Task<bool> DisableAsync(ClaimedDelivery tried, WebhookDisabledReason reason)
    {
        if (!await webhooks.DisableAsync(tried.Organisation, tried.Webhook!, reason, tried.Id, CancellationToken.None))
        {
            return false;
        }

        await deliveries.CancelAsync(tried.Organisation, tried.WebhookId, CancellationToken.None);
        lock (guard)
        {
            lanes.GetValueOrDefault(tried.WebhookId)?.Empty();
        }

        return true;
    }

    private async Task SettleAsync(string key, IReadOnlyList<GroupCommit<TryResult, bool>.Change> group)
    {
        await queue.SettleAsync([.. group.Select(one => one.Work)]);
        foreach (var one in group)
        {
            one.SetResult(true);
        }
    }

    private async Task HandBackAsync(List<ClaimedDelivery> untried)
    {
        if (untried is [])
        {
            return;
        }

        try
        {
            await queue.HandBackAsync(untried);
        }
        catch (Exception e)
        {
            LogUnreachable(FailureReason.Of(e)); // the lease ends
        }
    }

    [LoggerMessage(LogLevel.Warning, "Could not render the bodies of {Count} deliveries: {Reason}")]
    private partial void LogUnrendered(int count, string reason);

    [LoggerMessage(LogLevel.Warning, "Could not fetch deliveries from the database: {Reason}; trying again")]
    private partial void LogUnreachable(string reason);

    [LoggerMessage(LogLevel.Warning, "Could not save a try of delivery {Id}: {Reason}; it is made again")]
    private partial void LogUnsaved(Guid id, string reason);

    [LoggerMessage(LogLevel.Warning, "Webhook {WebhookId} of {Organisation} is disabled: its receiver is gone (410)")]
    private partial void LogGone(Guid webhookId, string organisation);

    [LoggerMessage(
        LogLevel.Warning,
        "Webhook {WebhookId} of {Organisation} is disabled: every try since {Since:O} has failed"
    )]
    private partial void LogFailing(Guid webhookId, string organisation, DateTimeOffset since);
}
