using Flowgen.Application.Common;
using Flowgen.Domain.FlowGenerations;
using JasperFx.Events;

namespace Flowgen.Application.History;

/// <summary>An event in the log (contract, section 5).</summary>
/// <param name="Id">The id of the event.</param>
/// <param name="Sequence">The place in the whole log, ascending.</param>
/// <param name="Version">The place in its stream, from 1.</param>
/// <param name="Event">The event itself.</param>
/// <param name="Actor"><c>key:</c> and the id of a key; null for Flowgen itself.</param>
/// <param name="CorrelationId">The trace of the event.</param>
/// <param name="CausationId">The id of the event that caused it; null if a request did.</param>
/// <param name="TraceParent">The activity of the event (W3C Trace Context); null for events from before Flowgen recorded it.</param>
public sealed record RecordedEvent(
    Guid Id,
    long Sequence,
    int Version,
    FlowGenerationEvent Event,
    string? Actor,
    string? CorrelationId,
    string? CausationId,
    string? TraceParent
)
{
    /// <summary>Reads a stored event.</summary>
    public static RecordedEvent From(IEvent row) =>
        new(
            row.Id,
            row.Sequence,
            (int)row.Version,
            (FlowGenerationEvent)row.Data,
            row.UserName,
            row.CorrelationId,
            row.CausationId,
            Origin.TraceParentOf(row)
        );
}
