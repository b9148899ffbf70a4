using System.Text.Json.Nodes;
using Flowgen.Api.JsonApi;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Flowgen.Api.OpenApi;

/// <summary>What many operations have in common, described once: the headers of responses, and the errors.</summary>
internal sealed class SharedParts : IDocumentFilter
{
    public const string RequestId = "X-Request-Id";
    public const string Location = "Location";
    public const string ETag = "ETag";

    private static readonly string[] RateLimits = ["RateLimit-Policy", "RateLimit"];

    private static readonly Dictionary<string, string> Headers = new()
    {
        [RequestId] = "The trace id (W3C Trace Context).",
        ["RateLimit-Policy"] =
            "How many requests (`q`) in how many seconds (`w`) the key and its organisation have: `\"key\";q=4000;w=10, \"organisation\";q=5000;w=10`.",
        ["RateLimit"] =
            "How many requests are left (`r`), and in how many seconds it is all of them (`t`): `\"key\";r=3999;t=1, \"organisation\";r=4999;t=1`.",
        ["WWW-Authenticate"] = "`Bearer`, and the scope that is lacking.",
        ["Retry-After"] = "Seconds.",
        [Location] = "Where the resource is.",
        [ETag] =
            "Names what was sent, in quotation marks: the version of a flow generation, webhook or consumer, else a hash.",
        [IdempotencyHeader.Replayed] = "`true` on the repetition of a response.",
        [Prefer.Applied] = "The preferences that were applied.",
    };

    /// <summary>References to the headers of every response to a key, and to these.</summary>
    public static Dictionary<string, IOpenApiHeader> HeadersIn(OpenApiDocument document, params string[] names) =>
        names
            .Prepend(RequestId)
            .Concat(RateLimits)
            .ToDictionary(name => name, IOpenApiHeader (name) => new OpenApiHeaderReference(name, document));

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        foreach (var (name, description) in Headers)
        {
            swaggerDoc.AddComponent(
                name,
                new OpenApiHeader
                {
                    Description = description,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                }
            );
        }

        var error = context.SchemaGenerator.GenerateSchema(typeof(ErrorDocument), context.SchemaRepository);
        var used = swaggerDoc
            .Paths.Values.SelectMany(path => path.Operations!.Values)
            .SelectMany(operation => operation.Responses!.Values.OfType<OpenApiResponseReference>())
            .Select(response => response.Reference.Id)
            .ToHashSet();
        foreach (var failure in Failure.All.Where(failure => used.Contains(failure.Name)))
        {
            swaggerDoc.AddComponent(failure.Name, Response(failure, error, swaggerDoc));
        }
    }

    private static OpenApiResponse Response(Failure failure, IOpenApiSchema schema, OpenApiDocument document)
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

        var headers = failure.Status switch
        {
            "401" or "403" => HeadersIn(document, "WWW-Authenticate"),
            "429" or "503" or "504" => HeadersIn(document, "Retry-After"),
            _ => HeadersIn(document),
        };
        if (failure.Status is "401")
        {
            foreach (var name in RateLimits)
            {
                headers.Remove(name); // there is no key to count for
            }
        }

        return new()
        {
            Description = failure.Description,
            Headers = headers,
            Content = new Dictionary<string, IOpenApiMediaType>
            {
                [MediaTypes.JsonApi] = new OpenApiMediaType
                {
                    Schema = schema,
                    Example = new JsonObject { ["errors"] = new JsonArray(error) },
                },
            },
        };
    }
}
