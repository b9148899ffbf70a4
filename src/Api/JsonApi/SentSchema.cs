using Microsoft.OpenApi;

namespace Flowgen.Api.JsonApi;

/// <summary>The description of a request body in the OpenAPI document.</summary>
/// <param name="Type">The resource type.</param>
/// <param name="Description">The description of the request body.</param>
/// <param name="Attributes">The schema of the attributes.</param>
/// <param name="Example">A complete document, ready to send.</param>
internal sealed record SentSchema(string Type, string Description, IOpenApiSchema Attributes, string Example)
{
    /// <summary>
    /// The name of the attributes' schema; null for none. Code generators number schemas without a name in the order of the operations. So a
    /// new schema without a name would rename other schemas in the clients' code.
    /// </summary>
    public string? AttributesName { get; init; }
}
