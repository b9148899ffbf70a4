using System.Globalization;
using System.Text.Json.Serialization;
using Flowgen.Application.History;

namespace Flowgen.Api.History;

/// <summary>
/// An event in the JSON format of CloudEvents 1.0 (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md),
/// with the extensions <c>sequence</c>, <c>traceparent</c>, <c>streamversion</c>, <c>actor</c>, <c>correlationid</c> and <c>causationid</c>.
/// </summary>
/// <param name="Id">The id of the event.</param>
/// <param name="Source">The source of the event: the log of the organisation.</param>
/// <param name="Type">The type of the event, such as <c>flowgen.FlowGenerationQueued</c>.</param>
/// <param name="Subject">The id of the flow generation.</param>
/// <param name="Time">The time when the event happened (RFC 3339, UTC).</param>
/// <param name="Sequence">The position of the event in the log, zero-padded to 19 digits so that it sorts as text.</param>
/// <param name="StreamVersion">The position of the event among the events of its generation, from 1.</param>
/// <param name="Data">The members of the event, which depend on its type.</param>
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
    /// <summary>The version of CloudEvents.</summary>
    [JsonPropertyName("specversion")]
    public string SpecVersion => "1.0";

    /// <summary>The media type of <c>data</c>.</summary>
    [JsonPropertyName("datacontenttype")]
    public string DataContentType => "application/json";

    /// <summary>The origin of the event: <c>key:</c> and the id of an API key; absent if Flowgen itself caused the event.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Actor { get; init; }

    /// <summary>The trace id of the event (W3C Trace Context); absent if unknown.</summary>
    [JsonPropertyName("correlationid")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CorrelationId { get; init; }

    /// <summary>The id of the event that caused this one; absent if a request caused it.</summary>
    [JsonPropertyName("causationid")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CausationId { get; init; }

    /// <summary>The span in which the event happened (W3C Trace Context); absent if unknown.</summary>
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
