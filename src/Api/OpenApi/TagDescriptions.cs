using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Flowgen.Api.OpenApi;

/// <summary>What each group of operations is about, in the order in which a newcomer needs them.</summary>
internal sealed class TagDescriptions : IDocumentFilter
{
    private static readonly (string Name, string Description)[] Tags =
    [
        ("Flow generations", "Ask for a flow, see how far it is, and find the ones you asked for."),
        ("Flows", "The graphs of questions, conditions and endings that were generated."),
        ("Flow types", "What can be asked for, with the JSON Schemas of its parameters."),
        ("Vacancies", "What Flowgen reads in a vacancy, before you ask for a flow."),
        ("Webhooks", "Be notified of changes, instead of asking for them."),
        ("History", "What happened, event by event."),
        ("Organisation", "Your organisation: what it has used, and who has keys to it."),
        ("Operations", "For the operators of this installation: it takes the key of an operator."),
    ];

    /// <summary>The place of a group among the others.</summary>
    public static int PlaceOf(string tag) => Array.FindIndex(Tags, one => one.Name == tag);

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context) =>
        swaggerDoc.Tags = new HashSet<OpenApiTag>(
            Tags.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description })
        );
}
