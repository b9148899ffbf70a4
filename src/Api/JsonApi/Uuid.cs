namespace Flowgen.Api.JsonApi;

/// <summary>
/// Ids as clients write them: in the form of RFC 9562, section 4, and in no other that the framework would read as well, such
/// as one in braces. As a constraint it is that of every route with an <c>{id:guid}</c>.
/// </summary>
internal sealed class Uuid : IRouteConstraint
{
    /// <summary>The id; null for any other text.</summary>
    public static Guid? Parse(string? text) =>
        Guid.TryParseExact(text, "D", out var id) && $"{id}".Equals(text, StringComparison.OrdinalIgnoreCase)
            ? id
            : null;

    /// <inheritdoc />
    public bool Match(
        HttpContext? httpContext,
        IRouter? route,
        string routeKey,
        RouteValueDictionary values,
        RouteDirection routeDirection
    ) => Parse($"{values[routeKey]}") is not null;
}
