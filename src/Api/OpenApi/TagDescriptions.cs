using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Flowgen.Api.OpenApi;

/// <summary>The groups of operations, in the order in which a new client needs them.</summary>
internal sealed class TagDescriptions : IDocumentFilter
{
    private static readonly (string Name, string Description)[] Tags =
    [
        ("Flow generations", "Request a flow, read its status, and list earlier requests."),
        ("Flows", "The generated graphs of questions, conditions and endings."),
        ("Flow types", "The kinds of flows, with the JSON Schemas of their parameters."),
        ("Vacancies", "The analysis of a vacancy, before you request a flow."),
        ("Webhooks", "Receive changes instead of polling for them."),
        ("History", "The log of events."),
        ("Organisation", "Your organisation: its limits, its usage and its API keys."),
        ("Operations", "For the operators of this installation. These operations require an operator's key."),
    ];

    /// <summary>The position of a group in the document.</summary>
    public static int PlaceOf(string tag) => Array.FindIndex(Tags, group => group.Name == tag);

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context) =>
        swaggerDoc.Tags = new HashSet<OpenApiTag>(
            Tags.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description })
        );
}
