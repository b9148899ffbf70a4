using Microsoft.OpenApi;

namespace Flowgen.Api.JsonApi;

/// <summary>A request header that an endpoint understands, for its documentation.</summary>
/// <param name="Name">As on the wire.</param>
/// <param name="Description">For the Swagger page.</param>
/// <param name="Schema">For the OpenAPI document.</param>
internal sealed record HeaderParameter(string Name, string Description, OpenApiSchema Schema);

internal static class HeaderParameters
{
    /// <summary>Declares the headers of an endpoint.</summary>
    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder endpoint, params HeaderParameter[] parameters) =>
        endpoint.WithMetadata(parameters.Cast<object>().ToArray());
}
