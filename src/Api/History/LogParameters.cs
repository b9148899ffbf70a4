using System.Globalization;
using Flowgen.Api.JsonApi;
using Flowgen.Application.History;
using Flowgen.Domain.FlowGenerations;
using Microsoft.OpenApi;

namespace Flowgen.Api.History;

/// <summary>The query parameters of the log. A position is a sequence number, not a cursor, because consumers store it.</summary>
internal static class LogParameters
{
    public const string LastEventIdHeader = "Last-Event-ID";

    private static readonly Dictionary<string, Type> Types = LogFilter.AllTypes.ToDictionary(type => type.Name);
    private static readonly string TypesExpectation = $"Use any of {string.Join(", ", Types.Keys.Order())}.";

    public static QueryParameter<long?> After { get; } =
        new(
            "page[after]",
            "The sequence of the last event that the client has; 0 begins with the first event. Prefer the value in links.next.",
            "Use a sequence number, or 0.",
            new()
            {
                Type = JsonSchemaType.Integer,
                Format = "int64",
                Minimum = "0",
            },
            absent: null,
            text => Position(text) is { } position ? (true, position) : (false, null)
        );

    public static QueryParameter<int> Size { get; } =
        QueryParameters.Size(
            "The maximum number of events on a page. A page can have fewer if texts are long or few events match the filters.",
            max: 1_000,
            absent: 100
        );

    public static HeaderParameter LastEventId { get; } =
        new(
            LastEventIdHeader,
            $"For `{MediaTypes.EventStream}` only: the id of the last received event, which browsers send to resume. It takes precedence over page[after].",
            new()
            {
                Type = JsonSchemaType.Integer,
                Format = "int64",
                Minimum = "0",
            }
        );

    private static readonly QueryParameter<IReadOnlySet<Type>?> EventType = OfTypes(
        "filter[eventType]",
        "Only events of this type.",
        max: 1
    );

    private static readonly QueryParameter<IReadOnlySet<Type>?> EventTypeIn = OfTypes(
        "filter[eventType][in]",
        "Only events of these types, separated by commas.",
        Types.Count
    );

    private static readonly QueryParameter<Guid?> FlowGenerationId = new(
        "filter[flowGenerationId]",
        "Only events of this flow generation.",
        "Use a UUID.",
        new() { Type = JsonSchemaType.String, Format = "uuid" },
        absent: null,
        text => Guid.TryParseExact(text, "D", out var id) ? (true, id) : (false, null)
    );

    private static readonly QueryParameter<DateTimeOffset?> OccurredSince = new(
        "filter[occurredAt][gte]",
        "Only events that happened at this time or later.",
        ListedValue.Time.ExpectationOf(Application.Common.FilterOperator.Gte),
        ListedValue.Time.SchemaOf(Application.Common.FilterOperator.Gte),
        absent: null,
        text => ListedValue.Time.Parse(text) is DateTimeOffset time ? (true, time) : (false, null)
    );

    /// <summary>All parameters, for the metadata of the endpoint.</summary>
    public static IReadOnlyList<QueryParameter> All { get; } =
    [After, Size, EventType, EventTypeIn, FlowGenerationId, OccurredSince];

    /// <summary>The filter of a request.</summary>
    public static LogFilter Filter(HttpRequest request, string organisation)
    {
        var (type, types) = (EventType.In(request), EventTypeIn.In(request));
        return new(organisation)
        {
            FlowGenerationId = FlowGenerationId.In(request),
            Types = type is null || types is null ? type ?? types : type.Intersect(types).ToHashSet(),
            Since = OccurredSince.In(request),
        };
    }

    /// <summary>The position after which a stream resumes; null if the request has none.</summary>
    /// <exception cref="RequestException">400: the header is not a position.</exception>
    public static long? ResumeAfter(HttpRequest request)
    {
        var text = request.Headers[LastEventIdHeader].ToString();
        return text is ""
            ? After.In(request)
            : Position(text)
                ?? throw new RequestException(
                    400,
                    new RequestError("invalid_header", After.Expectation)
                    {
                        Source = new() { Header = LastEventIdHeader },
                    }
                );
    }

    /// <summary>400: the position of the request is beyond the end of the log.</summary>
    public static RequestException IsBeyondLog(HttpRequest request) =>
        new(
            400,
            new RequestError(
                "position_beyond_log",
                "The log has not reached this position. It belongs to another log, or this log was restored from a backup. Read from 0 to compare."
            )
            {
                Source = request.Headers.ContainsKey(LastEventIdHeader)
                    ? new() { Header = LastEventIdHeader }
                    : new() { Parameter = After.Name },
            }
        );

    private static long? Position(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : null;

    private static QueryParameter<IReadOnlySet<Type>?> OfTypes(string name, string description, int max) =>
        new(
            name,
            description,
            TypesExpectation,
            max > 1
                ? new() { Type = JsonSchemaType.String, Examples = [nameof(FlowGenerationFinished)] }
                : new()
                {
                    Type = JsonSchemaType.String,
                    Enum = [.. Types.Keys.Order().Select(type => System.Text.Json.Nodes.JsonValue.Create(type))],
                },
            absent: null,
            text =>
            {
                var names = text.Split(',');
                return names.Length <= max && names.All(Types.ContainsKey)
                    ? (true, names.Select(typeName => Types[typeName]).ToHashSet())
                    : (false, null);
            }
        );
}
