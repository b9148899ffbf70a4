using System.Text.Json;
using System.Text.Json.Nodes;
using Flowgen.Api.FlowGenerations;
using Flowgen.Api.JsonApi;
using Flowgen.Application.FlowTypes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Swashbuckle.AspNetCore.SwaggerGen;
using Scope = Flowgen.Domain.Organisations.Scope;

namespace Flowgen.Api.OpenApi;

/// <summary>What the framework can't see of the operations: parameters, the request's document, headers, and the errors.</summary>
internal sealed class OperationDetails(FlowTypeCatalogue flowTypes) : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            parameter.Description ??= parameter.Name switch
            {
                "id" => "A UUID.",
                "keyId" => "The part of the key after its environment.",
                "consumer" => "The consumer's name: 1 to 100 letters, digits, dots, _ or -.",
                _ => "Its name.",
            };
            // One that exists, for the page to fill in.
            parameter.Example = parameter.Name switch
            {
                "name" => flowTypes.Names.First(),
                "consumer" => "my-consumer", // once PUT has made it
                _ => parameter.Example,
            };
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
        var isGeneration = metadata.Contains(QueryParameters.Sync);
        operation.RequestBody =
            metadata.OfType<SentSchema>().FirstOrDefault() is { } sent ? SentDocument(sent)
            : isGeneration ? GenerationDocument(context)
            : null;
        if (metadata.OfType<IAuthorizeData>().LastOrDefault(one => Scope.All.Contains(one.Policy)) is { } authorize)
        {
            operation.Description += $" Takes the scope `{authorize.Policy}`.";
        }

        foreach (var (status, answer) in operation.Responses.Where(one => one.Key.StartsWith('2')).ToList())
        {
            DescribeSuccess(operation, isGeneration, status, (OpenApiResponse)answer);
            if (metadata.Contains(IdempotencyHeader.Parameter))
            {
                Header((OpenApiResponse)answer, IdempotencyHeader.Replayed, "`true` on the repetition of an answer.");
            }
        }

        foreach (var other in metadata.OfType<AlsoAnswers>())
        {
            Describe(other, operation, context);
        }

        var schema = context.SchemaGenerator.GenerateSchema(typeof(ErrorDocument), context.SchemaRepository);
        foreach (var failure in Failure.Of(operation, metadata))
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

    private static void DescribeSuccess(
        OpenApiOperation operation,
        bool isGeneration,
        string status,
        OpenApiResponse success
    )
    {
        success.Description = status switch
        {
            "201" when isGeneration => "The generation, queued; finished where the request waited for it.",
            "201" => "What was made.",
            "202" => "It waits to be handled.",
            "200" when operation.Responses!.ContainsKey("201") => "What it is now.",
            "204" => "It is deleted.",
            _ => "What was asked for.",
        };
        var isOne =
            operation.RequestBody is null
            && operation.Parameters!.Any(parameter => parameter.Name == EntityTag.IfNoneMatch.Name);
        var isVersioned =
            operation.RequestBody is not null
            && (Failure.IsOf(operation, "Webhooks") || Failure.IsOf(operation, "History"));
        if (isOne)
        {
            operation.Responses!["304"] = new OpenApiResponse { Description = "You have the latest." };
        }

        if (isOne || isGeneration || isVersioned)
        {
            Header(
                success,
                "ETag",
                "Names what was sent, in quotation marks: the version of a flow generation, webhook or consumer, else a hash."
            );
        }

        if (isVersioned && status is "201")
        {
            Header(success, "Location", "Where it is.");
        }

        if (isGeneration)
        {
            Header(success, "Location", "Where the generation is.");
            Header(success, Prefer.Applied, "The preference that was applied.");
        }
    }

    private static void Describe(AlsoAnswers other, OpenApiOperation operation, OperationFilterContext context) =>
        ((OpenApiResponse)operation.Responses!["200"]).Content![other.MediaType] = new OpenApiMediaType
        {
            Schema = other.Type is null
                ? new OpenApiSchema { Type = JsonSchemaType.String, Description = other.Description }
                : context.SchemaGenerator.GenerateSchema(other.Type, context.SchemaRepository),
        };

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
