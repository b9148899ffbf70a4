using System.Reflection;
using Flowgen.Api.JsonApi;
using Microsoft.OpenApi;

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
                    Contact = new() { Name = "The Flowgen authors" },
                    License = new() { Name = "MIT", Identifier = "MIT" },
                }
            );
            options.AddSecurityDefinition(
                Scheme,
                new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description =
                        "The API key of your organisation; for operations, that of an operator. In the sandbox both: fg_sandbox_demo.",
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
            options.AddServer(new() { Url = "/", Description = "The server that this document comes from." });
            options.SchemaFilter<SchemaDetails>();
            options.OperationFilter<OperationDetails>();
            options.DocumentFilter<TagDescriptions>();
            options.DocumentFilter<RateLimitHeaders>();
            options.DocumentFilter<WebhookDescriptions>();
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
                options.InjectJavascript("sandbox.js");
            }
        });
    }

    /// <summary>The script that the Swagger page of the sandbox loads.</summary>
    public static void MapSwaggerScript(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/swagger/sandbox.js", () => Results.Stream(Resource("sandbox.js"), "text/javascript"))
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

    internal static Stream Resource(string name) => Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
}
