using System.Diagnostics;
using Flowgen.Domain;
using JasperFx.Events;
using Marten;

namespace Flowgen.Application.Common;

/// <summary>The actor and the cause of a change. Each event records them (docs/events.md).</summary>
/// <param name="Actor"><c>key:</c> and the id of a key, or <c>operator:</c> and a user's name; null for Flowgen itself.</param>
/// <param name="CorrelationId">The trace of the change.</param>
/// <param name="CausationId">The event or delivery that caused the change; null if a request did.</param>
/// <param name="TraceParent">The activity of the change (W3C Trace Context).</param>
internal sealed record Origin(string? Actor, string? CorrelationId, string? CausationId, string? TraceParent)
{
    private const string Header = "traceparent";

    /// <summary>The origin of a change in the current activity, such as a request.</summary>
    public static Origin Here(string? actor, Guid? causationId = null) =>
        new(actor, Activity.Current?.RootId, causationId?.ToString(), Activity.Current?.Id);

    /// <summary>The origin of a change by the handler of a message.</summary>
    public static Origin Of(IWork work) =>
        new(Actor: null, work.CorrelationId, work.CausationId, Activity.Current?.Id ?? work.ParentId);

    /// <summary>The activity of an event; null for an event from before Flowgen recorded it.</summary>
    public static string? TraceParentOf(IEvent row) => row.GetHeader(Header)?.ToString();

    /// <summary>
    /// Writes the origin into the rows to append. Each row gets an id that sorts by time, and the time from its data. Otherwise the store
    /// would write the time of the save, and clients would see two different times of one event.
    /// </summary>
    public IReadOnlyList<IEvent> Mark(IDocumentSession session, StreamAction stream)
    {
        session.CausationId = null; // the store sets it to the id of the current activity
        foreach (var row in stream.Events)
        {
            row.Timestamp = ((DomainEvent)row.Data).OccurredAt();
            row.Id = Guid.CreateVersion7(row.Timestamp);
            row.UserName = Actor;
            row.CorrelationId = CorrelationId;
            row.CausationId = CausationId;
            if (TraceParent is not null)
            {
                row.SetHeader(Header, TraceParent);
            }
        }

        return stream.Events;
    }
}
