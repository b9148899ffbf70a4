using System.Text.Json;
using System.Text.Json.Nodes;
using Flowgen.Api.Edge;
using Flowgen.Api.FlowGenerations;
using Flowgen.Api.JsonApi;
using Flowgen.Application.FlowTypes;
using Flowgen.Application.Operations;
using Flowgen.Domain;
using Flowgen.Domain.Webhooks;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Swashbuckle.AspNetCore.SwaggerGen;
using Scope = Flowgen.Domain.Organisations.Scope;

namespace Flowgen.Api.OpenApi;

/// <summary>What the framework can't see of the operations: parameters, the request's document, headers, and the errors.</summary>
internal sealed class OperationDetails(FlowTypeCatalogue flowTypes) : IOperationFilter
{
    private sealed record Failure(string Status, string Description, string Code, string Detail, string? Source = null);

    private static readonly Failure[] Failures =
    [
        new(
            "400",
            "The request, or a parameter of it, can't be understood.",
            "invalid_parameter",
            "Use a number from 1 to 100.",
            """{"parameter": "page[size]"}"""
        ),
        new(
            "401",
            "No key, or an unknown one.",
            "unauthorized",
            "Send Authorization: Bearer <api key> with a valid key."
        ),
        new(
            "403",
            "The key lacks the scope that this takes, or is no operator's; or its organisation is disabled.",
            "insufficient_scope",
            "This takes the scope generations:read: use a key that has it."
        ),
        new(
            "404",
            "There is no such resource, or it is another organisation's.",
            "not_found",
            "There is no such resource. Check the id; it may have been deleted."
        ),
        new(
            "406",
            "`Accept` rules JSON:API out.",
            "not_acceptable",
            "Accept application/vnd.api+json.",
            """{"header": "Accept"}"""
        ),
        new(
            "406",
            "`Accept` rules out both.",
            "not_acceptable",
            "Accept text/vnd.mermaid or image/svg+xml.",
            """{"header": "Accept"}"""
        ),
        new(
            "409",
            "The document has another type, or what it asks for can't be, such as an id that exists.",
            "type_conflict",
            "Send the type that this path takes.",
            """{"pointer": "/data/type"}"""
        ),
        new(
            "409",
            "The message can't be read.",
            DeadLetter.Unreadable,
            "The message can't be read, so it can't be handled: discard it."
        ),
        new(
            "409",
            "The webhook is disabled.",
            WebhookDecider.Disabled,
            "Nothing is sent to a disabled webhook: enable it first."
        ),
        new(
            "410",
            "What the first request with this key made was erased.",
            "idempotency_key_erased",
            "What this key made was erased: use a new key to make another.",
            """{"header": "Idempotency-Key"}"""
        ),
        new(
            "412",
            "The resource has changed since the version in `If-Match`.",
            DomainRuleException.OtherVersion,
            "It has changed since that version: read it again."
        ),
        new("413", "The body is larger than 1 MiB.", "body_too_large", "Send a body of at most 1 MiB."),
        new(
            "415",
            "The body is not JSON.",
            "unsupported_media_type",
            "Send application/vnd.api+json without parameters, or application/json in UTF-8.",
            """{"header": "Content-Type"}"""
        ),
        new(
            "422",
            "The document breaks a rule: one error for each fault.",
            "unknown_attribute",
            "Use any of the attributes that can be set.",
            """{"pointer": "/data/attributes/colour"}"""
        ),
        new(
            "429",
            "Too many requests: try again after the seconds in `Retry-After`.",
            "rate_limited",
            "Too many requests: send the next one after the seconds in Retry-After."
        ),
        new(
            "429",
            "Too many requests, or too many that wait for their flows: try again after the seconds in `Retry-After`.",
            SyncWaiters.TooMany,
            SyncWaiters.Detail
        ),
        new(
            "500",
            "Something went wrong here.",
            "internal_error",
            "Something went wrong here. Try again, and tell us the id if it keeps happening."
        ),
        new(
            "503",
            "The database can't be reached: try again after the seconds in `Retry-After`.",
            "unavailable",
            "The database can't be reached right now: try again in a few seconds."
        ),
        new(
            "503",
            "The database can't be reached, or (`queue_full`) too many of the organisation's generations have not ended: try again after the seconds in `Retry-After`.",
            DomainRuleException.QueueFull,
            "100000 generations or more wait or are processed: try again once some of them have ended."
        ),
        new(
            "504",
            "It took too long: try again after the seconds in `Retry-After`.",
            "timed_out",
            "It took too long, and was given up; a change may have been made. Read it, or repeat the request with the same Idempotency-Key."
        ),
    ];

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            parameter.Description ??= parameter.Name switch
            {
                "id" => "A UUID.",
                "keyId" => "The part of the key after its environment.",
                _ => "Its name.",
            };
            if (parameter is { In: ParameterLocation.Path, Name: "name" })
            {
                parameter.Example = flowTypes.Names.First(); // one that exists, for the page to fill in
            }
        }

        operation.Parameters ??= [];
        foreach (var parameter in metadata.OfType<QueryParameter>())
        {
            Add(parameter.Name, ParameterLocation.Query, parameter.Description, parameter.Schema, parameter.IsRequired);
        }

        foreach (var header in metadata.OfType<HeaderParameter>())
        {
            Add(header.Name, ParameterLocation.Header, header.Description, header.Schema);
        }

        operation.Responses ??= [];
        var isGeneration = metadata.Contains(IdempotencyHeader.Parameter);
        operation.RequestBody =
            metadata.OfType<SentSchema>().FirstOrDefault() is { } sent ? SentDocument(sent)
            : isGeneration ? GenerationDocument(context)
            : null;
        if (metadata.OfType<IAuthorizeData>().LastOrDefault(one => Scope.All.Contains(one.Policy)) is { } authorize)
        {
            operation.Description += $" Takes the scope `{authorize.Policy}`.";
        }

        DescribeSuccess(operation, isGeneration);
        var schema = context.SchemaGenerator.GenerateSchema(typeof(ErrorDocument), context.SchemaRepository);
        foreach (var failure in Failures.Where(failure => CanAnswer(operation, failure)))
        {
            operation.Responses[failure.Status] = Answer(failure, schema);
        }

        foreach (var (status, response) in operation.Responses)
        {
            var answer = (OpenApiResponse)response;
            Header(answer, "X-Request-Id", "The trace id (W3C Trace Context).");
            if (status is "401")
            {
                continue;
            }

            foreach (var (name, header) in RateLimitHeaders.In(context.Document))
            {
                answer.Headers!.Add(name, header);
            }
        }

        void Add(
            string name,
            ParameterLocation location,
            string description,
            OpenApiSchema of,
            bool isRequired = false
        ) =>
            operation.Parameters.Add(
                new OpenApiParameter
                {
                    Name = name,
                    In = location,
                    Description = description,
                    Schema = of,
                    Required = isRequired,
                    Example = isRequired ? of.Examples?[0].DeepClone() : null, // for the page to fill in
                }
            );
    }

    private static void DescribeSuccess(OpenApiOperation operation, bool isGeneration)
    {
        var (status, answer) = operation.Responses!.First(response => response.Key.StartsWith('2'));
        var success = (OpenApiResponse)answer;
        success.Description = status switch
        {
            "201" when isGeneration => "The generation, queued; finished where the request waited for it.",
            "201" => "What was made.",
            "202" => "It waits to be handled.",
            "204" => "It is deleted.",
            _ => "What was asked for.",
        };
        var isOne = operation.Parameters!.Any(parameter => parameter.Name == EntityTag.IfNoneMatch.Name);
        var isOfWebhook = operation.RequestBody is not null && IsOf(operation, "Webhooks");
        if (isOne)
        {
            operation.Responses!["304"] = new OpenApiResponse { Description = "You have the latest." };
        }

        if (isOne || isGeneration || isOfWebhook)
        {
            Header(
                success,
                "ETag",
                "Names what was sent, in quotation marks: the version of a flow generation or webhook, else a hash."
            );
        }

        if (isOfWebhook && status is "201")
        {
            Header(success, "Location", "Where it is.");
        }

        if (isGeneration)
        {
            Header(success, "Location", "Where the generation is.");
            Header(success, IdempotencyHeader.Replayed, "`true` on the repetition of an answer.");
            Header(success, Prefer.Applied, "The preference that was applied.");
        }
    }

    private static OpenApiResponse Answer(Failure failure, IOpenApiSchema schema)
    {
        var error = new JsonObject
        {
            ["id"] = "4bf92f3577b34da6a3ce929d0e0e4736",
            ["status"] = failure.Status,
            ["code"] = failure.Code,
            ["title"] = ErrorAnswers.Title(failure.Code),
            ["detail"] = failure.Detail,
        };
        if (failure.Source is not null)
        {
            error["source"] = JsonNode.Parse(failure.Source);
        }

        var response = new OpenApiResponse
        {
            Description = failure.Description,
            Content = new Dictionary<string, IOpenApiMediaType>
            {
                [MediaTypes.JsonApi] = new OpenApiMediaType
                {
                    Schema = schema,
                    Example = new JsonObject { ["errors"] = new JsonArray(error) },
                },
            },
        };
        if (failure.Status is "401" or "403")
        {
            Header(response, "WWW-Authenticate", "`Bearer`, and the scope that is lacking.");
        }
        else if (failure.Status is "429" or "503" or "504")
        {
            Header(response, "Retry-After", "Seconds.");
        }

        return response;
    }

    private static void Header(OpenApiResponse response, string name, string description) =>
        (response.Headers ??= new Dictionary<string, IOpenApiHeader>())[name] = new OpenApiHeader
        {
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };

    private static bool CanAnswer(OpenApiOperation operation, Failure failure) =>
        failure.Status switch
        {
            "404" => operation.Parameters!.Any(parameter => parameter.In is ParameterLocation.Path),
            "409" when failure.Code is DeadLetter.Unreadable => IsAccepted(operation) && IsOf(operation, "Operations"),
            "409" when failure.Code is WebhookDecider.Disabled => IsAccepted(operation) && IsOf(operation, "Webhooks"),
            "406" => IsDrawn(operation) == failure.Detail.Contains(MediaTypes.Svg),
            "409" or "413" or "415" or "422" => operation.RequestBody is not null,
            "410" => TakesIdempotencyKey(operation),
            "429" when failure.Code is SyncWaiters.TooMany => TakesIdempotencyKey(operation),
            "503" when failure.Code is DomainRuleException.QueueFull => TakesIdempotencyKey(operation),
            "412" => operation.Parameters!.Any(parameter => parameter.Name == EntityTag.IfMatch.Name),
            _ => true,
        };

    private static bool IsDrawn(OpenApiOperation operation) =>
        operation.Responses!.TryGetValue("200", out var success)
        && success.Content?.ContainsKey(MediaTypes.Svg) is true;

    private static bool TakesIdempotencyKey(OpenApiOperation operation) =>
        operation.Parameters!.Any(parameter => parameter.Name == IdempotencyHeader.Name);

    private static bool IsAccepted(OpenApiOperation operation) => operation.Responses!.ContainsKey("202");

    private static bool IsOf(OpenApiOperation operation, string tag) =>
        operation.Tags?.Any(one => one.Name == tag) is true;

    private OpenApiRequestBody GenerationDocument(OperationFilterContext context)
    {
        using var sample = SwaggerSetup.Resource("vacancy_application_flow.json");
        var attributes = new OpenApiSchema { OneOf = [.. flowTypes.All.Select(type => Attributes(type, context))] };
        var document = new SentSchema(
            FlowGenerationResource.Type,
            "The configuration of the flow to generate.",
            attributes,
            new StreamReader(sample).ReadToEnd()
        );
        var id = new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Format = "uuid",
            Description = "Left out, the server makes one.",
        };
        return SentDocument(document, ("id", id));
    }

    private static OpenApiRequestBody SentDocument(
        SentSchema sent,
        params IEnumerable<(string Name, OpenApiSchema Schema)> members
    ) =>
        new()
        {
            Required = true,
            Description = sent.Description,
            Content = new Dictionary<string, IOpenApiMediaType>
            {
                [MediaTypes.JsonApi] = new OpenApiMediaType
                {
                    Schema = Object(
                        ["data"],
                        (
                            "data",
                            Object(
                                ["type", "attributes"],
                                [
                                    ("type", Text("The resource type.", sent.Type)),
                                    .. members,
                                    ("attributes", sent.Attributes),
                                ]
                            )
                        )
                    ),
                    Example = JsonNode.Parse(sent.Example),
                },
            },
        };

    // The schemas of a flow type are those that /flow-types shows and the rules are held equal to.
    private static OpenApiSchemaReference Attributes(FlowType flowType, OperationFilterContext context)
    {
        var name = string.Concat(flowType.Name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        if (context.SchemaRepository.Schemas.ContainsKey($"{name}Request"))
        {
            return new OpenApiSchemaReference($"{name}Request", context.Document);
        }

        var request = Object(
            flowType.IsContextRequired ? ["flowType", "context"] : ["flowType"],
            ("flowType", Text(flowType.Description, flowType.Name)),
            ("parameters", Parsed(flowType.ParametersSchema, context.Document)),
            ("context", Parsed(flowType.ContextSchema, context.Document))
        );
        request.Description = flowType.Description;
        return context.SchemaRepository.AddDefinition($"{name}Request", request);
    }

    private static OpenApiSchema Parsed(JsonElement schema, OpenApiDocument document)
    {
        var json = JsonNode.Parse(schema.GetRawText())!.AsObject();
        json.Remove("$schema"); // the document's own dialect
        return OpenApiModelFactory.Parse<OpenApiSchema>(
            json.ToJsonString(),
            OpenApiSpecVersion.OpenApi3_1,
            document,
            out _,
            OpenApiConstants.Json
        )!;
    }

    private static OpenApiSchema Object(
        IEnumerable<string> required,
        params IEnumerable<(string Name, OpenApiSchema Schema)> members
    ) =>
        new()
        {
            Type = JsonSchemaType.Object,
            Required = required.ToHashSet(),
            Properties = members.ToDictionary(member => member.Name, member => (IOpenApiSchema)member.Schema),
        };

    private static OpenApiSchema Text(string description, string only) =>
        new()
        {
            Type = JsonSchemaType.String,
            Description = description,
            Enum = [JsonValue.Create(only)],
        };
}
