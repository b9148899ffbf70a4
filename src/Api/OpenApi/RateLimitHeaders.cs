using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Flowgen.Api.OpenApi;

/// <summary>The headers of every answer to a key, described once.</summary>
internal sealed class RateLimitHeaders : IDocumentFilter
{
    private static readonly Dictionary<string, string> Descriptions = new()
    {
        ["RateLimit-Policy"] =
            "How many requests (`q`) in how many seconds (`w`) the key and its organisation have: `\"key\";q=4000;w=10, \"organisation\";q=5000;w=10`.",
        ["RateLimit"] =
            "How many requests are left (`r`), and in how many seconds it is all of them (`t`): `\"key\";r=3999;t=1, \"organisation\";r=4999;t=1`.",
    };

    /// <summary>References to them.</summary>
    public static IEnumerable<KeyValuePair<string, IOpenApiHeader>> In(OpenApiDocument document) =>
        Descriptions.Keys.Select(name =>
            KeyValuePair.Create<string, IOpenApiHeader>(name, new OpenApiHeaderReference(name, document))
        );

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        foreach (var (name, description) in Descriptions)
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
    }
}
