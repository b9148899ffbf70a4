using System.Globalization;
using Flowgen.Application.Common;
using Flowgen.Application.FlowGenerations;
using Flowgen.Infrastructure.Persistence;
using Marten;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Wolverine;
using Wolverine.RDBMS;
using Wolverine.Transports;

namespace Flowgen.Infrastructure.Messaging;

/// <summary>
/// Sees to it that every generation that has not ended has somebody at work for it. Every worker looks, so that it depends on
/// none, whichever of them leads.
/// </summary>
internal sealed partial class LostWork(
    NpgsqlDataSource postgres,
    IDocumentStore store,
    Backlog backlog,
    Usage usage,
    ILogger<LostWork> logger
) : BackgroundService
{
    private const int Slice = 500;
    private const int MostSecondsOfAStatement = 30;

    /// <summary>How often nodes are looked at. One that is silent at two looks has lost its work.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan DeadLettersRest = TimeSpan.FromMinutes(10);

    // At the least; the search may take a fiftieth of the time at the most.
    private const int LooksBetweenSearches = 5;
    private const int Share = 50;

    // A node that lives says so every second (WolverineSetup).
    private static readonly string Silent = $"""
        select node_number from {WolverineSetup.Schema}.{DatabaseConstants.NodeTableName}
        where health_check < now() - interval '6 seconds'
        """;

    private static readonly string Release = $"""
        update {Backlog.Inbox} set owner_id = {TransportConstants.AnyNode}
        where owner_id = any($1) and status = '{EnvelopeStatus.Incoming}'
        """;

    // Whoever should have done it in time is not there.
    private static readonly string Overdue = $"""
        update {Backlog.Inbox} set status = '{EnvelopeStatus.Incoming}', owner_id = {TransportConstants.AnyNode}, execution_time = null
        where status = '{EnvelopeStatus.Scheduled}' and execution_time < now() - interval '15 seconds'
        """;

    // Work waits from the transaction that queues it until that which ends it, so there is no moment at which a generation is
    // rightly without. But what has failed for good is left alone for a while: in case it was the world's fault, and not its own.
    private static readonly string Lost = $"""
        select g.tenant_id, g.id, g.data ->> 'createdAt', e.correlation_id
        from {MartenSetup.Schema}.mt_doc_flowgeneration g
        join {MartenSetup.Schema}.mt_events e on e.tenant_id = g.tenant_id and e.stream_id = g.id and e.version = 1
        cross join lateral (
            select (lpad(to_hex((extract(epoch from regexp_replace(g.data ->> 'createdAt', '(\.\d\d\d)\d+', '\1')::timestamptz) * 1000)::bigint), 12, '0')
                || right(replace(g.id::text, '-', ''), 20))::uuid as id
        ) message
        where g.id > $2 and {MartenSetup.NotEnded.Replace("data", "g.data", StringComparison.Ordinal)}
            and not exists (select from {Backlog.Waiting} w where w.organisation = g.tenant_id and w.id = message.id)
            and not exists (select from {Backlog.Inbox} i where i.id = message.id and i.status <> '{EnvelopeStatus.Handled}')
            and not exists (
                select from {Backlog.DeadLetters} d where d.id = message.id and coalesce(d.failed_at, d.sent_at) > now() - $1
            )
        order by g.id limit {Slice}
        """;

    private HashSet<int> silent = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        var looksToSearch = 1;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ReleaseAsync(stoppingToken);
                if (--looksToSearch > 0)
                {
                    continue;
                }

                looksToSearch = LooksBetweenSearches;
                var began = TimeProvider.System.GetTimestamp();
                await RequeueAsync(stoppingToken);
                looksToSearch += (int)(TimeProvider.System.GetElapsedTime(began) * Share / Pause);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                silent = [];
                looksToSearch = Math.Max(looksToSearch, 1);
                LogFailed(Backlog.Reason(e)); // the next look will do
            }
        }
    }

    // Wolverine's leader does so too, and sooner; but not while it is the leader that is silent and yet holds on to its lock.
    private async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellationToken);
        var nodes = new HashSet<int>();
        await using (var find = Statement(Silent, connection))
        await using (var reader = await find.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                nodes.Add(reader.GetInt32(0));
            }
        }

        var lost = nodes.Intersect(silent).ToArray();
        silent = nodes;
        if (lost is [])
        {
            return;
        }

        await using var release = Statement(Release, connection);
        release.Parameters.AddWithValue(lost);
        if (await release.ExecuteNonQueryAsync(cancellationToken) is > 0 and var released)
        {
            LogReleased(released, string.Join(", ", lost));
            backlog.Changed();
        }
    }

    private async Task RequeueAsync(CancellationToken cancellationToken)
    {
        await using (var overdue = postgres.CreateCommand(Overdue))
        {
            overdue.CommandTimeout = MostSecondsOfAStatement;
            await overdue.ExecuteNonQueryAsync(cancellationToken);
        }

        if (await usage.CorrectAsync(MostSecondsOfAStatement, cancellationToken) is > 0 and var organisations)
        {
            LogCorrected(organisations);
        }

        List<(string Organisation, Guid Id, OutgoingMessage Message)> found = [];
        do
        {
            found = await FindAsync(found is [.., var last] ? last.Id : Guid.Empty, cancellationToken);
            foreach (var ofOne in found.GroupBy(work => work.Organisation))
            {
                var messages = ofOne.Select(work => work.Message).ToList();
                await using var session = store.LightweightSession(ofOne.Key);
                session.QueueSqlCommand(
                    $"delete from {Backlog.DeadLetters} where id = any(?)",
                    messages.Select(message => message.Id).ToArray()
                );
                backlog.Add(session, messages);
                await session.SaveChangesAsync(cancellationToken);
                LogRequeued(messages.Count, ofOne.Key);
                backlog.Changed();
            }
        } while (found.Count == Slice);
    }

    private async Task<List<(string Organisation, Guid Id, OutgoingMessage Message)>> FindAsync(
        Guid after,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellationToken);
        await using var find = Statement(Lost, connection);
        find.Parameters.AddWithValue(DeadLettersRest);
        find.Parameters.AddWithValue(after);
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        var found = new List<(string, Guid, OutgoingMessage)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetGuid(1);
            var queuedAt = DateTimeOffset.Parse(reader.GetString(2), CultureInfo.InvariantCulture);
            var trace = await reader.IsDBNullAsync(3, cancellationToken) ? null : reader.GetString(3);
            var message = new OutgoingMessage(
                RunFlowGeneration.MessageId(id, queuedAt),
                new RunFlowGeneration(id),
                trace,
                ParentId: null
            );
            found.Add((reader.GetString(0), id, message));
        }

        return found;
    }

    private static NpgsqlCommand Statement(string sql, NpgsqlConnection connection) =>
        new(sql, connection) { CommandTimeout = MostSecondsOfAStatement };

    [LoggerMessage(LogLevel.Warning, "Took {Count} messages from nodes that have fallen silent: {Nodes}")]
    private partial void LogReleased(int count, string nodes);

    [LoggerMessage(LogLevel.Warning, "Queued the lost work of {Count} generations of {Organisation} again")]
    private partial void LogRequeued(int count, string organisation);

    [LoggerMessage(
        LogLevel.Warning,
        "Corrected how many generations have not ended, for {Organisations} organisations"
    )]
    private partial void LogCorrected(int organisations);

    [LoggerMessage(LogLevel.Warning, "Could not look for lost work: {Reason}; trying again")]
    private partial void LogFailed(string reason);
}
