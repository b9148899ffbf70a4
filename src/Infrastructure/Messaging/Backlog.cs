using System.Threading.Channels;
using Flowgen.Application.Common;
using Flowgen.Application.FlowGenerations;
using Marten;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Wolverine;
using Wolverine.RDBMS;
using Wolverine.Runtime;
using Wolverine.Runtime.Serialization;
using Wolverine.Transports;

namespace Flowgen.Infrastructure.Messaging;

/// <summary>
/// Keeps messages in Wolverine's durable inbox, owned by no node, and hands this node's queue a few at a time: as many as it
/// has room for. Wolverine does the rest: retries, dead letters, and the release of what a dead node had in hand.
/// </summary>
internal sealed partial class Backlog(IWolverineRuntime runtime, NpgsqlDataSource postgres, ILogger<Backlog> logger)
    : BackgroundService,
        IBacklog
{
    // Enough for the workers to stay busy while the next are fetched.
    private const int Room = 128;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    // Materialized, or the limit may be applied more than once. The time is that of the claim: what was fetched too long
    // ago is released (WolverineSetup).
    private static readonly string Claim = $"""
        with oldest as materialized (
            select id from {Inbox}
            where received_at = $2 and status = '{EnvelopeStatus.Incoming}' and owner_id = {TransportConstants.AnyNode}
            order by id limit $3 for update skip locked
        )
        update {Inbox} inbox set owner_id = $1, timestamp = now()
        from oldest where inbox.id = oldest.id
        returning body, inbox.id, status, owner_id, execution_time, attempts, message_type, received_at, keep_until
        """;

    /// <summary>Where they wait.</summary>
    public static string Inbox => $"{WolverineSetup.Schema}.{DatabaseConstants.IncomingTable}";

    private readonly Channel<bool> changed = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    public void Add(IDocumentSession session, IEnumerable<OutgoingMessage> messages)
    {
        var envelopes = messages.SelectMany(message => Envelopes(message, session.TenantId)).ToList();
        if (envelopes is [])
        {
            return;
        }

        session.QueueSqlCommand(
            $"""
            insert into {Inbox} (body, id, message_type, received_at, status, owner_id)
            select *, '{EnvelopeStatus.Incoming}', {TransportConstants.AnyNode}
            from unnest(?, ?, ?, ?)
            """,
            envelopes.Select(EnvelopeSerializer.Serialize).ToArray(),
            envelopes.Select(envelope => envelope.Id).ToArray(),
            envelopes.Select(envelope => envelope.MessageType).ToArray(),
            envelopes.Select(envelope => envelope.Destination!.ToString()).ToArray()
        );
    }

    public void Remove(IDocumentSession session, IEnumerable<Envelope> handled)
    {
        var ids = handled.Select(envelope => envelope.Id).ToArray();
        if (ids is not [])
        {
            session.QueueSqlCommand($"delete from {Inbox} where id = any(?)", ids);
        }
    }

    public void Changed() => changed.Writer.TryWrite(true);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var queue = Routed(new RunFlowGeneration(Guid.Empty), tenantId: null)[0].Destination!;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FillAsync(queue, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogUnreachable(Reason(e));
            }

            await ChangedOrPoll(stoppingToken);
        }
    }

    private async Task FillAsync(Uri queue, CancellationToken cancellationToken)
    {
        while (runtime.Endpoints.FindListenerCircuit(queue) is { Status: ListeningStatus.Accepting } circuit)
        {
            var room = Room - circuit.QueueCount;
            if (room < Room / 2)
            {
                return; // handled messages make room, and say so
            }

            var claimed = await ClaimAsync(queue, room, cancellationToken);
            if (claimed is [])
            {
                return;
            }

            await circuit.EnqueueDirectlyAsync(claimed);
            if (claimed.Count < room)
            {
                return; // no more to be had
            }
        }
    }

    private async Task<List<Envelope>> ClaimAsync(Uri queue, int count, CancellationToken cancellationToken)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var envelopes = new List<Envelope>();
        await using (var claim = new NpgsqlCommand(Claim, connection, transaction))
        {
            claim.Parameters.AddWithValue(runtime.DurabilitySettings.AssignedNodeNumber);
            claim.Parameters.AddWithValue(queue.ToString());
            claim.Parameters.AddWithValue(count);
            await using var reader = await claim.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                try
                {
                    envelopes.Add(await DatabasePersistence.ReadIncomingAsync(reader, cancellationToken));
                }
                catch (Exception e) when (!Outage.Is(e))
                {
                    LogUnreadable(e.GetType().Name); // it stays this node's, so that it holds up no others
                }
            }
        }

        try
        {
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            // They may be this node's by now, so they are run. If they are not, they are run twice, which they stand.
            LogUnreachable(Reason(e));
        }

        return envelopes;
    }

    private async Task ChangedOrPoll(CancellationToken stoppingToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        limit.CancelAfter(Poll);
        try
        {
            await changed.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // Another node's messages are found by looking.
        }
    }

    private Envelope[] Envelopes(OutgoingMessage outgoing, string? tenantId)
    {
        var envelopes = Routed(outgoing.Message, tenantId);
        foreach (var envelope in envelopes)
        {
            envelope.Id = Guid.CreateVersion7(); // the order in which they are fetched
            envelope.ConversationId = envelope.Id;
            envelope.CorrelationId = outgoing.CorrelationId;
            envelope.ParentId = outgoing.ParentId;
            envelope.Source = runtime.Options.ServiceName;
        }

        return envelopes;
    }

    private Envelope[] Routed(object message, string? tenantId) =>
        runtime.RoutingFor(message.GetType()).RouteForPublish(message, new DeliveryOptions { TenantId = tenantId });

    private static string Reason(Exception exception) =>
        exception is PostgresException e ? $"SQLSTATE {e.SqlState}" : exception.GetType().Name;

    [LoggerMessage(LogLevel.Warning, "Could not fetch messages from the database: {Reason}; trying again")]
    private partial void LogUnreachable(string reason);

    [LoggerMessage(LogLevel.Error, "A message in the database can't be read: {Reason}")]
    private partial void LogUnreadable(string reason);
}
