using Flowgen.Domain;
using Marten;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>
/// Gives events an id that sorts by time, and the row of each the time in its data: the store would take the time of saving,
/// a little later, and clients would see two times of one event.
/// </summary>
internal sealed class EventRows : DocumentSessionListenerBase
{
    public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
    {
        foreach (var row in session.PendingChanges.Streams().SelectMany(stream => stream.Events))
        {
            if (row.Data is DomainEvent @event)
            {
                row.Timestamp = @event.OccurredAt();
                row.Id = Guid.CreateVersion7(row.Timestamp);
            }
        }

        return Task.CompletedTask;
    }
}
