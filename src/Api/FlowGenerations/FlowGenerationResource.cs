using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Flowgen.Api.Flows;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;
using Flowgen.Application.FlowGenerations;
using Flowgen.Application.FlowGenerations.Commands;
using Flowgen.Application.FlowTypes;
using Flowgen.Domain;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Flows;
using FluentValidation.Results;
using Microsoft.OpenApi;
using ValidationException = FluentValidation.ValidationException;

namespace Flowgen.Api.FlowGenerations;

/// <summary>The attributes of a flow generation.</summary>
/// <param name="FlowType">The name of the flow type.</param>
/// <param name="Parameters">The parameters of the flow type, exactly as sent.</param>
/// <param name="Context">The context of the flow type, exactly as sent; null if none was sent.</param>
/// <param name="FlowId">The id of the generated flow; null until the generation is finished.</param>
/// <param name="Status">The status of the generation.</param>
/// <param name="Cost">The cost of the flow, in credits; null until the generation is finished.</param>
/// <param name="CreatedAt">The time when the generation was created (RFC 3339, UTC).</param>
/// <param name="UpdatedAt">The time of the last change of the generation (RFC 3339, UTC).</param>
public sealed record FlowGenerationAttributes(
    string FlowType,
    RawJson Parameters,
    RawJson? Context,
    Guid? FlowId,
    [property: AllowedValues("queued", "processing", "finished", "failed")] string Status,
    int? Cost,
    DateTime CreatedAt,
    DateTime UpdatedAt
) : ResourceAttributes
{
    /// <summary>The reason for the failure. Present only if the status is failed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FlowGenerationFailure? Failure { get; init; }

    /// <summary>True if the texts were erased: parameters are empty, and context is null. Present only in past states of an erased generation.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsErased { get; init; }
}

/// <summary>Flow generations as resources.</summary>
internal static class FlowGenerationResource
{
    public const string Type = "flowGenerations";
    public const string Path = "/flow-generations";

    private const string FlowRelationship = "flow";
    private const string EventsRelationship = "events";
    private const string RegeneratedFromRelationship = "regeneratedFrom";

    private const string LeaveOut = "The server sets this relationship. Leave it out.";

    // The maximum number of unknown names that are listed: a document can have a hundred thousand.
    private const int MaxErrors = 100;

    private static readonly string[] ReadOnly =
    [
        "flowId",
        "status",
        "cost",
        "failure",
        "isErased",
        "createdAt",
        "updatedAt",
    ];
    private static readonly string[] Writable = ["flowType", "parameters", "context"];
    private static readonly string[] Changeable = ["parameters", "context"];

    private static readonly ListedAttribute Status = new(
        "status",
        ListedValue.Word(
            FlowGenerationStatus.Queued,
            FlowGenerationStatus.Processing,
            FlowGenerationStatus.Finished,
            FlowGenerationStatus.Failed
        ),
        "finished"
    );

    private static readonly ListedAttribute Cost = new("cost", ListedValue.Number, "1");
    private static readonly ListedAttribute CreatedAt = new("createdAt", ListedValue.Time, "2026-11-24T00:00:00Z");
    private static readonly ListedAttribute UpdatedAt = new("updatedAt", ListedValue.Time, "2026-11-24T00:00:00Z");

    /// <summary>The request body of a regeneration.</summary>
    public static SentSchema SentToRegenerate { get; } =
        new(
            Type,
            "The changes to the original configuration. Without attributes, the configuration is the same.",
            new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "The changes of the configuration.",
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["parameters"] = Changes("parameters"),
                    ["context"] = Changes("context"),
                },
            },
            """
            {"data": {"type": "flowGenerations", "attributes": {"parameters": {"language": "en"}}}}
            """
        );

    /// <summary>The query parameters of the list. The default order is by time, because ids from clients are not ordered by time.</summary>
    public static ListParameters<FlowGeneration> List { get; } =
        new(
            _ => Path,
            filterable:
            [
                new("id", ListedValue.Id, "01a20df7-dc9b-7b59-98a7-787b52741015"),
                new("flowType", ListedValue.Text, "vacancy_application_flow"),
                new("flowId", ListedValue.Id, "01a20df7-dd97-7dae-880f-68378cae7b7c"),
                Status,
                Cost,
                CreatedAt,
                UpdatedAt,
            ],
            sortable:
            [
                new(CreatedAt, IsNullable: false, generation => generation.CreatedAt),
                new(UpdatedAt, IsNullable: false, generation => generation.UpdatedAt),
                new(Status, IsNullable: false, generation => generation.Status),
                new(Cost, IsNullable: true, generation => generation.Cost),
            ],
            newestFirst: new(CreatedAt.Name, IsDescending: true),
            unique: new(new("id", ListedValue.Id, ""), IsNullable: false, generation => generation.Id)
        );

    /// <summary>The query parameter for sparse fieldsets.</summary>
    public static QueryParameter<IReadOnlySet<string>?> Fields { get; } =
        QueryParameters.Fields<FlowGenerationAttributes>(
            Type,
            FlowRelationship,
            EventsRelationship,
            RegeneratedFromRelationship
        );

    /// <summary>The query parameter <c>include</c>.</summary>
    public static QueryParameter<IReadOnlySet<string>> Include { get; } = QueryParameters.Include(FlowRelationship);

    /// <summary>A document with one generation.</summary>
    /// <param name="flows">The flow of the generation, if the request includes it.</param>
    public static Document<Resource<FlowGenerationAttributes>> Document(
        FlowGeneration generation,
        HttpRequest request,
        IReadOnlyList<Flow>? flows = null
    ) =>
        new(
            From(generation).Only(Fields.In(request)),
            new()
            {
                Self =
                    SelfLink(generation.Id)
                    + (HttpMethods.IsGet(request.Method) ? QueryParameters.Query(request) : QueryString.Empty),
            }
        )
        {
            Included = Included(flows, request),
        };

    /// <summary>A document with a new generation.</summary>
    /// <param name="unused">The unknown members of the request.</param>
    public static Document<Resource<FlowGenerationAttributes>> Created(
        FlowGeneration generation,
        HttpRequest request,
        IReadOnlyList<UnusedMember> unused
    ) =>
        Document(generation, request) with
        {
            // Names of members are texts of the client: after an erasure they must not be returned.
            Meta = unused is [] || generation.IsErased ? null : new() { UnusedParameters = UnusedParameter.Of(unused) },
        };

    /// <summary>A document with a page of generations.</summary>
    public static Document<IReadOnlyList<Resource<FlowGenerationAttributes>>> Document(
        Page<FlowGeneration> page,
        Listing listing,
        HttpRequest request,
        IReadOnlyList<Flow>? flows
    )
    {
        var fields = Fields.In(request);
        return new(
            [.. page.Items.Select(generation => From(generation).Only(fields))],
            List.LinksOf(request, listing, page)
        )
        {
            Included = Included(flows, request),
        };
    }

    public static string SelfLink(Guid id) => $"{Path}/{id}";

    public static string EventsLink(Guid id) => $"{SelfLink(id)}/events";

    /// <summary>A generation with all its fields.</summary>
    public static Resource<FlowGenerationAttributes> From(FlowGeneration generation) =>
        new(
            Type,
            generation.Id,
            new(
                generation.FlowType,
                new(generation.Parameters),
                generation.Context is null ? null : new(generation.Context),
                generation.FlowId,
                ListedValue.WordOf(generation.Status),
                generation.Cost,
                generation.CreatedAt.UtcDateTime,
                generation.UpdatedAt.UtcDateTime
            )
            {
                Failure = generation.Failure,
                IsErased = generation.IsErased ? true : null,
            }
        )
        {
            Relationships = new Dictionary<string, Relationship>
            {
                [FlowRelationship] = generation.FlowId is { } flowId
                    ? new(new ResourceIdentifier(FlowResource.Type, flowId))
                    {
                        Links = new() { Related = FlowResource.SelfLink(flowId) },
                    }
                    : new(Data: null),
                [EventsRelationship] = Relationship.OnlyLinked(EventsLink(generation.Id)),
                [RegeneratedFromRelationship] = generation.RegeneratedFrom is { } original
                    ? new(new ResourceIdentifier(Type, original)) { Links = new() { Related = SelfLink(original) } }
                    : new(Data: null),
            },
            Links = new() { Self = SelfLink(generation.Id) },
            Meta = new(generation.Version),
        };

    /// <summary>Reads the attributes of a new generation. The command holds the validation errors.</summary>
    /// <exception cref="ValidationException">The document has no attributes.</exception>
    public static CreateFlowGeneration Read(SentResource sent)
    {
        var errors = new List<ValidationFailure>();
        var (id, parameters, context) = Read(sent, Writable, ReadOnly, errors);
        var flowType = sent.Text("flowType", "Send the name of a flow type.", errors);
        return new(
            flowType ?? "",
            parameters.ValueKind is JsonValueKind.Undefined ? JsonElement.Parse("{}") : parameters,
            context,
            errors
        )
        {
            Id = id,
        };
    }

    /// <summary>Reads the changes of a regeneration. The command holds the validation errors.</summary>
    /// <exception cref="ValidationException">The document has no attributes.</exception>
    public static CreateFlowGeneration ReadRegeneration(SentResource sent, FlowGeneration original)
    {
        var errors = new List<ValidationFailure>();
        var (id, parameters, context) = Read(sent, Changeable, [.. ReadOnly, "flowType"], errors);
        return new(
            original.FlowType,
            MergePatch.Apply(Parsed(original.Parameters), Object(parameters)),
            MergePatch.Apply(original.Context is null ? default : Parsed(original.Context), Object(context)),
            errors
        )
        {
            Id = id,
            RegeneratedFrom = original.Id,
        };

        // The changes apply to the JSON that clients see.
        static JsonElement Parsed(string json) => JsonElement.Parse(JsonEscapes.Readable(json));

        static JsonElement Object(JsonElement changes) => changes.ValueKind is JsonValueKind.Object ? changes : default;
    }

    /// <summary>The first members of the request that the flow type does not know.</summary>
    public static IReadOnlyList<UnusedMember> Unused(SentResource sent, FlowType? flowType) =>
        [.. flowType?.Unused(sent.Given("parameters"), sent.Given("context")).Take(MaxErrors) ?? []];

    private static (Guid? Id, JsonElement Parameters, JsonElement Context) Read(
        SentResource sent,
        string[] writable,
        string[] readOnly,
        List<ValidationFailure> errors
    )
    {
        errors.AddRange([.. sent.Errors, .. RelationshipErrors(sent.Data)]);
        Guid? id = null;
        if (sent.Data.TryGetProperty("id", out var made) && made.ValueKind is not JsonValueKind.Null)
        {
            id = Uuid.Parse(JsonText.Of(made));
            if (id is null || id == Guid.Empty)
            {
                errors.Add(
                    ValidationError.At(
                        "/data/id",
                        "invalid_id",
                        "The id is not a UUID. Send a UUID, or leave it out: the server creates one."
                    )
                );
            }
        }

        if (sent.Attributes is null)
        {
            throw new ValidationException(errors);
        }

        errors.AddRange(sent.Misnamed(writable, readOnly));
        var parameters = sent.Given("parameters");
        var context = sent.Given("context");
        Object("parameters", parameters);
        Object("context", context);
        return (id, parameters, context);

        void Object(string name, JsonElement value)
        {
            if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined))
            {
                errors.Add(ValidationError.At(name, "invalid_type", "The value has the wrong type. Send an object."));
            }
        }
    }

    private static OpenApiSchema Changes(string what) =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description =
                $"The changes of the {what}, as a JSON merge patch (RFC 7396): null removes a member, objects are merged, and other values replace.",
        };

    private static IReadOnlyList<object>? Included(IReadOnlyList<Flow>? flows, HttpRequest request) =>
        flows is null ? null : [.. flows.Select(flow => FlowResource.From(flow, request))];

    private static IEnumerable<ValidationFailure> RelationshipErrors(JsonElement resource)
    {
        if (
            !resource.TryGetProperty("relationships", out var relationships)
            || relationships.ValueKind is JsonValueKind.Null
        )
        {
            return [];
        }

        return relationships.ValueKind is JsonValueKind.Object
            ? relationships
                .EnumerateObject()
                .Where(relationship => !relationship.Name.StartsWith('@') && !IsNull(relationship.Value))
                .Take(MaxErrors)
                .Select(relationship =>
                    ValidationError.At(
                        $"/data/relationships/{ValidationError.Escape(relationship.Name)}",
                        "read_only_relationship",
                        LeaveOut
                    )
                )
            :
            [
                ValidationError.At(
                    "/data/relationships",
                    "invalid_type",
                    "The value has the wrong type. Send an object, or leave it out."
                ),
            ];

        // An empty to-one relationship, such as the flow of a queued generation, is ignored.
        static bool IsNull(JsonElement relationship) =>
            relationship.ValueKind is JsonValueKind.Null
            || (
                relationship.ValueKind is JsonValueKind.Object
                && relationship.TryGetProperty("data", out var data)
                && data.ValueKind is JsonValueKind.Null
            );
    }
}
