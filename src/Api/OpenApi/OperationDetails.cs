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
            metadata.OfType<SentSchema>().FirstOrDefault() is { } sent
                ? SentDocument(sent, operation.OperationId!, context)
            : isGeneration ? GenerationDocument(operation.OperationId!, context)
            : null;
        if (metadata.OfType<IAuthorizeData>().LastOrDefault(one => Scope.All.Contains(one.Policy)) is { } authorize)
        {
            operation.Description += $" Takes the scope `{authorize.Policy}`.";
        }

        foreach (var (status, answer) in operation.Responses.Where(one => one.Key.StartsWith('2')).ToList())
        {
            DescribeSuccess(operation, isGeneration, status, (OpenApiResponse)answer, context.Document);
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
                    Example = isRequired ? of.Examples?[0].DeepClone() : null, // for the page to fill in
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
            operation.Responses!["304"] = new OpenApiResponse
            {
                Description = "You have the latest.",
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
        if (success.Content?.Values.FirstOrDefault() is OpenApiMediaType answer)
        {
            answer.Example = SuccessExamples.Of(operation.OperationId!);
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
            Description = "Left out, the server makes one.",
        };
        return SentDocument(document, operationId, context, ("id", id));
    }

    // A schema with a name: without one, code that is generated from it would count on the order of the operations.
    private static OpenApiRequestBody SentDocument(
        SentSchema sent,
        string operationId,
        OperationFilterContext context,
        params IEnumerable<(string Name, IOpenApiSchema Schema)> members
    )
    {
        var document = Object(
            ["data"],
            (
                "data",
                Object(
                    ["type", "attributes"],
                    [("type", Text("The resource type.", sent.Type)), .. members, ("attributes", sent.Attributes)]
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

    // The example's flow type first: its schemas are the ones that most clients need.
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
        IEnumerable<string> required,
        params IEnumerable<(string Name, IOpenApiSchema Schema)> members
    ) =>
        new()
        {
            Type = JsonSchemaType.Object,
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
