using System.Diagnostics;
using Flowgen.Application.Common;
using Flowgen.Application.Webhooks;
using Flowgen.Application.Webhooks.Messages;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Webhooks;
using Flowgen.Infrastructure.Database;
using Flowgen.Infrastructure.Persistence;
using Marten;
using Npgsql;
using NpgsqlTypes;
using static Flowgen.Infrastructure.Webhooks.DeliveryTables;

namespace Flowgen.Infrastructure.Webhooks;

/// <summary>The deliveries as organisations see them.</summary>
internal sealed class WebhookDeliveries(
    NpgsqlDataSource postgres,
    IDocumentStore store,
    IQueuedWork work,
    DeliveryQueue queue,
    Notifier notifier,
    Role role,
    DeliverySettings settings,
    TimeProvider clock
) : IWebhookDeliveries
{
    private const string Events = $"{MartenSetup.Schema}.mt_events";
    private const int Slice = 1_000;
    private const int MaxPage = 100;

    // The log has the events of all organisations: this bounds those that a page skips.
    private const int MaxSequencesOfPage = 10_000;

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
                where organisation = $1 and id = $2 and (coalesce(body, envelope) is not null or text_length is not null)
                returning id
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
        var ping = new Delivery(id, webhook.Id, "ping", null, null, null, null, 0, DeliveryStatus.Waiting, 0, now, now);
        // A client waits for it, and the workers may be other processes.
        await Sql.ExecuteAsync(
            postgres,
            $"""
            with added as (
                insert into {Deliveries} (id, organisation, webhook_id, event, version, is_ordered, status, tries, due_at, created_at, parent_id, body)
                values ($1, $2, $3, $4, 0, false, 'waiting', 0, now(), $5, $6, $7) returning id
            )
            select pg_notify('{DeliveryQueue.Notification}', '') from added
            """,
            [
                id,
                organisation,
                webhook.Id,
                ping.Event,
                now,
                Sql.Nullable(Activity.Current?.Id, NpgsqlDbType.Text),
                WebhookPayload.Of(id, webhook, ping.Event, version: 0, resource: null).Envelope,
            ],
            cancellationToken
        );
        return ping;
    }

    public async Task ReplayAsync(
        string organisation,
        Webhook webhook,
        long fromSequence,
        CancellationToken cancellationToken
    )
    {
        // A later commit, even with a lower number, has its own deliveries.
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
        work.Add(session, [new(replay.MessageId(), replay, activity?.RootId, activity?.Id)]);
        await session.SaveChangesAsync(cancellationToken);
        work.Changed();
    }

    public async Task<(IReadOnlyList<WebhookChange> Changes, long? Next)> ChangesAsync(
        string organisation,
        long from,
        long until,
        CancellationToken cancellationToken
    )
    {
        var last = Math.Min(until, from + MaxSequencesOfPage - 1);
        var rows = await ReadAsync(
            $"""
            select e.seq_id, e.type, e.id, e.timestamp, e.stream_id, e.version, octet_length(queued.data::text)
            from {Events} e
            join {Events} queued on queued.tenant_id = e.tenant_id and queued.stream_id = e.stream_id and queued.version = 1
            where e.tenant_id = ? and e.seq_id between ? and ? and e.type = any(?)
            order by e.seq_id limit {MaxPage}
            """,
            [organisation, from, last, eventTypes.Value.Keys.ToArray()],
            row =>
                (
                    Sequence: row.GetInt64(0),
                    EventType: eventTypes.Value[row.GetString(1)],
                    EventId: row.GetGuid(2),
                    OccurredAt: row.GetFieldValue<DateTimeOffset>(3),
                    StreamId: row.GetGuid(4),
                    Version: (int)row.GetInt64(5),
                    TextLength: row.GetInt32(6)
                ),
            cancellationToken
        );
        var flows = await FlowsAsync(organisation, [.. rows.Select(row => row.StreamId).Distinct()], cancellationToken);
        var end = rows.Count == MaxPage ? rows[^1].Sequence : last;
        return (
            [
                .. rows.SelectMany(row =>
                    WebhookChange.Of(
                        row.EventType,
                        row.EventId,
                        row.OccurredAt,
                        (
                            row.StreamId,
                            row.Version,
                            flows.TryGetValue(row.StreamId, out var id) ? id : null,
                            row.TextLength
                        ),
                        parentId: null
                    )
                ),
            ],
            end < until ? end + 1 : null
        );
    }

    // Marten reads an event in every form that it once had; SQL would know only the form of today.
    private async Task<Dictionary<Guid, Guid>> FlowsAsync(
        string organisation,
        Guid[] generations,
        CancellationToken cancellationToken
    )
    {
        var names = StoredEvents.NamesOf([typeof(FlowGenerationFinished)], store);
        await using var session = store.QuerySession(Sessions.Of(organisation));
        var rows = await session
            .Events.QueryAllRawEvents()
            .Where(row => row.StreamId.IsOneOf(generations) && row.EventTypeName.IsOneOf(names))
            .ToListAsync(cancellationToken);
        return rows.ToDictionary(row => row.StreamId, row => ((FlowGenerationFinished)row.Data).FlowId);
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

    public Action Add(IDocumentSession session, IReadOnlyList<WebhookChange> changes, AddOptions? options = null)
    {
        if (changes is [])
        {
            return () => { };
        }

        var insert = new InsertDeliveries(session.TenantId, changes, options ?? new(), settings.Lease);
        session.QueueOperation(insert);
        return () =>
        {
            if (insert.Count == 0)
            {
                return;
            }

            if (role is Role.Api)
            {
                notifier.Notify(DeliveryQueue.Notification);
            }
            else
            {
                queue.Changed();
            }
        };
    }

    /// <summary>
    /// In the session's transaction, cancels the waiting deliveries of a generation whose texts are erased, and removes bodies and
    /// responses. The deliveries of the events of this transaction, added before, stay: they are rendered from what is left.
    /// </summary>
    public static void EraseTexts(IDocumentSession session, Guid flowGenerationId, Guid[] events)
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
            update {Deliveries} set body = null, envelope = null, text_length = null, due_at = null,
                status = case status when 'waiting' then 'cancelled' else status end
            where organisation = ? and flow_generation_id = ? and (event_id is null or event_id <> all(?))
            """,
            session.TenantId,
            flowGenerationId,
            events
        );
        session.QueueSqlCommand(
            $"delete from {Payloads} where organisation = ? and flow_generation_id = ?",
            session.TenantId,
            flowGenerationId
        );
    }

    private readonly Lazy<Dictionary<string, Type>> eventTypes = new(() =>
        WebhookChange
            .EventTypes.SelectMany(type => StoredEvents.NamesOf([type], store).Select(name => (name, type)))
            .ToDictionary(of => of.name, of => of.type)
    );

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
