using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.OpenApi;

namespace Flowgen.Api.JsonApi;

/// <summary>A query parameter that an endpoint takes: the one source of its parsing and its documentation.</summary>
/// <param name="name">As in the URL, such as <c>page[size]</c>.</param>
/// <param name="description">For the Swagger page.</param>
/// <param name="schema">For the OpenAPI document.</param>
internal abstract class QueryParameter(string name, string description, OpenApiSchema schema)
{
    public string Name { get; } = name;

    public string Description { get; } = description;

    public OpenApiSchema Schema { get; } = schema;

    /// <summary>Reads the value; null is a bad one.</summary>
    public abstract object? Read(string text);

    /// <summary>What a good value looks like, for the error.</summary>
    public abstract string Expectation { get; }
}

/// <summary>A query parameter whose values are of one type.</summary>
internal sealed class QueryParameter<T>(
    string name,
    string description,
    string expectation,
    OpenApiSchema schema,
    T absent,
    Func<string, (bool Good, T Value)> read
) : QueryParameter(name, description, schema)
{
    public override string Expectation { get; } = expectation;

    public override object? Read(string text) => read(text) is (true, var value) ? value : null;

    /// <summary>Its value in this request, checked by <see cref="QueryParameters.Check"/> before.</summary>
    public T In(HttpRequest request) =>
        request.Query.TryGetValue(Name, out var text) ? read(text.ToString()).Value : absent;
}

/// <summary>The query parameters of the API, and the check that a request has no others.</summary>
internal static class QueryParameters
{
    public static QueryParameter<int> PageSize { get; } =
        new(
            "page[size]",
            "How many to list at the most.",
            "Use a number from 1 to 100.",
            new()
            {
                Type = JsonSchemaType.Integer,
                Minimum = "1",
                Maximum = "100",
                Default = 20,
            },
            absent: 20,
            text =>
                (
                    int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
                        && n is >= 1 and <= 100,
                    n
                )
        );

    public static QueryParameter<Guid?> PageAfter { get; } =
        new(
            "page[after]",
            "The cursor in links.next of the page before.",
            "Use a cursor from links.next.",
            new() { Type = JsonSchemaType.String },
            absent: null,
            text => Cursor.TryRead(text, out var id) ? (true, id) : (false, null)
        );

    public static QueryParameter<bool> Sync { get; } =
        new(
            "sync",
            "Sandbox only: answer when the flow is generated, at the latest after 30 seconds.",
            "Use true or false.",
            new() { Type = JsonSchemaType.Boolean, Default = false },
            absent: false,
            text => (bool.TryParse(text, out var value), value)
        );

    /// <summary>A parameter <c>include</c> that allows these relationship paths.</summary>
    public static QueryParameter<IReadOnlySet<string>> Include(params IReadOnlyList<string> paths) =>
        new(
            "include",
            $"Related resources to send along, with commas between them: {string.Join(", ", paths)}.",
            $"Use any of: {string.Join(", ", paths)}.",
            new() { Type = JsonSchemaType.String, Examples = [string.Join(',', paths)] },
            absent: new HashSet<string>(),
            text =>
            {
                var asked = text.Split(',', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
                return (asked.IsSubsetOf(paths), asked);
            }
        );

    /// <summary>Declares the parameters of an endpoint.</summary>
    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder endpoint, params QueryParameter[] parameters) =>
        endpoint.WithMetadata(parameters.Cast<object>().ToArray());

    /// <summary>Answers 400 to a parameter the endpoint does not take, or a bad value: all of them in one answer.</summary>
    public static async ValueTask<object?> Check(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var taken = context.HttpContext.GetEndpoint()!.Metadata.OfType<QueryParameter>().ToDictionary(p => p.Name);
        var faults = context
            .HttpContext.Request.Query.Select(sent => Fault(sent.Key, sent.Value, taken.GetValueOrDefault(sent.Key)))
            .OfType<RequestFault>()
            .ToList();
        return faults is [] ? await next(context) : throw new RequestException(400, faults);
    }

    private static RequestFault? Fault(string name, StringValues values, QueryParameter? parameter)
    {
        var source = new ErrorSource { Parameter = name };
        if (parameter is null)
        {
            return new("unknown_parameter", "Leave it out: this call does not take it.") { Source = source };
        }

        return values is [{ } value] && parameter.Read(value) is not null
            ? null
            : new("invalid_parameter", parameter.Expectation) { Source = source };
    }
}
