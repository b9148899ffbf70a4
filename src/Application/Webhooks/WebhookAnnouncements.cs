using System.Runtime.InteropServices;
using System.Text.Json;
using Flowgen.Application.Common;
using Flowgen.Application.Webhooks.Messages;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Flows;
using Flowgen.Domain.Webhooks;
using JasperFx.Events;
using Marten;

namespace Flowgen.Application.Webhooks;

/// <summary>
/// Turns events into deliveries: one for each webhook that asked for it, its body fixed by then, and what it shows stored once. The events of messages that
/// arrive together are announced in one transaction, which removes the messages as well.
/// </summary>
public sealed class WebhookAnnouncements : IAsyncDisposable
{
    private const string Flows = "flows";
    private const string Generations = "flowGenerations";
    private static readonly GroupCommitLimits CommitLimits = new(
        MaxCommits: 4,
        MaxCommitsOfKey: 2,
        MaxGroup: 64,
        MaxWaiting: 1_000
    );

    // Deliveries are kept for 30 days, so that those of an older event can't be told from ones that were never made.
    private static readonly TimeSpan Told = TimeSpan.FromDays(29);

    private readonly IDocumentStore store;
    private readonly IWebhookDeliveries deliveries;
    private readonly IWebhookResources resources;
    private readonly IBacklog backlog;
    private readonly TimeProvider clock;
    private readonly GroupCommit<Pending, bool> commits;

    /// <summary>Begins with nothing to announce.</summary>
    public WebhookAnnouncements(
        IDocumentStore store,
        IWebhookDeliveries deliveries,
        IWebhookResources resources,
        IBacklog backlog,
        TimeProvider clock
    )
    {
        this.store = store;
        this.deliveries = deliveries;
        this.resources = resources;
        this.backlog = backlog;
        this.clock = clock;
        commits = new(CommitLimits, clock, SaveAsync);
    }

    /// <summary>Makes the deliveries of an event, and ends its message.</summary>
    /// <exception cref="TimeoutException">Too many wait.</exception>
    public Task AnnounceAsync(AnnounceChange change, IWork work, CancellationToken cancellationToken) =>
        commits.CommitAsync(work.Organisation, new(change, work), Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>The deliveries to one webhook of a part of the log, that it may have had before.</summary>
    internal async Task<IReadOnlyList<NewDelivery>> OfAsync(
        IQuerySession session,
        Webhook webhook,
        ReplayChanges replay,
        string? parentId,
        IReadOnlyList<IEvent> events,
        CancellationToken cancellationToken
    )
    {
        var changes = await ReadAsync(
            session,
            [.. events.Where(row => row.Data is FlowGenerationEvent).Select(row => (row.StreamId, (int)row.Version))],
            cancellationToken
        );
        return
        [
            .. changes.SelectMany(change =>
                To(
                    webhook,
                    new Shown(change, resources),
                    DerivedId.Of(replay.RequestedAt, change.After.Id, replay.ReplayId, change.After.Version),
                    parentId
                )
            ),
        ];
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => commits.DisposeAsync();

    private async Task SaveAsync(string organisation, IReadOnlyList<GroupCommit<Pending, bool>.Change> group)
    {
        await using var session = store.LightweightSession(Sessions.Of(organisation));
        var webhooks = await session.Query<Webhook>().ToListAsync();
        webhooks = [.. webhooks.Where(webhook => webhook.Settings.IsEnabled)];
        if (webhooks is not [])
        {
            await AddAsync(session, webhooks, [.. group.Select(one => one.Work)]);
        }

        var handled = group.Select(one => one.Work.Message).ToList();
        backlog.Remove(session, handled);
        await session.SaveChangesAsync();
        backlog.Changed(handled);
        foreach (var one in group)
        {
            one.SetResult(true);
        }

        deliveries.Changed();
    }

    private async Task AddAsync(IDocumentSession session, IReadOnlyList<Webhook> webhooks, List<Pending> group)
    {
        // Where one wants them in order, the earlier ones must be there when the later one is: their own messages may come after this.
        var ordered = webhooks.Any(webhook => webhook.Settings.IsOrdered);
        var changes = await ReadAsync(
            session,
            [
                .. group.SelectMany(pending =>
                    Enumerable
                        .Range(ordered ? 1 : pending.Change.Version, ordered ? pending.Change.Version : 1)
                        .Select(version => (pending.Change.FlowGenerationId, version))
                ),
            ],
            CancellationToken.None
        );
        var asked = group.Select(pending => (pending.Change.FlowGenerationId, pending.Change.Version)).ToHashSet();
        var since = clock.GetUtcNow() - Told;
        deliveries.Add(
            session,
            from change in changes
            let shown = new Shown(change, resources)
            let isAsked = asked.Contains((change.After.Id, change.After.Version))
            from webhook in webhooks
            where isAsked || (webhook.Settings.IsOrdered && change.After.UpdatedAt > since)
            // It is told of what happens once it is there.
            where change.After.UpdatedAt >= webhook.CreatedAt
            from delivery in To(
                webhook,
                shown,
                DerivedId.Of(change.After.UpdatedAt, change.After.Id, webhook.Id, change.After.Version),
                Origin.TraceParentOf(change.Row)
            )
            select delivery
        );
    }

    private IEnumerable<NewDelivery> To(Webhook webhook, Shown shown, Guid id, string? parentId)
    {
        var settings = webhook.Settings;
        var change = shown.Change;
        var (@event, resource) = settings.Resource == Flows ? shown.OfFlow() : shown.OfGeneration(settings.Fields);
        if (resource is null || !settings.Events.Contains(@event))
        {
            yield break;
        }

        yield return new(
            new(
                id,
                webhook.Id,
                @event,
                settings.Resource,
                settings.Resource == Flows ? change.After.FlowId : change.After.Id,
                change.After.Id,
                change.Row.Id,
                change.After.Version,
                DeliveryStatus.Waiting,
                Tries: 0,
                NextTryAt: null,
                clock.GetUtcNow()
            ),
            WebhookPayload.Of(id, webhook, @event, change.After.Version, resource),
            settings.IsOrdered,
            parentId
        );
    }

    private static async Task<List<Change>> ReadAsync(
        IQuerySession session,
        HashSet<(Guid Stream, int Version)> wanted,
        CancellationToken cancellationToken
    )
    {
        if (wanted is { Count: 0 })
        {
            return [];
        }

        var streams = wanted.Select(of => of.Stream).Distinct().ToArray();
        var last = wanted.Max(of => of.Version);
        var rows = await session
            .Events.QueryAllRawEvents()
            .Where(row => row.StreamId.IsOneOf(streams) && row.Version <= last)
            .ToListAsync(cancellationToken);
        var changes = new List<Change>();
        foreach (var stream in rows.GroupBy(row => row.StreamId))
        {
            FlowGeneration? before = null;
            var events = stream.Where(row => row.Data is FlowGenerationEvent).OrderBy(row => row.Version).ToList();
            var states = FlowGeneration.History(events.Select(row => (FlowGenerationEvent)row.Data));
            foreach (var (row, after) in events.Zip(states))
            {
                if (wanted.Contains((after.Id, after.Version)))
                {
                    changes.Add(new(row, before, after, Flow: null));
                }

                before = after;
            }
        }

        var finished = changes.Where(change => change.After.Status is FlowGenerationStatus.Finished).ToList();
        var flows = await session.LoadManyAsync<Flow>(
            cancellationToken,
            finished.Select(change => change.After.FlowId!.Value)
        );
        var flowOf = flows.ToDictionary(flow => flow.Id);
        // In one order, as others insert them.
        return
        [
            .. changes
                .Select(change =>
                    change.After is { Status: FlowGenerationStatus.Finished, FlowId: { } flowId }
                        ? change with
                        {
                            Flow = flowOf.GetValueOrDefault(flowId),
                        }
                        : change
                )
                .OrderBy(change => change.After.UpdatedAt)
                .ThenBy(change => change.After.Id),
        ];
    }

    /// <summary>What a change shows, rendered once however many webhooks ask for it.</summary>
    private sealed class Shown(Change change, IWebhookResources resources)
    {
        private readonly Lazy<JsonElement> before = new(() => resources.Render(change.Before!));
        private readonly Lazy<JsonElement> after = new(() => resources.Render(change.After));
        private readonly Dictionary<string, byte[]?> written = [];

        public Change Change => change;

        // Of an erased one there is nothing to show but which it was.
        public (string Event, byte[]? Resource) OfFlow() =>
            change.After is { Status: FlowGenerationStatus.Erased, FlowId: { } id }
                ? ("delete", Written(Flows, () => JsonSerializer.SerializeToElement(new { type = Flows, id })))
                : ("create", change.Flow is { } flow ? Written(Flows, () => resources.Render(flow)) : null);

        public (string Event, byte[]? Resource) OfGeneration(IReadOnlyList<string>? fields)
        {
            if (change.Before is null)
            {
                return ("create", Written(Generations, () => after.Value));
            }

            if (change.After.Status is FlowGenerationStatus.Erased)
            {
                return ("update", null); // its deletion was told of
            }

            // A deleted one is shown as a client could read it last.
            if (change.After.Status is FlowGenerationStatus.Deleted)
            {
                return ("delete", Written(Generations, () => before.Value));
            }

            return (
                "update",
                fields is null || Changed().Overlaps(fields) ? Written(Generations, () => after.Value) : null
            );
        }

        private byte[]? Written(string resource, Func<JsonElement> render) =>
            written.TryGetValue(resource, out var bytes)
                ? bytes
                : written[resource] = JsonMarshal.GetRawUtf8Value(render()).ToArray();

        private HashSet<string> Changed()
        {
            var old = before.Value.GetProperty("attributes");
            return
            [
                .. after
                    .Value.GetProperty("attributes")
                    .EnumerateObject()
                    .Where(attribute =>
                        !old.TryGetProperty(attribute.Name, out var value)
                        || value.GetRawText() != attribute.Value.GetRawText()
                    )
                    .Select(attribute => attribute.Name),
            ];
        }
    }

    private sealed record Change(IEvent Row, FlowGeneration? Before, FlowGeneration After, Flow? Flow);

    private sealed record Pending(AnnounceChange Change, IWork Message);
}
