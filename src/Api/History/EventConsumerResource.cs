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

/// <summary>The attributes of a consumer of the log.</summary>
/// <param name="Position">The sequence of the last event that the consumer has processed; 0 before the first event.</param>
/// <param name="UpdatedAt">The time when the position was last stored (RFC 3339, UTC).</param>
public sealed record EventConsumerAttributes(long Position, DateTime UpdatedAt) : ResourceAttributes
{
    /// <summary>The number of events after the position, counted up to 10000. Present only in lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Lag { get; init; }

    /// <summary>The time of the first event after the position (RFC 3339, UTC). Present only in lists, and absent if there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? BehindSince { get; init; }
}

/// <summary>Consumers as resources. Their ids are their names.</summary>
internal static partial class EventConsumerResource
{
    public const string Type = "eventConsumers";
    public const string Path = "/event-consumers";
    private const string Position = "position";

    /// <summary>The request body that stores a position.</summary>
    public static SentSchema Schema { get; } =
        new(
            Type,
            "The position to store.",
            new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "The attributes of the consumer.",
                Required = new HashSet<string> { Position },
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    [Position] = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Integer,
                        Format = "int64",
                        Minimum = "0",
                        Description =
                            "The sequence of the last event that the consumer has processed; 0 is before the first event.",
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

    /// <summary>Requires a valid name of a consumer.</summary>
    /// <exception cref="RequestException">400: the name is invalid.</exception>
    public static void RequireName(string name)
    {
        if (!Name().IsMatch(name))
        {
            throw new RequestException(
                400,
                new RequestError(
                    "invalid_name",
                    "The name of the consumer is invalid. Use 1 to 100 letters, digits, dots, _ or -."
                )
                {
                    Source = new() { Parameter = "consumer" },
                }
            );
        }
    }

    /// <summary>Reads the position from the body.</summary>
    /// <exception cref="ValidationException">The body is invalid; the exception has all validation errors.</exception>
    public static long Read(SentResource sent, string name)
    {
        if (sent.Attributes is null)
        {
            throw new ValidationException(sent.Errors);
        }

        var errors = new List<ValidationFailure>([
            .. sent.Errors,
            .. sent.Misnamed([Position], ["lag", "behindSince", "updatedAt"]),
        ]);
        if (sent.Data.TryGetProperty("id", out var id) && JsonText.Of(id) != name)
        {
            errors.Add(
                ValidationError.At(
                    "/data/id",
                    "id_conflict",
                    "The id is not the name in the path. Send the same name, or leave it out."
                )
            );
        }

        var given = sent.Given(Position);
        if (given.ValueKind is JsonValueKind.Undefined)
        {
            errors.Add(
                ValidationError.At(Position, "required", "Send the sequence of the last processed event, or 0.")
            );
        }
        else if (given.ValueKind is not JsonValueKind.Number || !given.TryGetInt64(out var position) || position < 0)
        {
            errors.Add(
                ValidationError.At(
                    Position,
                    "invalid_type",
                    "The position is not a whole number from 0. Send the sequence of an event, or 0."
                )
            );
        }

        return errors is [] ? given.GetInt64() : throw new ValidationException(errors);
    }

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
