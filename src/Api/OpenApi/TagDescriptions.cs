using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Flowgen.Api.OpenApi;

/// <summary>What each group of operations is about.</summary>
internal sealed class TagDescriptions : IDocumentFilter
{
    private static readonly Dictionary<string, string> Descriptions = new()
    {
        ["Flow generations"] = "Ask for a flow, see how far it is, and find the ones you asked for.",
        ["History"] = "What happened, event by event.",
        ["Flow types"] = "What can be asked for, with the JSON Schemas of its parameters.",
        ["Operations"] = "What those that run Flowgen look after, with the key of an operator.",
        ["Organisation"] = "Your organisation: what it has used, and who has keys to it.",
        ["Webhooks"] = "Be told of what happens, instead of asking.",
        ["Flows"] = "The graphs of questions, conditions and endings that were generated.",
    };

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        foreach (var tag in swaggerDoc.Tags ?? new HashSet<OpenApiTag>())
        {
            tag.Description = Descriptions.GetValueOrDefault(tag.Name!);
        }
    }
}
