using System.Diagnostics;
using Flowgen.Application.Common;
using Flowgen.Application.Webhooks;
using Flowgen.Application.Webhooks.Messages;
using Flowgen.Domain.Webhooks;
using Flowgen.Infrastructure.Database;
using Flowgen.Infrastructure.Persistence;
using Marten;
using Npgsql;
using static Flowgen.Infrastructure.Webhooks.DeliveryTables;

namespace Flowgen.Infrastructure.Webhooks;

/// <summary>The deliveries as organisations see them.</summary>
internal sealed class WebhookDeliveries(
    NpgsqlDataSource postgres,
    IDocumentStore store,
    IBacklog backlog,
    DeliveryQueue queue,
    DeliverySettings settings,
    TimeProvider clock
) : IWebhookDeliveries
{
    private const int Slice = 1_000;
    private const int LargestPart = 100;
    private const int MaxTextOfPart = 1024 * 1024;

    private const string Select =
        $"select d.id, d.webhook_id, d.event, d.resource_type, d.resource_id, d.flow_generation_id, d.event_id, d.version, d.status, d.tries, d.due_at, d.created_at from {Deliveries} d";

    private static readonly Dictionary<string, ListedColumn> Columns = new()
    {
        ["id"] = new("d.id", "uuid", value => value!),
        ["event"] = new("d.event", "text", value => value!),
        ["flowGenerationId"] = new("d.flow_generation_id", "uuid", value => value!),
        ["status"] = new("d.status", "text", value => $"{value}".ToLowerInvariant()),
        ["createdAt"] = ListedColumn.Time("d.created_at"),
    };

    public async Task<Page<Delivery>> ListAsync(
        string organisation,
        Guid webhookId,
        Listing listing,
        CancellationToken cancellationToken
    )
    {
        var (conditions, order) = Listings.Sql(listing, Columns);
        var where = string.Join(
            " and ",
            conditions.Select(condition => condition.Sql).Prepend("d.webhook_id = ?").Prepend("d.organisation = ?")
        );
        var read = await ReadAsync(
            $"{Select} where {where} order by {order} limit {listing.Size + 1}",
            [organisation, webhookId, .. conditions.SelectMany(condition => condition.Parameters)],
            DeliveryOf,
            cancellationToken
        );
        return listing.PageOf(read.Take(listing.Size), hasMore: read.Count > listing.Size);
    }

    public async Task<(Delivery Delivery, IReadOnlyList<DeliveryTry> Tries)?> FindAsync(
        string organisation,
        Guid id,
        CancellationToken cancellationToken
    )
    {
        var found = await ReadAsync(
            $"{Select} where d.organisation = ? and d.id = ?",
            [organisation, id],
            DeliveryOf,
            cancellationToken
        );
        if (found is not [var delivery])
        {
            return null;
        }

        var tries = await ReadAsync(
            $"select at, status_code, failure, duration_ms, answer from {Tries} where delivery_id = ? order by at",
            [id],
            row => new DeliveryTry(
                row.GetFieldValue<DateTimeOffset>(0),
                row.ValueOrNull<int>(1),
                row.TextOrNull(2),
                row.GetInt32(3),
                row.TextOrNull(4)
            ),
            cancellationToken
        );
        return (delivery, tries);
    }

    public async Task<bool> RedeliverAsync(string organisation, Guid id, CancellationToken cancellationToken)
    {
        var redelivered = await Sql.ScalarAsync(
            postgres,
            $"""
            with again as (
                update {Deliveries} set status = 'waiting', tries = 0, due_at = now()
                where organisation = $1 and id = $2 and coalesce(body, envelope) is not null returning id
            )
            select id, pg_notify('{DeliveryQueue.Notification}', '') from again
            """,
            [organisation, id],
            cancellationToken
        );
        return redelivered is not null;
    }

    public async Task<Delivery> PingAsync(string organisation, Webhook webhook, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var ping = new NewDelivery(
            new(id, webhook.Id, "ping", null, null, null, null, 0, DeliveryStatus.Waiting, 0, now, now),
            WebhookPayload.Of(id, webhook, "ping", version: 0, resource: null),
            IsOrdered: false,
            Activity.Current?.Id
        );
        await using var session = Session(organisation);
        Add(session, [ping]);
        // A client waits for it, and the workers may be other processes.
        session.QueueSqlCommand("select pg_notify(?, '')", DeliveryQueue.Notification);
        await session.SaveChangesAsync(cancellationToken);
        return ping.Delivery;
    }

    public async Task ReplayAsync(
        string organisation,
        Webhook webhook,
        long fromSequence,
        CancellationToken cancellationToken
    )
    {
        // A later commit, even with a lower number, is announced by itself.
        var last = await ReadAsync(
            $"select coalesce(max(seq_id), 0) from {MartenSetup.Schema}.mt_events",
            [],
            row => row.GetInt64(0),
            cancellationToken
        );
        var now = clock.GetUtcNow();
        var replay = new ReplayChanges(Guid.CreateVersion7(now), webhook.Id, Math.Max(1, fromSequence), last[0], now);
        if (replay.From > replay.Until)
        {
            return;
        }

        await using var session = Session(organisation);
        var activity = Activity.Current;
        backlog.Add(session, [new(replay.MessageId(), replay, activity?.RootId, activity?.Id)]);
        await session.SaveChangesAsync(cancellationToken);
        backlog.Changed();
    }

    public async Task<long> EndOfPartAsync(
        string organisation,
        long from,
        long last,
        CancellationToken cancellationToken
    )
    {
        var ends = await ReadAsync(
            $"""
            with part as (
                select seq_id, stream_id from {MartenSetup.Schema}.mt_events
                where tenant_id = ? and seq_id >= ? and seq_id <= ? order by seq_id limit {LargestPart}
            ),
            sized as (
                select part.seq_id, row_number() over following = 1
                    or sum(coalesce(octet_length(queued.data::text), 0)) over following <= {MaxTextOfPart} as fits
                from part left join {MartenSetup.Schema}.mt_events queued
                    on queued.tenant_id = ? and queued.stream_id = part.stream_id and queued.version = 1
                window following as (order by part.seq_id)
            )
            select case when bool_and(fits) and count(*) < {LargestPart} then null else max(seq_id) filter (where fits) end
            from sized
            """,
            [organisation, from, last, organisation],
            row => row.IsDBNull(0) ? last : row.GetInt64(0),
            cancellationToken
        );
        return ends[0];
    }

    public async Task CancelAsync(string organisation, Guid webhookId, CancellationToken cancellationToken)
    {
        var cancel = $"""
            update {Deliveries} set status = 'cancelled', due_at = null where id = any(array(
                select id from {Deliveries} where organisation = $1 and webhook_id = $2 and due_at is not null
                    and not exists (
                        select from {MartenSetup.Schema}.mt_doc_webhook
                        where tenant_id = $1 and id = $2 and (data -> 'settings' ->> 'isEnabled')::boolean
                    )
                limit {Slice}
            ))
            """;
        while (await Sql.ExecuteAsync(postgres, cancel, [organisation, webhookId], cancellationToken) == Slice) { }
    }

    public void Add(IDocumentSession session, IEnumerable<NewDelivery> deliveries)
    {
        var added = deliveries.ToList();
        if (added is [])
        {
            return;
        }

        var shared = added
            .Where(one => one.Payload.Resource is not null)
            .DistinctBy(one => (one.Delivery.EventId, one.Delivery.ResourceType))
            .ToList();
        if (shared is not [])
        {
            AddPayloads(session, shared);
        }

        // The delivery before an ordered one may have an attempt in flight, whose outcome is saved by a statement that can't see this one yet. That
        // delivery is then due within a lease, and this one does not wait for it.
        session.QueueSqlCommand(
            $"""
            insert into {Deliveries} (id, organisation, webhook_id, event, resource_type, resource_id, flow_generation_id,
                event_id, version, is_ordered, status, tries, due_at, created_at, parent_id, body, envelope, resource_at)
            select id, ?, webhook_id, event, nullif(resource_type, ''), nullif(resource_id, '{Guid.Empty}'),
                nullif(flow_generation_id, '{Guid.Empty}'), nullif(event_id, '{Guid.Empty}'), version, is_ordered, 'waiting', 0,
                case when is_ordered then coalesce((
                    select max(earlier.due_at) from {Deliveries} earlier
                    where earlier.flow_generation_id = d.flow_generation_id and earlier.webhook_id = d.webhook_id
                        and earlier.version < d.version and earlier.tries > 0 and earlier.due_at > clock_timestamp() + ?
                ), now()) else now() end, created_at,
                nullif(parent_id, ''), case when resource_at = 0 then envelope end, case when resource_at > 0 then envelope end,
                nullif(resource_at, 0)
            from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as d (id, webhook_id, event, resource_type, resource_id,
                flow_generation_id, event_id, version, is_ordered, created_at, parent_id, envelope, resource_at)
            on conflict do nothing
            """,
            session.TenantId,
            settings.Lease,
            added.Select(one => one.Delivery.Id).ToArray(),
            added.Select(one => one.Delivery.WebhookId).ToArray(),
            added.Select(one => one.Delivery.Event).ToArray(),
            added.Select(one => one.Delivery.ResourceType ?? "").ToArray(),
            added.Select(one => one.Delivery.ResourceId ?? Guid.Empty).ToArray(),
            added.Select(one => one.Delivery.FlowGenerationId ?? Guid.Empty).ToArray(),
            added.Select(one => one.Delivery.EventId ?? Guid.Empty).ToArray(),
            added.Select(one => one.Delivery.Version).ToArray(),
            added.Select(one => one.IsOrdered).ToArray(),
            added.Select(one => one.Delivery.CreatedAt).ToArray(),
            added.Select(one => one.ParentId ?? "").ToArray(),
            added.Select(one => one.Payload.Envelope).ToArray(),
            added.Select(one => one.Payload.ResourceAt).ToArray()
        );
    }

    // In one order, so that two transactions can't deadlock. An existing row is locked too, and noted as used at most once an hour, so that it is not
    // deleted while a delivery is about to need it.
    private static void AddPayloads(IDocumentSession session, List<NewDelivery> deliveries) =>
        session.QueueSqlCommand(
            $"""
            insert into {Payloads} as kept (event_id, resource_type, organisation, flow_generation_id, resource, used_at)
            select event_id, resource_type, ?, flow_generation_id, resource, now()
            from unnest(?, ?, ?, ?) as p (event_id, resource_type, flow_generation_id, resource)
            order by event_id, resource_type
            on conflict (event_id, resource_type) do update set used_at = now()
                where kept.used_at < now() - interval '1 hour'
            """,
            session.TenantId,
            deliveries.Select(one => one.Delivery.EventId!.Value).ToArray(),
            deliveries.Select(one => one.Delivery.ResourceType!).ToArray(),
            deliveries.Select(one => one.Delivery.FlowGenerationId!.Value).ToArray(),
            deliveries.Select(one => one.Payload.Resource!).ToArray()
        );

    public void Changed() => queue.Changed();

    /// <summary>
    /// In the session's transaction, cancels the waiting deliveries of a generation whose texts are erased, and removes bodies and
    /// responses.
    /// </summary>
    public static void EraseTexts(IDocumentSession session, Guid flowGenerationId)
    {
        session.QueueSqlCommand(
            $"""
            update {Tries} set answer = null where answer is not null and delivery_id in (
                select id from {Deliveries} where organisation = ? and flow_generation_id = ?
            )
            """,
            session.TenantId,
            flowGenerationId
        );
        session.QueueSqlCommand(
            $"""
            update {Deliveries} set body = null, envelope = null, due_at = null, status = case status when 'waiting' then 'cancelled' else status end
            where organisation = ? and flow_generation_id = ?
            """,
            session.TenantId,
            flowGenerationId
        );
        session.QueueSqlCommand(
            $"delete from {Payloads} where organisation = ? and flow_generation_id = ?",
            session.TenantId,
            flowGenerationId
        );
    }

    private IDocumentSession Session(string organisation) => store.LightweightSession(Sessions.Of(organisation));

    private Task<List<T>> ReadAsync<T>(
        string sql,
        IEnumerable<object> values,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken
    ) => Sql.ReadAsync(postgres, Listings.Numbered(sql), values, read, cancellationToken);

    private static Delivery DeliveryOf(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetGuid(1),
            row.GetString(2),
            row.TextOrNull(3),
            row.ValueOrNull<Guid>(4),
            row.ValueOrNull<Guid>(5),
            row.ValueOrNull<Guid>(6),
            row.GetInt32(7),
            Enum.Parse<DeliveryStatus>(row.GetString(8), ignoreCase: true),
            row.GetInt32(9),
            row.ValueOrNull<DateTimeOffset>(10),
            row.GetFieldValue<DateTimeOffset>(11)
        );
}
