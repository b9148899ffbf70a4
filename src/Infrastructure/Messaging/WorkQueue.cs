using System.Collections.Concurrent;
using System.Data.Common;
using Flowgen.Application.Common;
using Flowgen.Application.FlowGenerations.Messages;
using Flowgen.Application.Webhooks.Messages;
using Flowgen.Infrastructure.Database;
using Flowgen.Infrastructure.Hosting;
using Flowgen.Infrastructure.Logging;
using Flowgen.Infrastructure.Persistence;
using Marten;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql.Tables;
using Wolverine;
using Wolverine.Configuration;
using Wolverine.RDBMS;
using Wolverine.Runtime;
using Wolverine.Runtime.Serialization;
using Wolverine.Transports;

namespace Flowgen.Infrastructure.Messaging;

/// <summary>
/// Keeps waiting messages in a table by queue and organisation. Moves as many as this node has room for to Wolverine's durable inbox and to its
/// queue in memory, a few at a time, organisations in turn. Wolverine does the rest: retries, dead letters, and the release of the messages
/// of a dead node. A process without workers fetches nothing, and notifies the others of its messages.
/// </summary>
internal sealed partial class WorkQueue(
    IWolverineRuntime runtime,
    NpgsqlDataSource postgres,
    IHostApplicationLifetime lifetime,
    Role role,
    Notifier notifier,
    TimeProvider clock,
    ILogger<WorkQueue> logger
)
    : BackgroundLoop(
        "fetch messages from the database",
        cadence: TimeSpan.Zero,
        clock,
        logger,
        lifetime.ApplicationStopping // other nodes take the messages at the beginning of a stop, not at its end
    ),
        IQueuedWork
{
    /// <summary>The channel that processes without workers notify.</summary>
    public const string Notification = "flowgen_backlog";

    // Each kind has a queue of its own, so that none waits for another.
    private static readonly object[] Kinds =
    [
        new RunFlowGeneration(Guid.Empty),
        new AnnounceChange(Guid.Empty, 0),
        new ReplayChanges(Guid.Empty, Guid.Empty, 0, 0, default),
    ];

    // Enough to keep the workers busy during the next fetch; and no more, since the first message of another organisation waits behind these.
    private const int Prefetch = 32;
    private const int Room = WolverineSetup.Parallel + Prefetch;
    private const int MinToFetch = Prefetch / 2;

    // An organisation with so many messages being handled gets no more while others wait: with its prefetched ones it still leaves some workers to
    // the others, however slow its messages are.
    private const int MaxPerOrganisation = WolverineSetup.Parallel / 2;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    // Released messages of the inbox come first, for half the room at most. Then each waiting organisation has the same share: the index leads
    // from one organisation to the next, from where the last turn ended, and the first message of each comes first.
    // Materialized, or a limit may be applied more than once. The timestamp is that of the claim: Wolverine releases a message whose claim is
    // too old (WolverineSetup).
    private static readonly string Claim = $"""
        with recursive released as materialized (
            select id from {Inbox}
            where received_at = $2 and status = '{EnvelopeStatus.Incoming}' and owner_id = {TransportConstants.AnyNode}
            order by id limit ($3 + 1) / 2 for update skip locked
        ),
        turn (organisation, wrapped, place) as (
            select $4, false, 0
            union all
            select next.organisation, next.wrapped, turn.place + 1
            from turn cross join lateral (
                (select organisation, turn.wrapped from {Waiting} where queue = $2 and organisation > turn.organisation order by organisation limit 1)
                union all
                (select organisation, true from {Waiting} where queue = $2 and not turn.wrapped order by organisation limit 1)
                limit 1
            ) next
            where turn.place < $3 and (not next.wrapped or next.organisation <= $4)
        ),
        waiting as (select organisation, place, count(*) over () as count from turn where place > 0),
        sharing as (
            select organisation, place, count(*) over () as count from waiting where organisation is distinct from $5 or count = 1
        ),
        taken as materialized (
            select own.ctid, own.id, own.organisation, sharing.place,
                row_number() over (partition by own.organisation order by own.id) as nth
            from sharing cross join lateral (
                select ctid, id, organisation from {Waiting} where queue = $2 and organisation = sharing.organisation
                order by id limit greatest(1, ($3 - (select count(*) from released)) / sharing.count) for update skip locked
            ) own
        ),
        moved as (
            delete from {Waiting} where ctid = any(array(select ctid from taken)) returning id, message_type, body
        ),
        fresh as (
            insert into {Inbox} as inbox (body, id, message_type, received_at, status, owner_id, timestamp)
            select body, id, message_type, $2, '{EnvelopeStatus.Incoming}', $1, now() from moved
            on conflict (id) do update set body = excluded.body, status = excluded.status, owner_id = excluded.owner_id,
                attempts = 0, keep_until = null, timestamp = excluded.timestamp
            where inbox.status = '{EnvelopeStatus.Handled}'
            returning {Columns}
        ),
        again as (
            update {Inbox} set owner_id = $1, timestamp = now() where id = any(array(select id from released))
            returning {Columns}
        )
        select again.*, null as organisation, 0 as nth, 0 as place from again
        union all
        select fresh.*, taken.organisation, taken.nth, taken.place from fresh join taken using (id)
        order by nth, place
        """;

    private const string Columns =
        "body, id, status, owner_id, execution_time, attempts, message_type, received_at, keep_until";

    // A message that can't be read becomes a dead letter for operators, so that it neither holds up the others nor is fetched again.
    private static readonly string SetAside = $"""
        with unreadable as (delete from {Inbox} where id = any($1) returning *)
        insert into {DeadLetters} (id, body, message_type, received_at, exception_type, exception_message, sent_at, failed_at, replayable, expires)
        select id, body, message_type, received_at, 'Unreadable', 'The message can not be read.', now(), now(), false, now() + $2 from unreadable
        on conflict do nothing
        """;

    /// <summary>The table of waiting messages, by queue and organisation.</summary>
    public const string Waiting = $"{MartenSetup.Schema}.backlog";

    /// <summary>Wolverine's table of messages that a node handles, that are scheduled for another attempt, or that were released.</summary>
    public static string Inbox => $"{WolverineSetup.Schema}.{DatabaseConstants.IncomingTable}";

    /// <summary>Wolverine's table of failed messages.</summary>
    public static string DeadLetters => $"{WolverineSetup.Schema}.{DatabaseConstants.DeadLetterTable}";

    /// <summary>The definition of <see cref="Waiting"/>.</summary>
    public static Table Table()
    {
        var table = new Table(Waiting);
        table.AddColumn("queue", "text").AsPrimaryKey();
        table.AddColumn("organisation", "text").AsPrimaryKey();
        table.AddColumn<Guid>("id").AsPrimaryKey(); // the order within an organisation
        table.AddColumn("message_type", "text").NotNull();
        table.AddColumn("body", "bytea").NotNull();
        return table;
    }

    // The queue and the organisation of each message that is being handled.
    private readonly ConcurrentDictionary<Guid, (string Queue, string Organisation)> inHand = [];

    // By queue, the organisation at which its last turn ended.
    private readonly Dictionary<string, string> lastServed = [];

    private readonly AsyncFlag changed = new();
    private Uri[]? queues;

    public void Add(IDocumentSession session, IEnumerable<OutgoingMessage> messages)
    {
        var envelopes = messages.SelectMany(message => Envelopes(message, session.TenantId)).ToList();
        if (envelopes is [])
        {
            return;
        }

        session.QueueSqlCommand(
            $"""
            insert into {Waiting} (queue, organisation, id, message_type, body)
            select queue, ?, id, message_type, body from unnest(?, ?, ?, ?) as message (queue, id, message_type, body)
            on conflict do nothing
            """,
            session.TenantId,
            envelopes.Select(envelope => envelope.Destination!.ToString()).ToArray(),
            envelopes.Select(envelope => envelope.Id).ToArray(),
            envelopes.Select(envelope => envelope.MessageType).ToArray(),
            envelopes.Select(EnvelopeSerializer.Serialize).ToArray()
        );
    }

    public void Remove(IDocumentSession session, IEnumerable<IWork> handled)
    {
        var ids = handled.Select(work => Of(work).Id).ToArray();
        if (ids is not [])
        {
            // As in Sql.BatchByIndexScan; but a queued command may return no rows.
            session.QueueSqlCommand("set local enable_seqscan = off");
            session.QueueSqlCommand($"delete from {Inbox} where id = any(?)", ids);
        }
    }

    /// <summary>The queue of a kind of message, as the tables name it.</summary>
    public string QueueOf(object message) => $"{Routed(message, tenantId: null)[0].Destination}";

    public IDisposable BeginHandling(IWork work) => new Handling(inHand, Of(work));

    public void Changed(params IReadOnlyList<IWork> handled)
    {
        foreach (var work in handled)
        {
            Of(work).Status = EnvelopeStatus.Handled; // so that Wolverine does not mark it as handled once more
        }

        if (role is Role.Api)
        {
            notifier.Notify(Notification);
        }
        else
        {
            Wake();
        }
    }

    private static Envelope Of(IWork work) => ((WolverineWork)work).Envelope;

    /// <summary>Looks for messages at once. For notifications too: what they lead to must not notify again.</summary>
    public void Wake() => changed.Set();

    protected override async Task RunOnceAsync(CancellationToken stoppingToken)
    {
        foreach (var queue in Queues())
        {
            await FillAsync(queue, stoppingToken);
        }

        await changed.WaitAsync(Poll, Clock, stoppingToken); // messages of other nodes are found by polling
    }

    // Handlers may finish until the end of the stop. Messages that wait in memory go to other nodes at once; where that fails, they
    // do once this node is missed.
    protected override async Task StopAfterLastAsync()
    {
        ((EndpointCollection)runtime.Endpoints).LatchAllReceivers();
        await Sql.ExecuteAsync(
            postgres,
            $"update {Inbox} set owner_id = {TransportConstants.AnyNode} where owner_id = $1 and received_at = any($2) and id <> all($3)",
            [
                runtime.DurabilitySettings.AssignedNodeNumber,
                Queues().Select(queue => queue.ToString()).ToArray(),
                inHand.Keys.ToArray(),
            ],
            CancellationToken.None
        );
    }

    private Uri[] Queues() => queues ??= [.. Kinds.Select(message => Routed(message, tenantId: null)[0].Destination!)];

    private async Task FillAsync(Uri queue, CancellationToken cancellationToken)
    {
        while (runtime.Endpoints.FindListenerCircuit(queue) is { Status: ListeningStatus.Accepting } circuit)
        {
            var room = Room - circuit.QueueCount; // which counts what is being handled as well
            if (room < MinToFetch)
            {
                return; // handled messages make room, and wake this loop
            }

            var claimed = await ClaimAsync(queue, room, cancellationToken);
            await circuit.EnqueueDirectlyAsync(claimed);
            var ofEach = claimed.CountBy(envelope => envelope.TenantId ?? "").ToList();
            if (!ofEach.Any(of => of.Value >= room / ofEach.Count))
            {
                return; // no organisation had more than its share
            }
        }
    }

    private async Task<List<Envelope>> ClaimAsync(Uri queue, int count, CancellationToken cancellationToken)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (envelopes, unreadable) = await ReadAsync(queue, count, connection, cancellationToken);
        if (unreadable is not [])
        {
            LogUnreadable(unreadable.Count);
            await Sql.ExecuteAsync(
                connection,
                SetAside,
                [unreadable.ToArray(), WolverineSetup.DeadLettersKept],
                cancellationToken
            );
        }

        try
        {
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            // The commit may have succeeded. Run them anyway: handlers are idempotent.
            LogUncertain(FailureReason.Of(e));
        }

        return envelopes;
    }

    private async Task<(List<Envelope> Envelopes, List<Guid> Unreadable)> ReadAsync(
        Uri queue,
        int count,
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        var envelopes = new List<Envelope>();
        var unreadable = new List<Guid>();
        await using var batch = Sql.BatchByIndexScan(
            connection,
            Claim,
            [
                runtime.DurabilitySettings.AssignedNodeNumber,
                queue.ToString(),
                count,
                lastServed.GetValueOrDefault($"{queue}", ""),
                Sql.Nullable(Crowding($"{queue}"), NpgsqlDbType.Text),
            ]
        );
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.GetInt64(reader.GetOrdinal("nth")) == 1)
            {
                lastServed[$"{queue}"] = reader.GetString(reader.GetOrdinal("organisation")); // rows with nth = 1 come in order, so the last one stays
            }

            try
            {
                envelopes.Add(await DatabasePersistence.ReadIncomingAsync(reader, cancellationToken));
            }
            catch (Exception e) when (e is not (DbException or OperationCanceledException))
            {
                unreadable.Add(reader.GetGuid(reader.GetOrdinal(DatabaseConstants.Id)));
            }
        }

        return (envelopes, unreadable);
    }

    private string? Crowding(string queue) =>
        inHand
            .Values.Where(message => message.Queue == queue)
            .CountBy(message => message.Organisation)
            .FirstOrDefault(of => of.Value >= MaxPerOrganisation)
            .Key;

    private Envelope[] Envelopes(OutgoingMessage outgoing, string? tenantId)
    {
        var envelopes = Routed(outgoing.Message, tenantId);
        foreach (var envelope in envelopes)
        {
            envelope.Id = outgoing.Id; // the order in which they are fetched
            envelope.ConversationId = outgoing.CausationId ?? envelope.Id;
            envelope.CorrelationId = outgoing.CorrelationId;
            envelope.ParentId = outgoing.ParentId;
            envelope.Source = runtime.Options.ServiceName;
        }

        return envelopes;
    }

    private Envelope[] Routed(object message, string? tenantId) =>
        runtime.RoutingFor(message.GetType()).RouteForPublish(message, new DeliveryOptions { TenantId = tenantId });

    [LoggerMessage(LogLevel.Warning, "The commit of fetched messages failed: {Reason}; handling them nevertheless")]
    private partial void LogUncertain(string reason);

    [LoggerMessage(LogLevel.Error, "{Count} messages in the database can't be read; they are dead letters now")]
    private partial void LogUnreadable(int count);

    private sealed class Handling : IDisposable
    {
        private readonly ConcurrentDictionary<Guid, (string, string)> inHand;
        private readonly Guid id;

        public Handling(ConcurrentDictionary<Guid, (string, string)> inHand, Envelope envelope)
        {
            this.inHand = inHand;
            id = envelope.Id;
            inHand[id] = ($"{envelope.Destination}", envelope.TenantId ?? "");
        }

        public void Dispose() => inHand.TryRemove(id, out _);
    }
}
