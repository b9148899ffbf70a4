using System.Diagnostics;
using Flowgen.Domain;
using JasperFx.Events;
using Marten;

namespace Flowgen.Application.Common;

/// <summary>Who did something, and because of what: the answer that each event keeps (docs/events.md).</summary>
/// <param name="Actor">Who: <c>key:</c> and the id of a key, or <c>operator:</c> and a user's name; null for Flowgen itself.</param>
/// <param name="CorrelationId">The trace that it belongs to.</param>
/// <param name="CausationId">What called for it, an event or a delivery; null where a request did.</param>
/// <param name="TraceParent">The activity in which it happened (W3C Trace Context).</param>
internal sealed record Origin(string? Actor, string? CorrelationId, string? CausationId, string? TraceParent)
{
    private const string Header = "traceparent";

    /// <summary>In the request, or whatever else is under way here.</summary>
    public static Origin Here(string? actor, Guid? causationId = null) =>
        new(actor, Activity.Current?.RootId, causationId?.ToString(), Activity.Current?.Id);

    /// <summary>In the work that a message asks for.</summary>
    public static Origin Of(IWork work) =>
        new(Actor: null, work.CorrelationId, work.CausationId, Activity.Current?.Id ?? work.ParentId);

    /// <summary>The activity in which an event happened; null where it is older than this.</summary>
    public static string? TraceParentOf(IEvent row) => row.GetHeader(Header)?.ToString();

    /// <summary>
    /// Writes it into the rows to be appended. Each gets an id that sorts by time, and the time in its data: the store would take
    /// that of saving, a little later, and clients would see two times of one event.
    /// </summary>
    public IReadOnlyList<IEvent> Mark(IDocumentSession session, StreamAction stream)
    {
        session.CausationId = null; // the store takes the caller's activity for one
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
