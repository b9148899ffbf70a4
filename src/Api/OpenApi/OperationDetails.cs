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

/// <summary>Adds details of the operations that the framework can't derive: parameters, request bodies, headers and errors.</summary>
internal sealed class OperationDetails(FlowTypeCatalogue flowTypes) : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            parameter.Description ??= parameter.Name switch
            {
                "id" => "The id of the resource: a UUID.",
                "keyId" => "The id of the API key: the part of the key after its environment.",
                "consumer" => "The name of the consumer: 1 to 100 letters, digits, dots, _ or -.",
                _ => "The name of the resource.",
            };
            // An existing value, which the Swagger page fills in.
            parameter.Example = parameter.Name switch
            {
                "name" => flowTypes.Names.First(),
                "consumer" => "my-consumer", // exists after PUT
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
            metadata.OfType<SentSchema>().FirstOrDefault() is { } sent
                ? SentDocument(sent, operation.OperationId!, context)
            : isGeneration ? GenerationDocument(operation.OperationId!, context)
            : null;
        if (metadata.OfType<IAuthorizeData>().LastOrDefault(data => Scope.All.Contains(data.Policy)) is { } authorize)
        {
            operation.Description += $" Requires the scope `{authorize.Policy}`.";
        }

        foreach (var (status, response) in operation.Responses.Where(pair => pair.Key.StartsWith('2')).ToList())
        {
            DescribeSuccess(operation, isGeneration, status, (OpenApiResponse)response, context.Document);
        }

        foreach (var other in metadata.OfType<AlsoAnswers>())
        {
            Describe(other, operation, context);
        }

        foreach (var failure in Failure.Of(operation, metadata))
        {
            operation.Responses[failure.Status] = new OpenApiResponseReference(failure.Name, context.Document);
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
                    Example = isRequired ? of.Examples?[0].DeepClone() : null, // the Swagger page fills it in
                }
            );
    }

    private static void DescribeSuccess(
        OpenApiOperation operation,
        bool isGeneration,
        string status,
        OpenApiResponse success,
        OpenApiDocument document
    )
    {
        var isOne =
            operation.RequestBody is null
            && operation.Parameters!.Any(parameter => parameter.Name == EntityTag.IfNoneMatch.Name);
        var isVersioned =
            operation.RequestBody is not null
            && (Failure.IsOf(operation, "Webhooks") || Failure.IsOf(operation, "History"));
        success.Description = status switch
        {
            "201" when isGeneration =>
                "The created generation. It is queued, or finished if the request waited for the flow.",
            "201" => "The created resource.",
            "202" => "The request is accepted. It is processed in the background.",
            "200" when isVersioned => "The updated resource.",
            "204" => "The resource is deleted.",
            _ when operation.OperationId!.StartsWith("list", StringComparison.Ordinal) => "The requested resources.",
            _ => "The requested resource.",
        };
        if (isOne)
        {
            operation.Responses!["304"] = new OpenApiResponse
            {
                Description = "The client's version is current.",
                Headers = SharedParts.HeadersIn(document),
            };
        }

        var takesKey = operation.Parameters!.Any(parameter => parameter.Name == IdempotencyHeader.Name);
        string[] headers =
        [
            .. isOne || isGeneration || isVersioned ? [SharedParts.ETag] : Array.Empty<string>(),
            .. isGeneration || (isVersioned && status is "201") ? [SharedParts.Location] : Array.Empty<string>(),
            .. takesKey ? [IdempotencyHeader.Replayed] : Array.Empty<string>(),
            .. isGeneration ? [Prefer.Applied] : Array.Empty<string>(),
        ];
        success.Headers = SharedParts.HeadersIn(document, headers);
        if (success.Content?.Values.FirstOrDefault() is OpenApiMediaType body)
        {
            body.Example = SuccessExamples.Of(operation.OperationId!);
        }
    }

    private static void Describe(AlsoAnswers other, OpenApiOperation operation, OperationFilterContext context) =>
        ((OpenApiResponse)operation.Responses!["200"]).Content![other.MediaType] = new OpenApiMediaType
        {
            Schema = other.Type is null
                ? new OpenApiSchema { Type = JsonSchemaType.String, Description = other.Description }
                : context.SchemaGenerator.GenerateSchema(other.Type, context.SchemaRepository),
        };

    private OpenApiRequestBody GenerationDocument(string operationId, OperationFilterContext context)
    {
        using var sample = SwaggerSetup.Resource("vacancy_application_flow.json");
        var document = new SentSchema(
            FlowGenerationResource.Type,
            "The configuration of the flow to generate.",
            Attributes(context),
            new StreamReader(sample).ReadToEnd()
        );
        var id = new OpenApiSchema
        {
            Type = JsonSchemaType.String | JsonSchemaType.Null,
            Format = "uuid",
            Description = "The id of the new generation: a UUID. If it is absent or null, the server creates one.",
        };
        return SentDocument(document, operationId, context, ("id", id));
    }

    // A named schema: without a name, generated code would name it by the order of the operations.
    private static OpenApiRequestBody SentDocument(
        SentSchema sent,
        string operationId,
        OperationFilterContext context,
        params IEnumerable<(string Name, IOpenApiSchema Schema)> members
    )
    {
        var attributes = sent is { AttributesName: { } named, Attributes: OpenApiSchema schema }
            ? context.SchemaRepository.AddDefinition(named, schema)
            : sent.Attributes;
        var document = Object(
            sent.Description,
            ["data"],
            (
                "data",
                Object(
                    "The resource object.",
                    ["type", "attributes"],
                    [("type", Text("The resource type.", sent.Type)), .. members, ("attributes", attributes)]
                )
            )
        );
        var name = $"{char.ToUpperInvariant(operationId[0])}{operationId[1..]}Request";
        return new()
        {
            Required = true,
            Description = sent.Description,
            Content = new Dictionary<string, IOpenApiMediaType>
            {
                [MediaTypes.JsonApi] = new OpenApiMediaType
                {
                    Schema = context.SchemaRepository.AddDefinition(name, document),
                    Example = JsonNode.Parse(sent.Example),
                },
            },
        };
    }

    // The flow type of the example first: most clients need its schemas.
    private OpenApiSchemaReference Attributes(OperationFilterContext context)
    {
        const string name = "FlowConfiguration";
        if (context.SchemaRepository.Schemas.ContainsKey(name))
        {
            return new OpenApiSchemaReference(name, context.Document);
        }

        var types = flowTypes.All.OrderByDescending(type => type.IsContextRequired).ToList();
        var schema = OpenApiModelFactory.Parse<OpenApiSchema>(
            GenerationRequest.Schema(types).ToJsonString(),
            OpenApiSpecVersion.OpenApi3_1,
            context.Document,
            out _,
            OpenApiConstants.Json
        )!;
        return context.SchemaRepository.AddDefinition(name, schema);
    }

    private static OpenApiSchema Object(
        string description,
        IEnumerable<string> required,
        params IEnumerable<(string Name, IOpenApiSchema Schema)> members
    ) =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = description,
            Required = required.ToHashSet(),
            Properties = members.ToDictionary(member => member.Name, member => member.Schema),
        };

    private static OpenApiSchema Text(string description, string only) =>
        new()
        {
            Type = JsonSchemaType.String,
            Description = description,
            Enum = [JsonValue.Create(only)],
        };
}
