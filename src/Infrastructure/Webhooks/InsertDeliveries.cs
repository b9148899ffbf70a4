using System.Data.Common;
using Flowgen.Application.Webhooks;
using Flowgen.Domain.Webhooks;
using Flowgen.Infrastructure.Persistence;
using Weasel.Core;
using static Flowgen.Infrastructure.Webhooks.DeliveryTables;

namespace Flowgen.Infrastructure.Webhooks;

/// <summary>Inserts a delivery of each change for each webhook that subscribes to it, in the transaction of a session.</summary>
internal sealed class InsertDeliveries(
    string organisation,
    IReadOnlyList<WebhookChange> changes,
    AddOptions options,
    TimeSpan lease
) : Weasel.Storage.IStorageOperation
{
    // The id is that of DerivedId.Of(time, generation, webhook or replay, version).
    //
    // The delivery before an ordered one may have an attempt in flight, whose outcome is saved by a statement that can't see this one yet. That
    // delivery is then due within a lease, and this one does not wait for it.
    private static readonly string Insert = $"""
        added as (
            insert into {Deliveries} (id, organisation, webhook_id, event, resource_type, resource_id, flow_generation_id,
                event_id, version, is_ordered, status, tries, due_at, created_at, parent_id, text_length)
            select encode(
                    set_byte(
                        set_byte(substring(int8send(change.at) from 3) || substring(hash from 7 for 10), 6, (get_byte(hash, 6) & 15) | 112),
                        8, (get_byte(hash, 8) & 63) | 128
                    ), 'hex')::uuid,
                webhook.tenant_id, webhook.id, change.event, change.resource_type, change.resource_id, change.flow_generation_id,
                change.event_id, change.version, is_ordered, 'waiting', 0,
                case when is_ordered then coalesce((
                    select max(earlier.due_at) from {Deliveries} earlier
                    where earlier.flow_generation_id = change.flow_generation_id and earlier.webhook_id = webhook.id
                        and earlier.version < change.version and earlier.tries > 0 and earlier.due_at > clock_timestamp() + ?
                ), now()) else now() end,
                now(), nullif(change.parent_id, ''), change.text_length
            from {MartenSetup.Schema}.mt_doc_webhook webhook
            cross join lateral (
                select webhook.data -> 'settings' as settings, coalesce((webhook.data -> 'settings' ->> 'isOrdered')::boolean, false) as is_ordered
            ) asked
            join unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as change (flow_generation_id, version, event_id, at, resource_type, resource_id,
                    event, fields, text_length, parent_id)
                on change.resource_type = settings ->> 'resource' and settings -> 'events' @> to_jsonb(change.event)
                and (change.fields = '' or coalesce(jsonb_typeof(settings -> 'fields'), 'null') = 'null' or exists (
                    select from jsonb_array_elements_text(settings -> 'fields') field where field = any(string_to_array(change.fields, ','))
                ))
            cross join lateral (
                select sha256(uuid_send(change.flow_generation_id) || uuid_send(coalesce(nullif(?, '{Guid.Empty}'::uuid), webhook.id)) || int4send(change.version)) as hash
            ) derived
            where webhook.tenant_id = ? and (settings ->> 'isEnabled')::boolean and webhook.id = coalesce(nullif(?, '{Guid.Empty}'::uuid), webhook.id)
            on conflict do nothing returning id
        )
        select count(*) from added
        """;

    // An erasure changes its stream first. So it waits for these deliveries and then cancels them; or these wait for it, and render no text.
    private static readonly string Locked = $"""
        locked as materialized (
            select from {MartenSetup.Schema}.mt_streams where tenant_id = ? and id = any(?) order by id for share
        ),
        """;

    /// <summary>The number of inserted deliveries, once the statement was executed.</summary>
    public long Count { get; private set; }

    public Type DocumentType => typeof(Webhook); // Marten takes a stored document alone

    public OperationRole Role() => OperationRole.Other;

    public void ConfigureCommand(ICommandBuilder builder, Weasel.Storage.IStorageSession session)
    {
        var replay = options.Replay;
        var (sql, locked) = options.IsAfterItsEvent
            ? (
                $"with {Locked} {Insert} where (select count(*) from locked) >= 0",
                new object[] { organisation, Of(change => change.FlowGenerationId) }
            )
            : ($"with {Insert}", []);
        object[] values =
        [
            .. locked,
            lease,
            Of(change => change.FlowGenerationId),
            Of(change => change.Version),
            Of(change => change.EventId),
            Of(change => (replay?.RequestedAt ?? change.OccurredAt).ToUnixTimeMilliseconds()),
            Of(change => change.ResourceType),
            Of(change => change.ResourceId),
            Of(change => change.Event),
            Of(change => string.Join(',', change.Fields ?? [])),
            Of(change => change.TextLength),
            Of(change => change.ParentId ?? ""),
            replay?.ReplayId ?? Guid.Empty,
            organisation,
            replay?.WebhookId ?? Guid.Empty,
        ];
        foreach (var (parameter, value) in builder.AppendWithDbParameters(sql, '?').Zip(values))
        {
            parameter.ResetDbType(); // the builder takes everything for text
            parameter.Value = value;
        }

        T[] Of<T>(Func<WebhookChange, T> value) => [.. changes.Select(value)];
    }

    public async Task PostprocessAsync(DbDataReader reader, IList<Exception> exceptions, CancellationToken token)
    {
        await reader.ReadAsync(token);
        Count = reader.GetInt64(0);
    }
}
