using Flowgen.Application.FlowGenerations.Messages;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Flows;
using Flowgen.Infrastructure.Messaging;
using Flowgen.Infrastructure.Webhooks;
using JasperFx.Events;
using Marten;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>
/// Erases the texts of a generation wherever they are, in the transaction of the event that says so. What else comes to hold
/// some is erased here (docs/adr/0018); the event itself by <see cref="ErasingTrigger"/>.
/// </summary>
internal sealed class Erasure : DocumentSessionListenerBase
{
    public override async Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
    {
        var erased = session
            .PendingChanges.Streams()
            .Where(stream => stream.Events.Any(row => row.Data is FlowGenerationErased))
            .Select(stream => (stream.Id, Events: stream.Events.Select(row => row.Id).ToArray()))
            .ToList();
        foreach (var (id, events) in erased)
        {
            WebhookDeliveries.EraseTexts(session, id, events);
            foreach (var row in await session.Events.FetchStreamAsync(id, token: token))
            {
                Erase(session, row);
            }
        }
    }

    // The read model goes with the deletion. A message that waits holds no text; a dead letter has the words of what failed.
    private static void Erase(IDocumentSession session, IEvent row)
    {
        switch (row.Data)
        {
            case FlowGenerationQueued queued:
                var today = StoredEvents.NameOf<FlowGenerationQueued>(session.DocumentStore);
                if (row.EventTypeName != today)
                {
                    // The trigger knows no form but today's.
                    session.Events.OverwriteEvent(row.WithData(queued.Erased()));
                    session.QueueSqlCommand(
                        $"update {MartenSetup.Schema}.mt_events set type = ? where tenant_id = ? and seq_id = ?",
                        today,
                        session.TenantId,
                        row.Sequence
                    );
                }

                session.QueueSqlCommand(
                    $"delete from {Backlog.DeadLetters} where id = ?",
                    RunFlowGeneration.MessageId(queued.FlowGenerationId, queued.QueuedAt)
                );
                break;
            case FlowGenerationFinished finished:
                session.Delete<Flow>(finished.FlowId);
                break;
        }
    }
}
