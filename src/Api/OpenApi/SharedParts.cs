using System.Text.Json.Nodes;
using Flowgen.Api.JsonApi;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Flowgen.Api.OpenApi;

/// <summary>Adds the shared components of the document: the headers of responses, and the errors.</summary>
internal sealed class SharedParts : IDocumentFilter
{
    public const string RequestId = "X-Request-Id";
    public const string Location = "Location";
    public const string ETag = "ETag";

    private static readonly string[] RateLimits = ["RateLimit-Policy", "RateLimit"];

    private static readonly Dictionary<string, string> Headers = new()
    {
        [RequestId] = "The trace id of the request (W3C Trace Context).",
        ["RateLimit-Policy"] =
            "The rate limits of the key and of its organisation: `q` requests in `w` seconds, such as `\"key\";q=4000;w=10, \"organisation\";q=5000;w=10`.",
        ["RateLimit"] =
            "The remaining requests (`r`), and the seconds until all of them are available again (`t`), such as `\"key\";r=3999;t=1, \"organisation\";r=4999;t=1`.",
        ["WWW-Authenticate"] = "`Bearer`, with the missing scope if the key lacks one.",
        ["Retry-After"] = "The number of seconds to wait before the next attempt.",
        [Location] = "The URL of the resource.",
        [ETag] =
            "The entity tag, in quotation marks: the version of a flow generation, webhook or consumer, or a hash of another resource.",
        [IdempotencyHeader.Replayed] = "`true` if the response is a replay of an earlier response.",
        [Prefer.Applied] = "The preferences of the request that were applied.",
    };

    /// <summary>References to the headers of every response to a request with a key, and to these headers.</summary>
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
                headers.Remove(name); // without a key, there is nothing to count
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
