using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Flowgen.Api.JsonApi;
using Flowgen.Application.FlowTypes;
using Flowgen.Application.History;
using FluentValidation;
using FluentValidation.Results;
using Microsoft.OpenApi;

namespace Flowgen.Api.History;

/// <summary>The attributes of a consumer of the log (contract, section 5).</summary>
/// <param name="Position">The sequence of the last event that it has dealt with; 0 before the first.</param>
/// <param name="UpdatedAt">When the position was kept. RFC 3339, UTC.</param>
public sealed record EventConsumerAttributes(long Position, DateTime UpdatedAt) : ResourceAttributes
{
    /// <summary>In lists alone: how many events are yet to come, 10000 for so many or more.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Lag { get; init; }

    /// <summary>In lists alone: when the first of them happened; left out where there are none. RFC 3339, UTC.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? BehindSince { get; init; }
}

/// <summary>Consumers as resources, whose ids are their names.</summary>
internal static partial class EventConsumerResource
{
    public const string Type = "eventConsumers";
    public const string Path = "/event-consumers";
    private const string Position = "position";

    /// <summary>What the OpenAPI document says of one that is sent.</summary>
    public static SentSchema Schema { get; } =
        new(
            Type,
            "The position to keep.",
            new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Required = new HashSet<string> { Position },
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    [Position] = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Integer,
                        Format = "int64",
                        Minimum = "0",
                        Description = "The sequence of the last event that it has dealt with; 0 is before the first.",
                    },
                },
            },
            $$"""
            {"data": {"type": "{{Type}}", "attributes": {"{{Position}}": 0} } }
            """
        );

    public static string SelfLink(string name) => $"{Path}/{Uri.EscapeDataString(name)}";

    public static Document<NamedResource<EventConsumerAttributes>> Document(EventConsumer consumer) =>
        new(From(consumer), new() { Self = SelfLink(consumer.Name) });

    public static Document<IReadOnlyList<NamedResource<EventConsumerAttributes>>> Document(
        IEnumerable<EventConsumer> consumers
    ) => new([.. consumers.Select(From)], new() { Self = Path });

    /// <summary>Passes a name that a consumer can have.</summary>
    /// <exception cref="RequestException">400.</exception>
    public static void RequireName(string name)
    {
        if (!Name().IsMatch(name))
        {
            throw new RequestException(
                400,
                new RequestFault("invalid_name", "Name a consumer by 1 to 100 letters, digits, dots, _ or -.")
                {
                    Source = new() { Parameter = "consumer" },
                }
            );
        }
    }

    /// <summary>Reads the position that a client sent for a consumer.</summary>
    /// <exception cref="ValidationException">With all faults.</exception>
    public static long Read(SentResource sent, string name)
    {
        if (sent.Attributes is null)
        {
            throw new ValidationException(sent.Faults);
        }

        var faults = new List<ValidationFailure>([
            .. sent.Faults,
            .. sent.Misnamed([Position], ["lag", "behindSince", "updatedAt"]),
        ]);
        if (sent.Data.TryGetProperty("id", out var id) && JsonText.Of(id) != name)
        {
            faults.Add(Fault.At("/data/id", "id_conflict", "Send the name that is in the path, or leave it out."));
        }

        var given = sent.Given(Position);
        if (given.ValueKind is JsonValueKind.Undefined)
        {
            faults.Add(Fault.At(Position, "required", "Send the sequence of the last event, or 0."));
        }
        else if (given.ValueKind is not JsonValueKind.Number || !given.TryGetInt64(out var position) || position < 0)
        {
            faults.Add(Fault.At(Position, "invalid_type", "Send a whole number from 0."));
        }

        return faults is [] ? given.GetInt64() : throw new ValidationException(faults);
    }

    /// <summary>The position that a client sent is none of this log's.</summary>
    public static ValidationException IsBeyondLog() =>
        new([Fault.At(Position, "position_beyond_log", "The log has not reached this position.")]);

    private static NamedResource<EventConsumerAttributes> From(EventConsumer consumer) =>
        new(
            Type,
            consumer.Name,
            new(consumer.Position, consumer.UpdatedAt.UtcDateTime)
            {
                Lag = consumer.Lag?.Events,
                BehindSince = consumer.Lag?.Since?.UtcDateTime,
            }
        )
        {
            Links = new() { Self = SelfLink(consumer.Name) },
            Meta = new(consumer.Version),
        };

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,100}\z")]
    private static partial Regex Name();
}
