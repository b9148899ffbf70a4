using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;
using Flowgen.Application.FlowTypes;
using Flowgen.Application.Webhooks.Commands;
using Flowgen.Domain.Webhooks;
using FluentValidation.Results;
using Microsoft.OpenApi;
using ValidationException = FluentValidation.ValidationException;

namespace Flowgen.Api.Webhooks;

/// <summary>The attributes of a webhook.</summary>
/// <param name="Url">The URL that receives the deliveries.</param>
/// <param name="Events">The kinds of events that the webhook receives: any of create, update and delete.</param>
/// <param name="Resource">The resource type whose events the webhook receives.</param>
/// <param name="UpdateFields">The attributes whose changes the webhook receives: an update is sent only if one of them changed. Null for all attributes.</param>
/// <param name="Enabled">Whether the webhook receives deliveries.</param>
/// <param name="Ordered">Whether the deliveries of one resource are sent strictly in order, one after the other.</param>
/// <param name="Description">A free text that describes the webhook; null if there is none.</param>
/// <param name="DisabledReason">The reason why Flowgen disabled the webhook: the receiver responded 410, or all attempts of several days failed. Null if Flowgen did not disable it.</param>
/// <param name="PreviousSecretUntil">The time until which the previous secret also signs deliveries (RFC 3339, UTC); null if there is no previous secret.</param>
/// <param name="CreatedAt">The time when the webhook was created (RFC 3339, UTC).</param>
/// <param name="UpdatedAt">The time of the last change of the webhook (RFC 3339, UTC).</param>
public sealed record WebhookAttributes(
    string Url,
    IReadOnlyList<string> Events,
    [property: AllowedValues("flowGenerations", "flows")] string Resource,
    [property: JsonPropertyName("fields")] IReadOnlyList<string>? UpdateFields,
    bool Enabled,
    bool Ordered,
    string? Description,
    string? DisabledReason,
    DateTime? PreviousSecretUntil,
    DateTime CreatedAt,
    DateTime UpdatedAt
) : ResourceAttributes
{
    /// <summary>The secret that signs the deliveries. Present only in the response that creates or rotates it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }
}

/// <summary>Webhooks as resources.</summary>
internal static class WebhookResource
{
    public const string Type = "webhooks";
    public const string Path = "/webhooks";

    private const string DeliveriesRelationship = "deliveries";

    private static readonly string[] Writable =
    [
        "url",
        "events",
        "resource",
        "fields",
        "enabled",
        "ordered",
        "description",
    ];

    // Null clears the first two, and leaves the others unchanged: a generated client may be unable to omit a member.
    private static readonly string[] Nullables = ["fields", "description", "enabled", "ordered", "resource"];

    private static readonly string[] ReadOnly =
    [
        "secret",
        "disabledReason",
        "previousSecretUntil",
        "createdAt",
        "updatedAt",
    ];

    /// <summary>The request body that creates a webhook.</summary>
    public static SentSchema SentToCreate { get; } =
        new(
            Type,
            "The webhook to create.",
            Attributes(["url", "events", "resource"]),
            """
            {"data": {"type": "webhooks", "attributes": {"url": "http://localhost:5080/sandbox/inbox", "events": ["create", "update", "delete"], "resource": "flowGenerations", "fields": ["status"], "description": "Applicant tracking"}}}
            """
        );

    /// <summary>The request body that changes a webhook.</summary>
    public static SentSchema SentToChange { get; } =
        new(
            Type,
            "The attributes to change.",
            Attributes([]),
            """
            {"data": {"type": "webhooks", "attributes": {"events": ["update", "delete"], "description": "Applicant tracking"}}}
            """
        );

    /// <summary>The query parameter for sparse fieldsets.</summary>
    public static QueryParameter<IReadOnlySet<string>?> Fields { get; } =
        QueryParameters.Fields<WebhookAttributes>(Type, DeliveriesRelationship);

    /// <summary>The query parameter for the start of a replay.</summary>
    public static QueryParameter<long> FromSequence { get; } =
        new(
            "from",
            "The sequence of the first event to send again.",
            "Use the sequence of an event, such as 1 for all events.",
            new()
            {
                Type = JsonSchemaType.Integer,
                Format = "int64",
                Minimum = "0",
                Examples = [1],
            },
            absent: 0,
            text => (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n), n)
        )
        {
            IsRequired = true,
        };

    /// <summary>A document with one webhook.</summary>
    /// <param name="secret">The secret, if the response returns it.</param>
    public static Document<Resource<WebhookAttributes>> Document(
        Webhook webhook,
        HttpRequest request,
        string? secret = null
    ) =>
        new(
            From(webhook, secret).Only(Fields.In(request)),
            new()
            {
                Self =
                    SelfLink(webhook.Id)
                    + (HttpMethods.IsGet(request.Method) ? QueryParameters.Query(request) : QueryString.Empty),
            }
        );

    public static Document<IReadOnlyList<Resource<WebhookAttributes>>> Document(
        IEnumerable<Webhook> webhooks,
        HttpRequest request
    )
    {
        var fields = Fields.In(request);
        return new(
            [.. webhooks.Select(webhook => From(webhook, secret: null).Only(fields))],
            new() { Self = Path + QueryParameters.Query(request) }
        );
    }

    public static string SelfLink(Guid id) => $"{Path}/{id}";

    public static string DeliveriesLink(Guid id) => $"{SelfLink(id)}/deliveries";

    /// <summary>Reads the attributes of a new webhook. The command holds the validation errors.</summary>
    /// <exception cref="ValidationException">The document has no attributes.</exception>
    public static CreateWebhook ReadNew(SentResource sent)
    {
        var errors = Errors(sent);
        if (sent.Data.TryGetProperty("id", out _))
        {
            errors.Add(
                ValidationError.At("/data/id", "read_only_attribute", "The server creates the id. Leave it out.")
            );
        }

        return new(
            new(
                sent.Text("url", "Send the URL that receives the deliveries.", errors) ?? "",
                Events(sent.Texts("events", "Send the events that the webhook receives.", errors) ?? []),
                sent.Text("resource", "Send the resource type whose events the webhook receives.", errors) ?? "",
                sent.Texts("fields", missing: null, errors)?.Distinct().ToList(),
                sent.Bool("enabled", errors) ?? true,
                sent.Text("description", missing: null, errors),
                sent.Bool("ordered", errors) ?? false
            ),
            errors
        );
    }

    /// <summary>Reads the changes of a webhook. The command holds the validation errors.</summary>
    /// <exception cref="ValidationException">The document has no attributes.</exception>
    /// <exception cref="RequestException">409: the id of the document is not the id in the path.</exception>
    public static ChangeWebhook ReadChange(SentResource sent, Guid id, Precondition precondition)
    {
        if (sent.Data.TryGetProperty("id", out var named) && Uuid.Parse(JsonText.Of(named)) != id)
        {
            throw new RequestException(
                409,
                new RequestError("id_conflict", "The id is not the id in the path. Send the same id, or leave it out.")
                {
                    Source = new() { Pointer = "/data/id" },
                }
            );
        }

        var errors = Errors(sent);
        errors.AddRange(
            Writable
                .Except(Nullables)
                .Where(name => sent.Has(name) && sent.Given(name).ValueKind is JsonValueKind.Undefined)
                .Select(name =>
                    ValidationError.At(
                        name,
                        "invalid_type",
                        "The attribute can't be null. Send a value, or leave it out."
                    )
                )
        );
        var url = sent.Text("url", missing: null, errors);
        var events = sent.Texts("events", missing: null, errors);
        var resource = sent.Text("resource", missing: null, errors);
        var fields = sent.Texts("fields", missing: null, errors)?.Distinct().ToList();
        var enabled = sent.Bool("enabled", errors);
        var description = sent.Text("description", missing: null, errors);
        var ordered = sent.Bool("ordered", errors);
        return new(
            id,
            before =>
                new(
                    url ?? before.Url,
                    events is null ? before.Events : Events(events),
                    resource ?? before.Resource,
                    sent.Has("fields") ? fields : before.Fields,
                    enabled ?? before.IsEnabled,
                    sent.Has("description") ? description : before.Description,
                    ordered ?? before.IsOrdered
                ),
            precondition,
            errors
        );
    }

    private static List<ValidationFailure> Errors(SentResource sent) =>
        sent.Attributes is null
            ? throw new ValidationException(sent.Errors)
            : [.. sent.Errors, .. sent.Misnamed(Writable, ReadOnly)];

    // Sorts a valid list, so that another order is not a change. An invalid list keeps its order, so that error pointers match.
    private static IReadOnlyList<string> Events(IReadOnlyList<string> sent) =>
        sent.All(WebhookSettings.AllEvents.Contains) ? [.. WebhookSettings.AllEvents.Where(sent.Contains)] : sent;

    private static Resource<WebhookAttributes> From(Webhook webhook, string? secret) =>
        new(
            Type,
            webhook.Id,
            new(
                webhook.Settings.Url,
                webhook.Settings.Events,
                webhook.Settings.Resource,
                webhook.Settings.Fields,
                webhook.Settings.IsEnabled,
                webhook.Settings.IsOrdered,
                webhook.Settings.Description,
                webhook.DisabledReason is { } reason ? ListedValue.WordOf(reason) : null,
                webhook.PreviousUntil?.UtcDateTime,
                webhook.CreatedAt.UtcDateTime,
                webhook.UpdatedAt.UtcDateTime
            )
            {
                Secret = secret,
            }
        )
        {
            Relationships = new Dictionary<string, Relationship>
            {
                [DeliveriesRelationship] = Relationship.OnlyLinked(DeliveriesLink(webhook.Id)),
            },
            Links = new() { Self = SelfLink(webhook.Id) },
            Meta = new(webhook.Version),
        };

    private static OpenApiSchema Attributes(IReadOnlyList<string> required) =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = "The attributes of the webhook.",
            Required = required.ToHashSet(),
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["url"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Format = "uri",
                    Description =
                        "The URL that receives the deliveries. It must use https; the sandbox also allows http. It must not lead to a private network, and has no user and no fragment.",
                    MaxLength = 2_000,
                },
                ["events"] = Texts("The kinds of events that the webhook receives.", WebhookSettings.AllEvents),
                ["resource"] = Resource(isRequired: required.Contains("resource")),
                ["fields"] = Nullable(
                    Texts(
                        "The attributes whose changes the webhook receives: an update is sent only if one of them changed. By default, all attributes.",
                        only: []
                    )
                ),
                ["enabled"] = Bool("Whether the webhook receives deliveries.", absent: true),
                ["ordered"] = Bool(
                    "Whether the deliveries of one resource are sent strictly in order, one after the other.",
                    absent: false
                ),
                ["description"] = Nullable(
                    new()
                    {
                        Type = JsonSchemaType.String,
                        Description = "A free text that describes the webhook.",
                        MaxLength = 200,
                    }
                ),
            },
        };

    private static OpenApiSchema Resource(bool isRequired)
    {
        var schema = new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Description = "The resource type whose events the webhook receives.",
            Enum = [.. WebhookSettings.AllResources.Select(name => (JsonNode)name)],
        };
        if (!isRequired)
        {
            schema.Enum.Add(JsonNullSentinel.JsonNull);
            Nullable(schema);
        }

        return schema;
    }

    private static OpenApiSchema Texts(string description, IReadOnlyList<string> only) =>
        new()
        {
            Type = JsonSchemaType.Array,
            Description = description,
            MinItems = 1,
            Items = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Enum = only is [] ? null : [.. only.Select(name => (JsonNode)name)],
            },
        };

    private static OpenApiSchema Bool(string description, bool absent) =>
        new()
        {
            Type = JsonSchemaType.Boolean | JsonSchemaType.Null,
            Description = $"{description} The default of a new webhook is {(absent ? "true" : "false")}.",
        };

    private static OpenApiSchema Nullable(OpenApiSchema schema)
    {
        schema.Type |= JsonSchemaType.Null;
        return schema;
    }
}
