using Flowgen.Application.FlowGenerations.Messages;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Flows;
using Flowgen.Infrastructure.Messaging;
using Flowgen.Infrastructure.Webhooks;
using JasperFx.Events;
using Marten;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>
/// Erases the texts of a generation from all tables, in the transaction of the event of the erasure. A new table with texts must be erased
/// here too (docs/adr/0018). <see cref="ErasingTrigger"/> erases the texts of the event itself.
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

    // The deletion removes the read model. A queued message contains no text, but a dead letter contains the message of the exception.
    private static void Erase(IDocumentSession session, IEvent row)
    {
        switch (row.Data)
        {
            case FlowGenerationQueued queued:
                var today = StoredEvents.NameOf<FlowGenerationQueued>(session.DocumentStore);
                if (row.EventTypeName != today)
                {
                    // The trigger handles only the current form.
                    session.Events.OverwriteEvent(row.WithData(queued.Erased()));
                    session.QueueSqlCommand(
                        $"update {MartenSetup.Schema}.mt_events set type = ? where tenant_id = ? and seq_id = ?",
                        today,
                        session.TenantId,
                        row.Sequence
                    );
                }

                session.QueueSqlCommand(
                    $"delete from {WorkQueue.DeadLetters} where id = ?",
                    RunFlowGeneration.MessageId(queued.FlowGenerationId, queued.QueuedAt)
                );
                break;
            case FlowGenerationFinished finished:
                session.Delete<Flow>(finished.FlowId);
                break;
        }
    }
}
