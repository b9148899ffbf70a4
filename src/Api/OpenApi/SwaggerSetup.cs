using System.Reflection;
using System.Text.Json.Nodes;
using Flowgen.Api.FlowGenerations;
using Flowgen.Api.JsonApi;
using Flowgen.Application.FlowTypes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Flowgen.Api.OpenApi;

/// <summary>The OpenAPI document and the Swagger page.</summary>
internal static class SwaggerSetup
{
    private const string Scheme = "apiKey";

    public static void AddSwagger(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc(
                "v1",
                new()
                {
                    Title = "Flowgen",
                    Version = "v1",
                    Description =
                        "Generates chatbots that run the first interview for a vacancy. Post a flow generation, and read its flow once it is finished.",
                }
            );
            options.AddSecurityDefinition(
                Scheme,
                new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description = "The API key of your organisation. In the sandbox: fg_sandbox_demo.",
                }
            );
            options.AddSecurityRequirement(document =>
                new() { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }
            );
            options.SupportNonNullableReferenceTypes();
            options.NonNullableReferenceTypesAsRequired();
            options.MapType<RawJson>(() =>
                new OpenApiSchema { Type = JsonSchemaType.Object, Description = "Any JSON object." }
            );
            options.CustomSchemaIds(SchemaName);
            options.OperationFilter<Operations>();
            foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "Flowgen.*.xml"))
            {
                options.IncludeXmlComments(file);
            }
        });
    }

    public static void UseSwaggerPages(this WebApplication app)
    {
        app.UseSwagger(options => options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1);
        app.UseSwaggerUI(options =>
        {
            options.DocumentTitle = "Flowgen";
            options.SwaggerEndpoint("v1/swagger.json", "Flowgen");
            options.EnableTryItOutByDefault();
            options.DisplayRequestDuration();
            if (app.Environment.IsSandbox())
            {
                options.InjectJavascript("authorise.js");
            }
        });
    }

    /// <summary>The script that the Swagger page of the sandbox loads.</summary>
    public static void MapSwaggerScript(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/swagger/authorise.js", () => Results.Stream(Resource("authorise.js"), "text/javascript"))
            .ExcludeFromDescription()
            .AllowAnonymous();

    // FlowGenerationDocument, not FlowGenerationAttributesResourceDocument.
    private static string SchemaName(Type type)
    {
        var name = type.Name.Split('`')[0].Replace("NamedResource", "Resource");
        return type.GetGenericArguments() is not [var inner] ? name
            : name is "IReadOnlyList" ? SchemaName(inner) + "List"
            : SchemaName(inner).Replace("Attributes", "").Replace("Resource", "") + name;
    }

    private static Stream Resource(string name) => Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;

    /// <summary>Adds what the framework can't see: query parameters, the request's document, the errors.</summary>
    private sealed class Operations(FlowTypeCatalogue flowTypes) : IOperationFilter
    {
        private static readonly Dictionary<string, string> Errors = new()
        {
            ["400"] = "The request or a query parameter can't be understood.",
            ["401"] = "No key, or an unknown one.",
            ["404"] = "There is no such resource.",
            ["406"] = "Accept rules JSON:API out.",
            ["409"] = "The document has another type, the id exists, or the first request with this key is under way.",
            ["412"] = "The resource has changed since the version in If-Match.",
            ["413"] = "The body is larger than 1 MiB.",
            ["415"] = "The body is not JSON.",
            ["422"] = "The document breaks a rule: one error for each fault.",
        };

        public void Apply(OpenApiOperation operation, OperationFilterContext context)
        {
            foreach (var parameter in context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<QueryParameter>())
            {
                (operation.Parameters ??= []).Add(
                    new OpenApiParameter
                    {
                        Name = parameter.Name,
                        In = ParameterLocation.Query,
                        Description = parameter.Description,
                        Schema = parameter.Schema,
                    }
                );
            }

            foreach (var header in context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<HeaderParameter>())
            {
                (operation.Parameters ??= []).Add(
                    new OpenApiParameter
                    {
                        Name = header.Name,
                        In = ParameterLocation.Header,
                        Description = header.Description,
                        Schema = header.Schema,
                    }
                );
            }

            var method = context.ApiDescription.HttpMethod;
            if (method is "POST")
            {
                operation.RequestBody = GenerationDocument();
            }

            var schema = context.SchemaGenerator.GenerateSchema(typeof(ErrorDocument), context.SchemaRepository);
            foreach (var (status, description) in Errors.Where(error => CanAnswer(method, operation, error.Key)))
            {
                (operation.Responses ??= [])[status] = new OpenApiResponse
                {
                    Description = description,
                    Content = new Dictionary<string, IOpenApiMediaType>
                    {
                        [MediaTypes.JsonApi] = new OpenApiMediaType { Schema = schema },
                    },
                };
            }
        }

        private static bool CanAnswer(string? method, OpenApiOperation operation, string status) =>
            status switch
            {
                "404" => operation.Parameters?.Any(parameter => parameter.In is ParameterLocation.Path) ?? false,
                "409" or "413" or "415" or "422" => method is "POST",
                "412" => method is "DELETE",
                _ => true,
            };

        private OpenApiRequestBody GenerationDocument()
        {
            using var sample = Resource("vacancy_application_flow.json");
            return new()
            {
                Required = true,
                Description = "The configuration of the flow to generate.",
                Content = new Dictionary<string, IOpenApiMediaType>
                {
                    [MediaTypes.JsonApi] = new OpenApiMediaType
                    {
                        Schema = Object(
                            ("data", Object(("type", Text(FlowGenerationResource.Type)), ("attributes", Attributes())))
                        ),
                        Example = JsonNode.Parse(sample),
                    },
                },
            };
        }

        private OpenApiSchema Attributes()
        {
            var attributes = Object(
                ("flowType", Text([.. flowTypes.Names])),
                (
                    "parameters",
                    new()
                    {
                        Type = JsonSchemaType.Object,
                        Description =
                            "What the flow is made of, by the parametersSchema of its flow type. Left out, all defaults.",
                    }
                ),
                (
                    "context",
                    new()
                    {
                        Type = JsonSchemaType.Object,
                        Description =
                            "What the flow is about, by the contextSchema of its flow type, which also says whether it is required.",
                    }
                )
            );
            attributes.Required!.ExceptWith(["parameters", "context"]);
            return attributes;
        }

        private static OpenApiSchema Object(params (string Name, OpenApiSchema Schema)[] members) =>
            new()
            {
                Type = JsonSchemaType.Object,
                Required = members.Select(member => member.Name).ToHashSet(),
                Properties = members.ToDictionary(member => member.Name, member => (IOpenApiSchema)member.Schema),
            };

        private static OpenApiSchema Text(params IEnumerable<string> values) =>
            new() { Type = JsonSchemaType.String, Enum = [.. values.Select(value => JsonValue.Create(value))] };
    }
}
