using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;
using Flowgen.Application.FlowTypes;
using Flowgen.Application.Webhooks;
using Flowgen.Domain.Webhooks;
using FluentValidation.Results;
using Microsoft.OpenApi;
using ValidationException = FluentValidation.ValidationException;

namespace Flowgen.Api.Webhooks;

/// <summary>The attributes of a webhook (contract, section 6).</summary>
/// <param name="Url">Where to.</param>
/// <param name="Events">What it is told of: any of create, update and delete.</param>
/// <param name="Resource">Of which resources.</param>
/// <param name="UpdateFields">An update is sent only if one of these attributes changed; null for any.</param>
/// <param name="Enabled">Whether anything is sent.</param>
/// <param name="Ordered">Whether one resource's deliveries are sent strictly one after the other.</param>
/// <param name="Description">For people; null for none.</param>
/// <param name="DisabledReason">Why Flowgen gave up on it: the receiver answered 410, or all tries of several days failed; null where it did not.</param>
/// <param name="PreviousSecretUntil">Until when the secret before signs as well; null where there is none. RFC 3339, UTC.</param>
/// <param name="CreatedAt">RFC 3339, UTC.</param>
/// <param name="UpdatedAt">RFC 3339, UTC.</param>
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
    /// <summary>What its deliveries are signed by: only in the answer that creates or rotates it, and never again.</summary>
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

    // Null clears the first two, and leaves the others as they are: a generated client may have no other way to say nothing of them.
    private static readonly string[] Nullables = ["fields", "description", "enabled", "ordered", "resource"];

    private static readonly string[] ReadOnly =
    [
        "secret",
        "disabledReason",
        "previousSecretUntil",
        "createdAt",
        "updatedAt",
    ];

    /// <summary>What a client sends to create one.</summary>
    public static SentSchema SentToCreate { get; } =
        new(
            Type,
            "The webhook to create.",
            Attributes(["url", "events", "resource"]),
            """
            {"data": {"type": "webhooks", "attributes": {"url": "http://localhost:5080/sandbox/inbox", "events": ["create", "update", "delete"], "resource": "flowGenerations", "fields": ["status"], "description": "Applicant tracking"}}}
            """
        );

    /// <summary>What a client sends to change one.</summary>
    public static SentSchema SentToChange { get; } =
        new(
            Type,
            "What to change of the webhook.",
            Attributes([]),
            """
            {"data": {"type": "webhooks", "attributes": {"events": ["update", "delete"], "description": "Applicant tracking"}}}
            """
        );

    /// <summary>Which of its fields to send.</summary>
    public static QueryParameter<IReadOnlySet<string>?> Fields { get; } =
        QueryParameters.Fields<WebhookAttributes>(Type, DeliveriesRelationship);

    /// <summary>From where on to replay.</summary>
    public static QueryParameter<long> FromSequence { get; } =
        new(
            "from",
            "The sequence of the first event to announce again.",
            "Use the sequence of an event, such as 1 for all of them.",
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
    /// <param name="webhook">Its data.</param>
    /// <param name="request">Says which fields to send.</param>
    /// <param name="secret">Where it is to be shown.</param>
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

    /// <summary>Reads what a client may send; what can't be read is noted in the command.</summary>
    /// <exception cref="ValidationException">There are no attributes to read.</exception>
    public static CreateWebhook ReadNew(SentResource sent)
    {
        var faults = Faults(sent);
        if (sent.Data.TryGetProperty("id", out _))
        {
            faults.Add(Fault.At("/data/id", "read_only_attribute", "Leave it out: the server makes it."));
        }

        return new(
            new(
                sent.Text("url", "Say where to send to.", faults) ?? "",
                Events(sent.Texts("events", "Say what to be told of.", faults) ?? []),
                sent.Text("resource", "Say of which resources to be told.", faults) ?? "",
                sent.Texts("fields", missing: null, faults)?.Distinct().ToList(),
                sent.Bool("enabled", faults) ?? true,
                sent.Text("description", missing: null, faults),
                sent.Bool("ordered", faults) ?? false
            ),
            faults
        );
    }

    /// <summary>Reads what a client may send to change one, likewise.</summary>
    /// <exception cref="ValidationException">There are no attributes to read.</exception>
    /// <exception cref="RequestException">409: the document is another webhook's.</exception>
    public static ChangeWebhook ReadChange(SentResource sent, Guid id, Precondition precondition)
    {
        if (sent.Data.TryGetProperty("id", out var named) && Uuid.Parse(JsonText.Of(named)) != id)
        {
            throw new RequestException(
                409,
                new RequestFault("id_conflict", "Send the id in the path, or none.")
                {
                    Source = new() { Pointer = "/data/id" },
                }
            );
        }

        var faults = Faults(sent);
        faults.AddRange(
            Writable
                .Except(Nullables)
                .Where(name => sent.Has(name) && sent.Given(name).ValueKind is JsonValueKind.Undefined)
                .Select(name => Fault.At(name, "invalid_type", "Send a value, or leave it out."))
        );
        var url = sent.Text("url", missing: null, faults);
        var events = sent.Texts("events", missing: null, faults);
        var resource = sent.Text("resource", missing: null, faults);
        var fields = sent.Texts("fields", missing: null, faults)?.Distinct().ToList();
        var enabled = sent.Bool("enabled", faults);
        var description = sent.Text("description", missing: null, faults);
        var ordered = sent.Bool("ordered", faults);
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
            faults
        );
    }

    private static List<ValidationFailure> Faults(SentResource sent) =>
        sent.Attributes is null
            ? throw new ValidationException(sent.Faults)
            : [.. sent.Faults, .. sent.Misnamed(Writable, ReadOnly)];

    // In one order, so that another order is no change; but as it was sent where that is faulty and will be pointed at.
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
            Required = required.ToHashSet(),
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["url"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Format = "uri",
                    Description =
                        "Where to send to: https, in the sandbox also http. Nothing inside a network, no user, no fragment.",
                    MaxLength = 2_000,
                },
                ["events"] = Texts("What to be told of.", WebhookSettings.AllEvents),
                ["resource"] = Resource(isRequired: required.Contains("resource")),
                ["fields"] = Nullable(
                    Texts("An update is sent only if one of these attributes changed. Left out, any.", only: [])
                ),
                ["enabled"] = Bool("Whether to send anything.", absent: true),
                ["ordered"] = Bool(
                    "Whether to send one resource's deliveries strictly one after the other.",
                    absent: false
                ),
                ["description"] = Nullable(
                    new()
                    {
                        Type = JsonSchemaType.String,
                        Description = "For people.",
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
            Description = "Of which resources to be told.",
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
            Description = $"{description} Left out on creation, {(absent ? "true" : "false")}.",
        };

    private static OpenApiSchema Nullable(OpenApiSchema schema)
    {
        schema.Type |= JsonSchemaType.Null;
        return schema;
    }
}
