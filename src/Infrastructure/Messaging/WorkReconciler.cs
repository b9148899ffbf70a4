using System.Globalization;
using Flowgen.Application.Common;
using Flowgen.Application.FlowGenerations.Messages;
using Flowgen.Infrastructure.Database;
using Flowgen.Infrastructure.Hosting;
using Flowgen.Infrastructure.Persistence;
using Marten;
using Microsoft.Extensions.Logging;
using Npgsql;
using Wolverine;
using Wolverine.RDBMS;
using Wolverine.Transports;

namespace Flowgen.Infrastructure.Messaging;

/// <summary>
/// Reconciles unfinished generations with their messages: each has one. Also releases
/// the messages of silent nodes and corrects the counters of usage. Every worker does, so that it depends on none, leader or not.
/// </summary>
internal sealed partial class WorkReconciler(
    NpgsqlDataSource postgres,
    IDocumentStore store,
    WorkQueue queue,
    Usage usage,
    TimeProvider clock,
    ILogger<WorkReconciler> logger
) : BackgroundLoop("look for lost work", WorkReconciler.Pause, clock, logger)
{
    private const int Page = 5_000;
    private const int Slice = 500;
    private const int MaxSeconds = 30;

    /// <summary>Between two looks at the nodes. A node that is silent at both loses its messages.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    // An older look proves nothing: this node itself may have been paused, and all the others with it.
    private static readonly TimeSpan OldestLook = 3 * Pause;

    private static readonly TimeSpan DeadLettersRest = TimeSpan.FromMinutes(10);

    // A search may take a fiftieth of the time.
    private const int MinLooksBetweenSearches = 5;
    private const int SearchShare = 50;

    // The heartbeat of a live node comes every second (WolverineSetup).
    private static readonly string Silent = $"""
        select node_number from {WolverineSetup.Schema}.{DatabaseConstants.NodeTableName}
        where health_check < now() - interval '6 seconds'
        """;

    // A frozen node may hold locks on some of its messages: those follow at a later look, once Postgres has ended its transaction.
    private static readonly string Release = $"""
        update {WorkQueue.Inbox} set owner_id = {TransportConstants.AnyNode}
        where id in (
            select id from {WorkQueue.Inbox}
            where owner_id = any($1) and owner_id in ({Silent}) and status = '{EnvelopeStatus.Incoming}'
            for update skip locked
        )
        """;

    // Scheduled attempts of a node that is down.
    private static readonly string Overdue = $"""
        update {WorkQueue.Inbox} set status = '{EnvelopeStatus.Incoming}', owner_id = {TransportConstants.AnyNode}, execution_time = null
        where status = '{EnvelopeStatus.Scheduled}' and execution_time < now() - interval '15 seconds'
        """;

    // A message exists from the transaction that queues a generation until the one that ends it, so an unfinished generation without one has lost
    // it. A dead letter counts as a message for some time: its cause may be temporary.
    // A page bounds the generations looked at, not those found, so that no statement reads all of them. Its last row says where it ended.
    private static readonly string Lost = $"""
        with page as materialized (
            select tenant_id, id, data ->> 'createdAt' as created_at from {MartenSetup.Schema}.mt_doc_flowgeneration
            where id > $2 and {MartenSetup.Unfinished} order by id limit {Page}
        )
        select g.tenant_id, g.id, g.created_at, e.correlation_id, e.id as event_id, e.headers ->> 'traceparent'
        from page g
        join {MartenSetup.Schema}.mt_events e on e.tenant_id = g.tenant_id and e.stream_id = g.id and e.version = 1
        cross join lateral (
            select (lpad(to_hex((extract(epoch from regexp_replace(g.created_at, '(\.\d\d\d)\d+', '\1')::timestamptz) * 1000)::bigint), 12, '0')
                || right(replace(g.id::text, '-', ''), 20))::uuid as id
        ) message
        where not exists (select from {WorkQueue.Waiting} w where w.queue = $3 and w.organisation = g.tenant_id and w.id = message.id)
            and not exists (select from {WorkQueue.Inbox} i where i.id = message.id and i.status <> '{EnvelopeStatus.Handled}')
            and not exists (
                select from {WorkQueue.DeadLetters} d where d.id = message.id and coalesce(d.failed_at, d.sent_at) > now() - $1
            )
        union all
        select null, id, null, null, null, null from (select id from page order by id desc limit 1) ended
        """;

    private HashSet<int> silent = [];
    private long lookedAt;
    private int looksToSearch = 1;
    private Guid searched;

    protected override TimeSpan StartsAfter => Pause;

    protected override async Task RunOnceAsync(CancellationToken stoppingToken)
    {
        await ReleaseAsync(stoppingToken);
        if (--looksToSearch > 0)
        {
            return;
        }

        looksToSearch = MinLooksBetweenSearches;
        var began = Clock.GetTimestamp();
        try
        {
            await RequeueAsync(stoppingToken);
        }
        finally
        {
            looksToSearch += (int)(Clock.GetElapsedTime(began) * SearchShare / Pause);
        }
    }

    // Wolverine's leader does the same sooner; but not while the leader itself is silent and still holds its lock.
    private async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        HashSet<int> nodes =
        [
            .. await Sql.ReadAsync(postgres, Silent, [], row => row.GetInt32(0), cancellationToken, MaxSeconds),
        ];
        var comparable = Clock.GetElapsedTime(lookedAt) <= OldestLook;
        var lost = comparable ? nodes.Intersect(silent).ToArray() : [];
        silent = nodes;
        lookedAt = Clock.GetTimestamp();
        if (lost is [])
        {
            return;
        }

        if (await Sql.ExecuteAsync(postgres, Release, [lost], cancellationToken, MaxSeconds) is > 0 and var released)
        {
            LogReleased(released, string.Join(", ", lost));
            queue.Changed();
        }
    }

    private async Task RequeueAsync(CancellationToken cancellationToken)
    {
        await Sql.ExecuteAsync(postgres, Overdue, [], cancellationToken, MaxSeconds);
        if (await usage.CorrectAsync(MaxSeconds, cancellationToken) is > 0 and var organisations)
        {
            LogCorrected(organisations);
        }

        Guid? last;
        do
        {
            (var found, last) = await FindAsync(searched, cancellationToken);
            foreach (var ofOne in found.GroupBy(work => work.Organisation, work => work.Message))
            {
                foreach (var messages in ofOne.Chunk(Slice))
                {
                    await using var session = store.LightweightSession(Sessions.Of(ofOne.Key));
                    session.QueueSqlCommand(
                        $"delete from {WorkQueue.DeadLetters} where id = any(?)",
                        messages.Select(message => message.Id).ToArray()
                    );
                    queue.Add(session, messages);
                    await session.SaveChangesAsync(cancellationToken);
                    LogRequeued(messages.Length, ofOne.Key);
                    queue.Changed();
                }
            }

            searched = last ?? Guid.Empty; // where the next search goes on after a failure
        } while (last is not null);
    }

    private async Task<(List<(string Organisation, OutgoingMessage Message)> Found, Guid? Last)> FindAsync(
        Guid after,
        CancellationToken cancellationToken
    )
    {
        var rows = await Sql.ReadAsync(
            postgres,
            Lost,
            [DeadLettersRest, after, queue.QueueOf(new RunFlowGeneration(Guid.Empty))],
            row => (Id: row.GetGuid(1), Work: WorkOf(row)),
            cancellationToken,
            MaxSeconds
        );
        Guid? last = rows is [.., { Work: null, Id: var end }] ? end : null;
        return ([.. rows.Select(row => row.Work).OfType<(string, OutgoingMessage)>()], last);
    }

    // Null for the last row, which says where the page ended.
    private static (string Organisation, OutgoingMessage Message)? WorkOf(NpgsqlDataReader row)
    {
        if (row.TextOrNull(0) is not { } organisation)
        {
            return null;
        }

        var id = row.GetGuid(1);
        var queuedAt = DateTimeOffset.Parse(row.GetString(2), CultureInfo.InvariantCulture);
        var message = new OutgoingMessage(
            RunFlowGeneration.MessageId(id, queuedAt),
            new RunFlowGeneration(id),
            CorrelationId: row.TextOrNull(3),
            ParentId: row.TextOrNull(5)
        )
        {
            CausationId = row.GetGuid(4),
        };
        return (organisation, message);
    }

    [LoggerMessage(LogLevel.Warning, "Took {Count} messages from nodes that have fallen silent: {Nodes}")]
    private partial void LogReleased(int count, string nodes);

    [LoggerMessage(LogLevel.Warning, "Queued the lost work of {Count} generations of {Organisation} again")]
    private partial void LogRequeued(int count, string organisation);

    [LoggerMessage(
        LogLevel.Warning,
        "Corrected how many generations have not ended, for {Organisations} organisations"
    )]
    private partial void LogCorrected(int organisations);
}
