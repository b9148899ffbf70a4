using System.Globalization;
using Flowgen.Api.JsonApi;
using Flowgen.Application.History;
using Flowgen.Domain.FlowGenerations;
using Microsoft.OpenApi;

namespace Flowgen.Api.History;

/// <summary>What part of the log a request asks for (contract, section 5). A position is a sequence number, not a cursor: consumers keep it.</summary>
internal static class LogParameters
{
    public const string LastEventIdHeader = "Last-Event-ID";

    private static readonly Dictionary<string, Type> Types = LogFilter.AllTypes.ToDictionary(type => type.Name);
    private static readonly string TypesExpectation = $"Use any of {string.Join(", ", Types.Keys.Order())}.";

    public static QueryParameter<long?> After { get; } =
        new(
            "page[after]",
            "The sequence number of the last event that you have; 0 is before the first. Best taken from links.next.",
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
            "How many to list at the most. A page of long texts, or one that much had to be looked through for, may end before.",
            most: 1_000,
            absent: 100
        );

    public static HeaderParameter LastEventId { get; } =
        new(
            LastEventIdHeader,
            $"Of `{MediaTypes.EventStream}`: the id of the last event that came, as browsers send it to resume. It goes before page[after].",
            new()
            {
                Type = JsonSchemaType.Integer,
                Format = "int64",
                Minimum = "0",
            }
        );

    private static readonly QueryParameter<IReadOnlySet<Type>?> EventType = OfTypes(
        "filter[eventType]",
        "Those of this type.",
        most: 1
    );

    private static readonly QueryParameter<IReadOnlySet<Type>?> EventTypeIn = OfTypes(
        "filter[eventType][in]",
        "Those of one of these types, with commas between them.",
        Types.Count
    );

    private static readonly QueryParameter<Guid?> FlowGenerationId = new(
        "filter[flowGenerationId]",
        "Those of this generation.",
        "Use a UUID.",
        new() { Type = JsonSchemaType.String, Format = "uuid" },
        absent: null,
        text => Guid.TryParseExact(text, "D", out var id) ? (true, id) : (false, null)
    );

    private static readonly QueryParameter<DateTimeOffset?> OccurredSince = new(
        "filter[occurredAt][gte]",
        "Those that happened then or later.",
        ListedValue.Time.ExpectationOf(Application.Common.FilterOperator.Gte),
        ListedValue.Time.SchemaOf(Application.Common.FilterOperator.Gte),
        absent: null,
        text => ListedValue.Time.Parse(text) is DateTimeOffset time ? (true, time) : (false, null)
    );

    /// <summary>To be declared by the endpoint.</summary>
    public static IReadOnlyList<QueryParameter> All { get; } =
    [After, Size, EventType, EventTypeIn, FlowGenerationId, OccurredSince];

    /// <summary>Which events are asked for.</summary>
    public static LogFilter Filter(HttpRequest request, string organisation)
    {
        var (one, several) = (EventType.In(request), EventTypeIn.In(request));
        return new(organisation)
        {
            FlowGenerationId = FlowGenerationId.In(request),
            Types = one is null || several is null ? one ?? several : one.Intersect(several).ToHashSet(),
            Since = OccurredSince.In(request),
        };
    }

    /// <summary>From where a stream goes on; null where the request does not say.</summary>
    /// <exception cref="RequestException">400: the header is no position.</exception>
    public static long? ResumeAfter(HttpRequest request)
    {
        var text = request.Headers[LastEventIdHeader].ToString();
        return text is ""
            ? After.In(request)
            : Position(text)
                ?? throw new RequestException(
                    400,
                    new RequestFault("invalid_header", After.Expectation)
                    {
                        Source = new() { Header = LastEventIdHeader },
                    }
                );
    }

    /// <summary>The position that a request comes from is none of this log's.</summary>
    public static RequestException IsBeyondLog(HttpRequest request) =>
        new(
            400,
            new RequestFault(
                "position_beyond_log",
                "The log has not reached this position: it is of another log, or this one was restored from a backup. Read from 0 to compare."
            )
            {
                Source = request.Headers.ContainsKey(LastEventIdHeader)
                    ? new() { Header = LastEventIdHeader }
                    : new() { Parameter = After.Name },
            }
        );

    private static long? Position(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : null;

    private static QueryParameter<IReadOnlySet<Type>?> OfTypes(string name, string description, int most) =>
        new(
            name,
            description,
            TypesExpectation,
            most > 1
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
                return names.Length <= most && names.All(Types.ContainsKey)
                    ? (true, names.Select(one => Types[one]).ToHashSet())
                    : (false, null);
            }
        );
}
