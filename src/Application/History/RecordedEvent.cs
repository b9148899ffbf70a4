using Flowgen.Application.Common;
using Flowgen.Domain.FlowGenerations;
using JasperFx.Events;

namespace Flowgen.Application.History;

/// <summary>An event in the log (contract, section 5).</summary>
/// <param name="Id">Its own.</param>
/// <param name="Sequence">Its place in the log of everything, ascending.</param>
/// <param name="Version">Its place in its stream, from 1.</param>
/// <param name="Event">What happened.</param>
/// <param name="Actor">Who did it: <c>key:</c> and the id of a key; null for Flowgen itself.</param>
/// <param name="CorrelationId">The trace that it belongs to.</param>
/// <param name="CausationId">The id of the event that called for it; null where a request did.</param>
/// <param name="TraceParent">The activity in which it happened (W3C Trace Context); null where it is older than this.</param>
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
    /// <summary>As the store has it.</summary>
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
