using System.Globalization;
using System.Text.Json.Serialization;
using Flowgen.Application.History;

namespace Flowgen.Api.History;

/// <summary>
/// An event as https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md has it, with the extensions
/// <c>sequence</c> (zero-padded: it sorts as text) and <c>traceparent</c>, and our own beside them.
/// </summary>
/// <param name="Id">The event's id.</param>
/// <param name="Source">The organisation's log.</param>
/// <param name="Type">Such as <c>flowgen.FlowGenerationQueued</c>.</param>
/// <param name="Subject">The generation's id.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Sequence">Its place in the log, in 19 digits.</param>
/// <param name="StreamVersion">Its place among the events of its generation, from 1.</param>
/// <param name="Data">The event's own members.</param>
public sealed record CloudEvent(
    Guid Id,
    string Source,
    string Type,
    string Subject,
    DateTime Time,
    string Sequence,
    [property: JsonPropertyName("streamversion")] int StreamVersion,
    IReadOnlyDictionary<string, object?> Data
)
{
    /// <summary>Of CloudEvents.</summary>
    [JsonPropertyName("specversion")]
    public string SpecVersion => "1.0";

    /// <summary>Of <see cref="Data"/>.</summary>
    [JsonPropertyName("datacontenttype")]
    public string DataContentType => "application/json";

    /// <summary>Who did it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Actor { get; init; }

    /// <summary>The trace that it belongs to.</summary>
    [JsonPropertyName("correlationid")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CorrelationId { get; init; }

    /// <summary>What it came from.</summary>
    [JsonPropertyName("causationid")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CausationId { get; init; }

    /// <summary>The activity in which it happened (W3C Trace Context).</summary>
    [JsonPropertyName("traceparent")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceParent { get; init; }

    internal static CloudEvent From(RecordedEvent row, string organisation)
    {
        var attributes = FlowGenerationEventResource.From(row).Attributes;
        return new(
            row.Id,
            $"/organisations/{organisation}",
            $"flowgen.{attributes.EventType}",
            $"{attributes.FlowGenerationId}",
            attributes.OccurredAt,
            row.Sequence.ToString("D19", CultureInfo.InvariantCulture),
            row.Version,
            attributes.Data
        )
        {
            Actor = row.Actor,
            CorrelationId = row.CorrelationId,
            CausationId = row.CausationId,
            TraceParent = row.TraceParent,
        };
    }
}
