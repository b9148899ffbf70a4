using Microsoft.OpenApi;

namespace Flowgen.Api.JsonApi;

/// <summary>A request header that an endpoint accepts, for its documentation.</summary>
/// <param name="Name">The name of the header.</param>
/// <param name="Description">The description in the OpenAPI document.</param>
/// <param name="Schema">The schema in the OpenAPI document.</param>
internal sealed record HeaderParameter(string Name, string Description, OpenApiSchema Schema);

internal static class HeaderParameters
{
    /// <summary>Declares the headers of an endpoint.</summary>
    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder endpoint, params HeaderParameter[] parameters) =>
        endpoint.WithMetadata(parameters.Cast<object>().ToArray());
}
