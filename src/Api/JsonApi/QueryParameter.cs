using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.OpenApi;

namespace Flowgen.Api.JsonApi;

/// <summary>A query parameter of an endpoint: the single source of its parsing and its documentation.</summary>
/// <param name="name">The name in the URL, such as <c>page[size]</c>.</param>
/// <param name="description">The description in the OpenAPI document.</param>
/// <param name="schema">The schema in the OpenAPI document.</param>
internal abstract class QueryParameter(string name, string description, OpenApiSchema schema)
{
    public string Name { get; } = name;

    public string Description { get; } = description;

    public OpenApiSchema Schema { get; } = schema;

    /// <summary>Whether a request must have the parameter.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Parses the value; null if it is invalid.</summary>
    public abstract object? Read(string text);

    /// <summary>The form of a valid value, for error details.</summary>
    public abstract string Expectation { get; }
}

/// <summary>A query parameter whose values are of one type.</summary>
internal sealed class QueryParameter<T>(
    string name,
    string description,
    string expectation,
    OpenApiSchema schema,
    T absent,
    Func<string, (bool IsValid, T Value)> read
) : QueryParameter(name, description, schema)
{
    public override string Expectation { get; } = expectation;

    public override object? Read(string text) => read(text) is (true, var value) ? value : null;

    /// <summary>The value in this request. <see cref="QueryParameters.Check"/> has validated it.</summary>
    public T In(HttpRequest request) =>
        request.Query.TryGetValue(Name, out var text) ? read(text.ToString()).Value : absent;
}

/// <summary>A rule about several query parameters together.</summary>
internal interface IParameterRule
{
    /// <summary>The validation errors of this rule.</summary>
    /// <param name="request">The request, which may also have unknown parameters.</param>
    /// <param name="invalid">The names of the parameters that are invalid by themselves.</param>
    IEnumerable<RequestError> Errors(HttpRequest request, IReadOnlySet<string> invalid);
}

/// <summary>The query parameters of the API, and the check that a request has no unknown ones.</summary>
internal static class QueryParameters
{
    public static QueryParameter<int> PageSize { get; } =
        Size("The maximum number of resources on a page. A page with long texts can have fewer.", max: 100, absent: 20);

    public static QueryParameter<Cursor?> PageAfter { get; } =
        Page(
            "page[after]",
            "The cursor from links.next of the previous page. It is valid only with the same sort and filters."
        );

    public static QueryParameter<Cursor?> PageBefore { get; } =
        Page(
            "page[before]",
            "The cursor from links.prev of the next page. It is valid only with the same sort and filters."
        );

    public static QueryParameter<bool> Sync { get; } =
        Flag("sync", "Sandbox only: delays the response until the flow is generated, for at most 30 seconds.");

    public static QueryParameter<bool> Erase { get; } =
        Flag(
            "erase",
            "Also erases the parameters, the context and the flow, in the whole history. A generation that is already deleted can be erased too. Requires the scope `organisation:admin`."
        );

    /// <summary>A parameter <c>page[size]</c> with a minimum of 1.</summary>
    public static QueryParameter<int> Size(string description, int max, int absent) =>
        new(
            "page[size]",
            description,
            string.Create(CultureInfo.InvariantCulture, $"Use a number from 1 to {max}."),
            new()
            {
                Type = JsonSchemaType.Integer,
                Minimum = "1",
                Maximum = max.ToString(CultureInfo.InvariantCulture),
                Default = absent,
            },
            absent,
            text =>
                (
                    int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
                        && n >= 1
                        && n <= max,
                    n
                )
        );

    /// <summary>A parameter <c>include</c> that allows these relationship paths.</summary>
    public static QueryParameter<IReadOnlySet<string>> Include(params IReadOnlyList<string> paths) =>
        new(
            "include",
            $"The related resources to include in the response, separated by commas: {string.Join(", ", paths)}.",
            $"Use any of: {string.Join(", ", paths)}.",
            new() { Type = JsonSchemaType.String, Examples = [string.Join(',', paths)] },
            absent: new HashSet<string>(),
            text => List(text, paths)
        );

    /// <summary>A parameter <c>fields[type]</c>: https://jsonapi.org/format/1.1/#fetching-sparse-fieldsets. By default, all fields.</summary>
    /// <param name="type">The resource type.</param>
    /// <param name="relationships">The relationships, which are fields like the attributes.</param>
    public static QueryParameter<IReadOnlySet<string>?> Fields<TAttributes>(
        string type,
        params IReadOnlyList<string> relationships
    )
        where TAttributes : ResourceAttributes
    {
        IReadOnlyList<string> names = [.. ResourceAttributes.NamesOf<TAttributes>(), .. relationships];
        return new(
            $"fields[{type}]",
            $"The attributes and relationships of {type} to return, separated by commas: {string.Join(", ", names)}. By default, all.",
            $"Use any of: {string.Join(", ", names)}.",
            new() { Type = JsonSchemaType.String, Examples = [string.Join(',', names.Take(2))] },
            absent: null,
            text => List(text, names)
        );
    }

    /// <summary>The encoded query of a request, to append to a path.</summary>
    /// <param name="request">A request with each parameter at most once.</param>
    /// <param name="without">The parameters to omit.</param>
    /// <param name="with">The parameters to add.</param>
    public static QueryString Query(
        HttpRequest request,
        IReadOnlyList<string>? without = null,
        params IReadOnlyList<KeyValuePair<string, string?>> with
    ) =>
        QueryString.Create(
            request
                .Query.Where(sent => !(without ?? []).Contains(sent.Key))
                .Select(sent => new KeyValuePair<string, string?>(sent.Key, sent.Value))
                .Concat(with)
        );

    /// <summary>Declares the parameters of an endpoint.</summary>
    public static RouteHandlerBuilder Takes(
        this RouteHandlerBuilder endpoint,
        params IEnumerable<QueryParameter> parameters
    ) => endpoint.WithMetadata(parameters.Cast<object>().ToArray());

    /// <summary>Declares the parameters of an endpoint that returns a list.</summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder endpoint, ListParameters<T> list) =>
        endpoint.Takes(list.All).WithMetadata(list);

    /// <summary>Rejects unknown and invalid parameters with 400: one response names all of them.</summary>
    public static async ValueTask<object?> Check(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var (request, metadata) = (context.HttpContext.Request, context.HttpContext.GetEndpoint()!.Metadata);
        var taken = metadata.OfType<QueryParameter>().ToDictionary(p => p.Name);
        var errors = request
            .Query.Select(sent => ErrorOf(sent.Key, sent.Value, taken.GetValueOrDefault(sent.Key)))
            .OfType<RequestError>()
            .Concat(
                taken
                    .Values.Where(p => p.IsRequired && !request.Query.ContainsKey(p.Name))
                    .Select(p => new RequestError("required", p.Expectation) { Source = new() { Parameter = p.Name } })
            )
            .ToList();
        var invalid = errors.Select(error => error.Source!.Parameter!).ToHashSet();
        errors.AddRange(metadata.OfType<IParameterRule>().SelectMany(rule => rule.Errors(request, invalid)));
        return errors is [] ? await next(context) : throw new RequestException(400, errors);
    }

    private static QueryParameter<bool> Flag(string name, string description) =>
        new(
            name,
            description,
            "Use true or false.",
            new() { Type = JsonSchemaType.Boolean, Default = false },
            absent: false,
            text => (bool.TryParse(text, out var value), value)
        );

    private static QueryParameter<Cursor?> Page(string name, string description) =>
        new(
            name,
            description,
            "Use a cursor from the links of a page.",
            new() { Type = JsonSchemaType.String },
            absent: null,
            text => Cursor.Read(text) is { } cursor ? (true, cursor) : (false, null)
        );

    private static (bool IsValid, IReadOnlySet<string> Value) List(string text, IReadOnlyList<string> names)
    {
        // An empty text requests no fields; an empty item between commas is an error.
        var requested = text is "" ? [] : text.Split(',').ToHashSet(StringComparer.Ordinal);
        return (requested.IsSubsetOf(names), requested);
    }

    private static RequestError? ErrorOf(string name, StringValues values, QueryParameter? parameter)
    {
        var source = new ErrorSource { Parameter = name };
        if (parameter is null)
        {
            return new("unknown_parameter", "This operation does not have this parameter. Leave it out.")
            {
                Source = source,
            };
        }

        return values is [{ } value] && parameter.Read(value) is not null
            ? null
            : new("invalid_parameter", parameter.Expectation) { Source = source };
    }
}
