using System.Reflection;
using Flowgen.Api.JsonApi;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerUI;

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
                    Description = """
                    Flowgen writes the first interview for a vacancy, as a flow for your chatbot.

                    1. [Post a flow generation](#/Flow%20generations/createFlowGeneration).
                    2. [Read it](#/Flow%20generations/getFlowGeneration) until it is finished, or [receive a webhook](#/Webhooks/createWebhook).
                    3. [Read the flow](#/Flows/getFlow), [see its diagram](#/Flows/drawFlow), [try it with a candidate's answers](#/Flows/simulateFlow).

                        [All members of requests](/docs/requests.md), [clients in four languages](/docs/clients.md), [the meaning of a flow](/docs/flows.md),
                        [the log of events](/docs/events.md).

                    A request nests at most 32 levels of objects and arrays. Its numbers have at most 100 characters.
                    """,
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
                        "The API key of your organisation, or of an operator for the group Operations. The sandbox has one key for both: fg_sandbox_demo.",
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
            // Operations are in the order of their groups. In each group, the operations of an extension come last.
            options.OrderActionsBy(action =>
                $"{TagDescriptions.PlaceOf(TagOf(action))} {(IsOfExtension(action) ? 1 : 0)}"
            );
            options.AddServer(new() { Url = "/", Description = "The server of this document." });
            options.SchemaFilter<SchemaDetails>();
            options.OperationFilter<OperationDetails>();
            options.DocumentFilter<TagDescriptions>();
            options.DocumentFilter<SharedParts>();
            options.DocumentFilter<WebhookDescriptions>();
            foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "Flowgen.*.xml"))
            {
                options.IncludeXmlComments(file);
            }
        });
        services.Configure<SwaggerUIOptions>(options =>
        {
            options.DocumentTitle = "Flowgen API";
            options.HeadContent = """<meta name="viewport" content="width=device-width, initial-scale=1">""";
            options.SwaggerEndpoint("v1/swagger.json", "Flowgen");
            options.EnableTryItOutByDefault();
            options.EnableDeepLinking();
            options.DisplayRequestDuration();
            options.DefaultModelsExpandDepth(0); // folded, because there are many
            options.InjectStylesheet("page.css");
            options.InjectJavascript("page.js");
        });
        services.AddSingleton<ServedDocument>();
    }

    /// <summary>Maps the files of the Swagger page: the document, its own scripts and styles, and the pages of docs/.</summary>
    public static void MapSwaggerFiles(this IEndpointRouteBuilder routes)
    {
        var files = routes.MapGroup("").ExcludeFromDescription().AllowAnonymous();
        files.MapGet(
            "/swagger/v1/swagger.json",
            (HttpRequest request, ServedDocument document) => document.Answer(request)
        );
        files.MapGet("/swagger/page.css", () => Results.Stream(Resource("page.css"), "text/css"));
        files.MapGet("/swagger/page.js", () => Results.Stream(Resource("page.js"), "text/javascript"));
        files.MapGet(
            "/docs/{page}",
            (string page) =>
                Assembly.GetExecutingAssembly().GetManifestResourceStream($"docs/{page}") is { } text
                    ? Results.Stream(text, "text/plain; charset=utf-8")
                    : throw RequestException.NotFound()
        );
    }

    private static string TagOf(ApiDescription action) =>
        action.ActionDescriptor.EndpointMetadata.OfType<ITagsMetadata>().Last().Tags[0];

    private static bool IsOfExtension(ApiDescription action) =>
        action
            .ActionDescriptor.EndpointMetadata.OfType<MethodInfo>()
            .Any(handler => handler.Module.Assembly != Assembly.GetExecutingAssembly());

    // The name of a schema: FlowGenerationDocument, not FlowGenerationAttributesResourceDocument.
    private static string SchemaName(Type type)
    {
        var name = type.Name.Split('`')[0].Replace("NamedResource", "Resource");
        return type.GetGenericArguments() is not [var inner] ? name
            : name is "IReadOnlyList" ? SchemaName(inner) + "List"
            : SchemaName(inner).Replace("Attributes", "").Replace("Resource", "") + name;
    }

    internal static Stream Resource(string name) => Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
}
