using Flowgen.Application.Webhooks;
using Flowgen.Domain;
using Flowgen.Domain.Webhooks;
using Flowgen.Infrastructure.Database;
using Flowgen.Infrastructure.Hosting;
using Flowgen.Infrastructure.Persistence;
using Marten;
using Npgsql;
using static Flowgen.Infrastructure.Webhooks.DeliveryTables;

namespace Flowgen.Infrastructure.Webhooks;

/// <summary>A delivery that this node has claimed.</summary>
/// <param name="Id">The <c>webhook-id</c>.</param>
/// <param name="Organisation">The owner of the webhook.</param>
/// <param name="WebhookId">The receiver.</param>
/// <param name="Webhook">The present state; null where the webhook is deleted.</param>
/// <param name="Body">The request body; null where it is so long that it is read only for the attempt.</param>
/// <param name="Length">The length of the body in bytes.</param>
/// <param name="Tries">The number of earlier attempts.</param>
/// <param name="ParentId">The activity that it continues.</param>
/// <param name="ClaimedAt">The timestamp of the claim, on the clock of this machine.</param>
internal sealed record ClaimedDelivery(
    Guid Id,
    string Organisation,
    Guid WebhookId,
    Webhook? Webhook,
    DeliveryBody? Body,
    int Length,
    int Tries,
    string? ParentId,
    long ClaimedAt
)
{
    /// <summary>The source of the body, as long as it is not rendered; otherwise null.</summary>
    public DeliverySource? Source { get; init; }
}

/// <summary>The change that a delivery shows.</summary>
/// <param name="FlowGenerationId">The stream of its event.</param>
/// <param name="Version">The version of the stream after its event.</param>
/// <param name="EventId">Its event.</param>
/// <param name="ResourceType"><c>flowGenerations</c> or <c>flows</c>.</param>
/// <param name="Event"><c>create</c>, <c>update</c> or <c>delete</c>.</param>
/// <param name="TextLength">The length of the texts in the body, in UTF-16 units.</param>
internal sealed record DeliverySource(
    Guid FlowGenerationId,
    int Version,
    Guid EventId,
    string ResourceType,
    string Event,
    int TextLength
);

/// <summary>The outcome of an attempt.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="At">The begin of the attempt, UTC.</param>
/// <param name="StatusCode">The status of the response; null without a response.</param>
/// <param name="Failure">The reason of the failure; null for a success.</param>
/// <param name="Duration">The duration of the attempt.</param>
/// <param name="Answer">The stored part of the response.</param>
/// <param name="RetryAfter">The pause that the receiver asks for.</param>
internal sealed record TryResult(
    ClaimedDelivery Delivery,
    DateTimeOffset At,
    int? StatusCode,
    string? Failure,
    TimeSpan Duration,
    string? Answer,
    TimeSpan? RetryAfter
)
{
    /// <summary>The pause before the next attempt; null where there is none.</summary>
    public TimeSpan? Next { get; init; }
}

/// <summary>
/// Claims due deliveries for this node, under a lease: a node that is down loses them when the lease ends. Times are those of the database, so that
/// the clocks of nodes may differ.
/// </summary>
internal sealed class DeliveryQueue(
    NpgsqlDataSource postgres,
    IDocumentStore store,
    DeliverySettings settings,
    TimeProvider clock
)
{
    /// <summary>The channel that is notified of a delivery that a client waits for.</summary>
    public const string Notification = "flowgen_deliveries";

    /// <summary>In bytes. Many claimed deliveries wait in memory at a time, so a longer body is read only for the attempt.</summary>
    public const int MaxLengthToPrefetch = 16 * 1024;

    private const int MostWebhooks = 10_000;
    private const string Envelope = "coalesce(d.body, d.envelope)";

    private const string Payload =
        $"left join {Payloads} p on d.resource_at is not null and p.event_id = d.event_id and p.resource_type = d.resource_type";

    // The index leads from one webhook with waiting deliveries to the next, and to the due ones of each: deliveries that are not due, or whose receiver
    // is held back, are not read. In one order, so that two nodes can't deadlock.
    private static readonly string Claim = $"""
        with recursive webhook (id, place) as (
            select $1::uuid, 0
            union all
            select next.webhook_id, webhook.place + 1
            from webhook cross join lateral (
                select webhook_id from {Deliveries} where due_at is not null and webhook_id > webhook.id
                order by webhook_id limit 1
            ) next
            where webhook.place < {MostWebhooks}
        ),
        due as materialized (
            select own.id
            from webhook
            left join unnest($2::uuid[], $3::int[]) as known (id, room) on known.id = webhook.id
            cross join lateral (
                select d.id from {Deliveries} d
                where d.webhook_id = webhook.id and d.due_at <= now() and not (d.is_ordered and exists (
                    select from {Deliveries} earlier
                    where earlier.flow_generation_id = d.flow_generation_id and earlier.webhook_id = d.webhook_id
                        and earlier.version < d.version and earlier.due_at is not null
                ))
                order by d.due_at limit coalesce(known.room, $4) for update of d skip locked
            ) own
            where webhook.place > 0 and coalesce(known.room, $4) > 0
            limit $5
        ),
        claimed as (
            update {Deliveries} d set due_at = now() + $6 where id = any(array(select id from due))
            returning id, organisation, webhook_id, tries, parent_id, event_id, resource_type, resource_at, body, envelope,
                text_length, flow_generation_id, version, event
        )
        select d.id, d.organisation, d.webhook_id, d.tries, d.parent_id, w.data, size.bytes, d.resource_at,
            case when size.bytes <= {MaxLengthToPrefetch} then {Envelope} end,
            case when size.bytes <= {MaxLengthToPrefetch} then p.resource end,
            d.text_length, d.flow_generation_id, d.version, d.event_id, d.resource_type, d.event
        from claimed d {Payload}
        cross join lateral (select coalesce(octet_length({Envelope}) + coalesce(octet_length(p.resource), 0), 0) as bytes) size
        left join {MartenSetup.Schema}.mt_doc_webhook w on w.tenant_id = d.organisation and w.id = d.webhook_id
        order by d.id
        """;

    // A success always counts; a failure only if no other node has recorded one meanwhile. An erased delivery keeps no response. Every
    // attempt is logged, also one that does not count. Deliveries that wait for an ordered one become due with it, so that no claim reads past them
    // meanwhile.
    private static readonly string Settle = $"""
        with outcome as (
            select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::timestamptz[], $5::int[], $6::text[], $7::int[],
                $8::text[], $9::interval[]) as o (id, webhook_id, tries, at, status_code, failure, duration_ms, answer, next)
        ),
        settled as (
            update {Deliveries} d set tries = o.tries + 1,
                status = case when o.failure is null then 'delivered' when o.next is null then 'failed' else 'waiting' end,
                due_at = now() + o.next
            from outcome o
            where d.id = o.id and d.status = 'waiting' and (o.failure is null or d.tries = o.tries)
            returning d.id, d.webhook_id, d.flow_generation_id, d.version, d.is_ordered, d.due_at
        ),
        following as (
            update {Deliveries} later set due_at = case
                when settled.due_at is not null then greatest(later.due_at, settled.due_at)
                when later.tries = 0 then now() else later.due_at end
            from settled
            where settled.is_ordered and later.flow_generation_id = settled.flow_generation_id
                and later.webhook_id = settled.webhook_id and later.version > settled.version
                and later.due_at is not null and later.id <> all($1)
        ),
        logged as (
            insert into {Tries} (delivery_id, at, status_code, failure, duration_ms, answer)
            select o.id, o.at, o.status_code, o.failure, o.duration_ms, case when {Envelope} is not null then o.answer end
            from outcome o join {Deliveries} d on d.id = o.id
            on conflict do nothing
        ),
        failing as (
            insert into {Failing} (webhook_id, since)
            select webhook_id, min(at) from outcome group by webhook_id having bool_and(failure is not null)
            order by webhook_id
            on conflict do nothing
        )
        delete from {Failing} where webhook_id in (select webhook_id from outcome where failure is null)
        """;

    // The delivery is changed first, so that an erasure that has removed its text by then gets no new one. An existing resource stays: it was sent
    // already. It is locked and noted as used at most once an hour, so that it is not deleted while a delivery is about to need it.
    private static readonly string Fix = $"""
        with rendered as (
            select * from unnest($1::uuid[], $2::bytea[], $3::int[]) as r (id, envelope, resource_at)
        ),
        changed as (
            update {Deliveries} d set envelope = r.envelope, resource_at = r.resource_at, text_length = null
            from rendered r where d.id = r.id and d.text_length is not null and d.status = 'waiting'
            returning d.id, d.organisation, d.flow_generation_id, d.event_id, d.resource_type
        ),
        kept as (
            insert into {Payloads} as kept (event_id, resource_type, organisation, flow_generation_id, resource, used_at)
            select distinct on (r.event_id, r.resource_type) r.event_id, r.resource_type, changed.organisation,
                changed.flow_generation_id, r.resource, now()
            from unnest($4::uuid[], $5::text[], $6::bytea[]) as r (event_id, resource_type, resource) join changed using (event_id, resource_type)
            order by r.event_id, r.resource_type
            on conflict (event_id, resource_type) do update set used_at = now()
                where kept.used_at < now() - interval '1 hour'
            returning event_id, resource_type, xmax = 0 as is_new
        )
        select changed.id from changed join kept using (event_id, resource_type) where is_new
        """;

    // A resource that was used within the last day is not deleted: deliveries are kept for two days at least.
    private static readonly string FixByStored = $"""
        update {Deliveries} d set envelope = $2, resource_at = $3, text_length = null from {Payloads} p
        where d.id = $1 and d.text_length is not null and d.status = 'waiting' and p.event_id = d.event_id and p.resource_type = d.resource_type
            and p.used_at > now() - interval '1 day'
        returning octet_length(p.resource)
        """;

    private readonly AsyncFlag changed = new();

    /// <summary>Wakes the dispatcher: a delivery may be due, or there is room for more.</summary>
    public void Changed() => changed.Set();

    /// <summary>Waits for <see cref="Changed"/>, or for the limit: deliveries of other processes are found by polling.</summary>
    public Task ChangedAsync(TimeSpan limit, CancellationToken cancellationToken) =>
        changed.WaitAsync(limit, clock, cancellationToken);

    /// <summary>Claims due deliveries.</summary>
    /// <param name="after">Begins with the webhook after this one, so that all take turns.</param>
    /// <param name="rooms">The maximum for each webhook that this node knows.</param>
    /// <param name="otherwise">The maximum for each other webhook.</param>
    /// <param name="most">The maximum of all together.</param>
    /// <param name="cancellationToken">Cancels the claim.</param>
    public async Task<IReadOnlyList<ClaimedDelivery>> ClaimAsync(
        Guid after,
        IReadOnlyList<(Guid WebhookId, int Room)> rooms,
        int otherwise,
        int most,
        CancellationToken cancellationToken
    )
    {
        await using var batch = Sql.BatchByIndexScan(
            postgres,
            Claim,
            [
                after,
                rooms.Select(of => of.WebhookId).ToArray(),
                rooms.Select(of => of.Room).ToArray(),
                otherwise,
                most,
                settings.Lease,
            ]
        );
        var at = clock.GetTimestamp();
        var serializer = store.Options.Serializer();
        var claimed = new List<ClaimedDelivery>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add(
                new(
                    reader.GetGuid(0),
                    reader.GetString(1),
                    reader.GetGuid(2),
                    reader.IsDBNull(5) ? null : serializer.FromJson<Webhook>(reader, 5),
                    BodyOf(reader, first: 7),
                    reader.GetInt32(6),
                    reader.GetInt32(3),
                    reader.TextOrNull(4),
                    at
                )
                {
                    Source = reader.IsDBNull(10)
                        ? null
                        : new(
                            reader.GetGuid(11),
                            reader.GetInt32(12),
                            reader.GetGuid(13),
                            reader.GetString(14),
                            reader.GetString(15),
                            reader.GetInt32(10)
                        ),
                }
            );
        }

        return claimed;
    }

    /// <summary>Reads the body of a delivery; null where its text was erased meanwhile.</summary>
    public async Task<DeliveryBody?> BodyOfAsync(ClaimedDelivery delivery)
    {
        var bodies = await Sql.ReadAsync(
            postgres,
            $"select d.resource_at, {Envelope}, p.resource from {Deliveries} d {Payload} where d.id = $1",
            [delivery.Id],
            row => BodyOf(row, first: 0),
            CancellationToken.None
        );
        return bodies.SingleOrDefault();
    }

    private static DeliveryBody? BodyOf(NpgsqlDataReader reader, int first)
    {
        var resourceAt = reader.ValueOrNull<int>(first);
        if (reader.IsDBNull(first + 1) || (resourceAt is not null && reader.IsDBNull(first + 2)))
        {
            return null;
        }

        var envelope = reader.GetFieldValue<byte[]>(first + 1);
        if (resourceAt is null)
        {
            JsonEscapes.MakeReadable<byte>(envelope); // an earlier version stored whole bodies, with texts as clients had sent them
        }

        return new(envelope, resourceAt, resourceAt is null ? null : reader.GetFieldValue<byte[]>(first + 2));
    }

    /// <summary>
    /// Fixes the bodies of deliveries: every attempt sends them from then on. The first one stays where another node has rendered one too,
    /// and an erased delivery gets none.
    /// </summary>
    /// <returns>The deliveries whose attempts send exactly these bodies.</returns>
    public async Task<HashSet<Guid>> FixAsync(
        IReadOnlyList<(ClaimedDelivery Delivery, WebhookPayload Payload)> rendered
    )
    {
        // In one order, so that two nodes can't deadlock.
        var ordered = rendered.OrderBy(one => one.Delivery.Id).ToList();
        var resources = rendered
            .DistinctBy(one => (one.Delivery.Source!.EventId, one.Delivery.Source.ResourceType))
            .ToList();
        var @fixed = await Sql.ReadAsync(
            postgres,
            Fix,
            [
                ordered.Select(one => one.Delivery.Id).ToArray(),
                ordered.Select(one => one.Payload.Envelope).ToArray(),
                ordered.Select(one => one.Payload.ResourceAt).ToArray(),
                resources.Select(one => one.Delivery.Source!.EventId).ToArray(),
                resources.Select(one => one.Delivery.Source!.ResourceType).ToArray(),
                resources.Select(one => one.Payload.Resource!).ToArray(),
            ],
            row => row.GetGuid(0),
            CancellationToken.None
        );
        return [.. @fixed];
    }

    /// <summary>Fixes the body of a delivery whose resource is stored already, for another webhook or a replay.</summary>
    /// <returns>The length of the resource, in bytes; null where it has to be rendered.</returns>
    public async Task<int?> FixByStoredAsync(ClaimedDelivery delivery)
    {
        var source = delivery.Source!;
        var (envelope, resourceAt, _) = WebhookPayload.Of(
            delivery.Id,
            delivery.Webhook!,
            source.Event,
            source.Version,
            resource: []
        );
        return await Sql.ScalarAsync(postgres, FixByStored, [delivery.Id, envelope, resourceAt], CancellationToken.None)
            as int?;
    }

    /// <summary>Cancels deliveries that have nothing to show: their resource is erased.</summary>
    public Task CancelAsync(IEnumerable<ClaimedDelivery> deliveries) =>
        Sql.ExecuteAsync(
            postgres,
            $"update {Deliveries} set status = 'cancelled', due_at = null, text_length = null where id = any($1) and text_length is not null",
            [deliveries.Select(delivery => delivery.Id).ToArray()],
            CancellationToken.None
        );

    /// <summary>Saves the outcomes of attempts and the next state of their deliveries in one transaction.</summary>
    public async Task SettleAsync(IReadOnlyList<TryResult> results)
    {
        // In one order, so that two nodes can't deadlock.
        var ordered = results.OrderBy(result => result.Delivery.Id).ToList();
        await Sql.ExecuteAsync(
            postgres,
            Settle,
            [
                Of(result => result.Delivery.Id),
                Of(result => result.Delivery.WebhookId),
                Of(result => result.Delivery.Tries),
                Of(result => result.At),
                Of(result => result.StatusCode),
                Of(result => result.Failure),
                Of(result => (int)result.Duration.TotalMilliseconds),
                Of(result => result.Answer),
                Of(result => result.Next),
            ],
            CancellationToken.None
        );

        T[] Of<T>(Func<TryResult, T> value) => [.. ordered.Select(value)];
    }

    /// <summary>Hands back deliveries without an attempt: any node may claim them at once.</summary>
    public Task HandBackAsync(IEnumerable<ClaimedDelivery> untried) =>
        Sql.ExecuteAsync(
            postgres,
            $"update {Deliveries} set due_at = now() where id = any($1) and due_at is not null",
            [untried.Select(delivery => delivery.Id).ToArray()],
            CancellationToken.None
        );

    /// <summary>
    /// The time since which all attempts of a webhook have failed, if that is long enough to disable it; otherwise null. A change of the webhook
    /// may have fixed it, so the time begins anew.
    /// </summary>
    public async Task<DateTimeOffset?> FailingForLongAsync(Webhook webhook)
    {
        var find = $"select since from {Failing} where webhook_id = $1 and greatest(since, $2) <= now() - $3";
        return
            await Sql.ScalarAsync(
                postgres,
                find,
                [webhook.Id, webhook.UpdatedAt, settings.DisableAfter],
                CancellationToken.None
            )
                is DateTime since
            ? new DateTimeOffset(since)
            : null;
    }
}
