using Microsoft.OpenApi;

namespace Flowgen.Api.JsonApi;

/// <summary>What the OpenAPI document says of a resource that a client sends.</summary>
/// <param name="Type">The resource type.</param>
/// <param name="Description">What it is.</param>
/// <param name="Attributes">The schema of its attributes.</param>
/// <param name="Example">A whole document, which can be sent as it is.</param>
internal sealed record SentSchema(string Type, string Description, IOpenApiSchema Attributes, string Example);
