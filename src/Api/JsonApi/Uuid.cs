namespace Flowgen.Api.JsonApi;

/// <summary>
/// UUIDs in the form of RFC 9562, section 4. The other forms that .NET parses, such as one in braces, are rejected. This is also
/// the constraint of every route with <c>{id:guid}</c>.
/// </summary>
internal sealed class Uuid : IRouteConstraint
{
    /// <summary>The UUID; null if the text is not one.</summary>
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
