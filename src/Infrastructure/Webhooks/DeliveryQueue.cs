using Flowgen.Domain;
using Flowgen.Domain.Webhooks;
using Flowgen.Infrastructure.Database;
using Flowgen.Infrastructure.Hosting;
using Flowgen.Infrastructure.Persistence;
using Marten;
using Npgsql;
using static Flowgen.Infrastructure.Webhooks.DeliveryTables;

namespace Flowgen.Infrastructure.Webhooks;

/// <summary>A delivery that this node is to try.</summary>
/// <param name="Id">The <c>webhook-id</c>.</param>
/// <param name="Organisation">Whose.</param>
/// <param name="WebhookId">To which.</param>
/// <param name="Webhook">As it is now; null where it is deleted.</param>
/// <param name="Body">What to send; null where it is so long that it is read only when its turn has come.</param>
/// <param name="Length">Of the body, in bytes.</param>
/// <param name="Tries">How many there were.</param>
/// <param name="ParentId">The activity that it continues.</param>
/// <param name="ClaimedAt">When, on the clock of the machine.</param>
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
);

/// <summary>What a try came to.</summary>
/// <param name="Delivery">What was tried.</param>
/// <param name="At">When it began, UTC.</param>
/// <param name="StatusCode">What the receiver answered; null where it did not.</param>
/// <param name="Failure">Why it failed; null where it did not.</param>
/// <param name="Duration">Of the try.</param>
/// <param name="Answer">What is kept of the answer.</param>
/// <param name="RetryAfter">What the receiver asks for.</param>
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
    /// <summary>When to try again; null for not at all.</summary>
    public TimeSpan? Next { get; init; }
}

/// <summary>
/// Hands deliveries that are due to this node, for as long as a lease: a node that is gone has lost them when it ends. Time is the
/// database's, so that the nodes' clocks may differ.
/// </summary>
internal sealed class DeliveryQueue(
    NpgsqlDataSource postgres,
    IDocumentStore store,
    DeliverySettings settings,
    TimeProvider clock
)
{
    /// <summary>Notified when somebody waits for a delivery.</summary>
    public const string Notification = "flowgen_deliveries";

    private const int MostWebhooks = 10_000;

    // What is claimed may wait in memory, many at a time: long bodies are not read with it.
    private const int LongestToWaitWith = 16 * 1024;
    private const string Envelope = "coalesce(d.body, d.envelope)";

    private const string Payload =
        $"left join {Payloads} p on d.resource_at is not null and p.event_id = d.event_id and p.resource_type = d.resource_type";

    // The webhooks that something waits for are found one after the other in the index, and of each those that are due: neither
    // what waits for the future nor what is held back is read. In order, so that two nodes can't lock each other out.
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
            returning id, organisation, webhook_id, tries, parent_id, event_id, resource_type, resource_at, body, envelope
        )
        select d.id, d.organisation, d.webhook_id, d.tries, d.parent_id, w.data, size.bytes, d.resource_at,
            case when size.bytes <= {LongestToWaitWith} then {Envelope} end,
            case when size.bytes <= {LongestToWaitWith} then p.resource end
        from claimed d {Payload}
        cross join lateral (select octet_length({Envelope}) + coalesce(octet_length(p.resource), 0) as bytes) size
        left join {MartenSetup.Schema}.mt_doc_webhook w on w.tenant_id = d.organisation and w.id = d.webhook_id
        order by d.id
        """;

    // A success counts whoever else is at it; a failure only if nobody else has had one meanwhile. An erased delivery keeps no
    // answer. A try that is not the last word is logged all the same. What an ordered one holds back waits as long as it does, so
    // that nobody reads past it meanwhile.
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

    private readonly AsyncFlag changed = new();

    /// <summary>Says that something may be due, or that there is room for it.</summary>
    public void Changed() => changed.Set();

    /// <summary>Waits for that, or for the limit: deliveries of other processes are found by polling.</summary>
    public Task ChangedAsync(TimeSpan limit, CancellationToken cancellationToken) =>
        changed.WaitAsync(limit, clock, cancellationToken);

    /// <summary>Claims what is due.</summary>
    /// <param name="after">The webhook from which on to look, so that each has its turn.</param>
    /// <param name="rooms">For how many of a webhook there is room, where this node knows.</param>
    /// <param name="otherwise">For how many where it does not.</param>
    /// <param name="most">For how many altogether.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<IReadOnlyList<ClaimedDelivery>> ClaimAsync(
        Guid after,
        IReadOnlyList<(Guid WebhookId, int Room)> rooms,
        int otherwise,
        int most,
        CancellationToken cancellationToken
    )
    {
        await using var batch = Sql.ByIndexAlone(
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
            );
        }

        return claimed;
    }

    /// <summary>Reads what a delivery sends; null where its text was erased meanwhile.</summary>
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
            JsonEscapes.MakeReadable<byte>(envelope); // of an earlier version, which kept whole bodies as clients' texts were
        }

        return new(envelope, resourceAt, resourceAt is null ? null : reader.GetFieldValue<byte[]>(first + 2));
    }

    /// <summary>Saves what tries came to, and what follows for their deliveries, in one transaction.</summary>
    public async Task SettleAsync(IReadOnlyList<TryResult> results)
    {
        // In one order, as others lock them.
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

    /// <summary>Gives deliveries back that were not tried, for any node to try at once.</summary>
    public Task HandBackAsync(IEnumerable<ClaimedDelivery> untried) =>
        Sql.ExecuteAsync(
            postgres,
            $"update {Deliveries} set due_at = now() where id = any($1) and due_at is not null",
            [untried.Select(delivery => delivery.Id).ToArray()],
            CancellationToken.None
        );

    /// <summary>
    /// Since when all tries of a webhook have failed, if that is as long ago as disables it; otherwise null. One that was changed
    /// since has been mended maybe, and has its time again.
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
