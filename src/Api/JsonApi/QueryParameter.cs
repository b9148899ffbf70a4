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

    /// <summary>Whether there is no going on without it.</summary>
    public bool IsRequired { get; init; }

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

/// <summary>What query parameters have to do with each other.</summary>
internal interface IParameterRule
{
    /// <summary>What is wrong with them together.</summary>
    /// <param name="request">With parameters that the endpoint takes, and others.</param>
    /// <param name="faulty">The names of those that are wrong by themselves, and can't be read.</param>
    IEnumerable<RequestFault> Faults(HttpRequest request, IReadOnlySet<string> faulty);
}

/// <summary>The query parameters of the API, and the check that a request has no others.</summary>
internal static class QueryParameters
{
    public static QueryParameter<int> PageSize { get; } =
        Size("How many to list at the most. A page of long texts may end before.", most: 100, absent: 20);

    public static QueryParameter<Cursor?> PageAfter { get; } =
        Page("page[after]", "The cursor in links.next of the page before. It goes with the same sort and filters.");

    public static QueryParameter<Cursor?> PageBefore { get; } =
        Page("page[before]", "The cursor in links.prev of the page after. It goes with the same sort and filters.");

    public static QueryParameter<bool> Sync { get; } =
        Flag("sync", "Sandbox only: answer when the flow is generated, at the latest after 30 seconds.");

    public static QueryParameter<bool> Erase { get; } =
        Flag(
            "erase",
            "Takes the scope `organisation:admin`: erase parameters, context and flow too, in all of the history; also where it was deleted before."
        );

    /// <summary>A parameter <c>page[size]</c> from 1 on.</summary>
    public static QueryParameter<int> Size(string description, int most, int absent) =>
        new(
            "page[size]",
            description,
            string.Create(CultureInfo.InvariantCulture, $"Use a number from 1 to {most}."),
            new()
            {
                Type = JsonSchemaType.Integer,
                Minimum = "1",
                Maximum = most.ToString(CultureInfo.InvariantCulture),
                Default = absent,
            },
            absent,
            text =>
                (
                    int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
                        && n >= 1
                        && n <= most,
                    n
                )
        );

    /// <summary>A parameter <c>include</c> that allows these relationship paths.</summary>
    public static QueryParameter<IReadOnlySet<string>> Include(params IReadOnlyList<string> paths) =>
        new(
            "include",
            $"Related resources to send along, with commas between them: {string.Join(", ", paths)}.",
            $"Use any of: {string.Join(", ", paths)}.",
            new() { Type = JsonSchemaType.String, Examples = [string.Join(',', paths)] },
            absent: new HashSet<string>(),
            text => List(text, paths)
        );

    /// <summary>A parameter <c>fields[type]</c>: https://jsonapi.org/format/1.1/#fetching-sparse-fieldsets. Absent, all fields.</summary>
    /// <param name="type">Of the resources.</param>
    /// <param name="relationships">Fields beside the attributes.</param>
    public static QueryParameter<IReadOnlySet<string>?> Fields<TAttributes>(
        string type,
        params IReadOnlyList<string> relationships
    )
        where TAttributes : ResourceAttributes
    {
        IReadOnlyList<string> names = [.. ResourceAttributes.NamesOf<TAttributes>(), .. relationships];
        return new(
            $"fields[{type}]",
            $"The attributes and relationships of {type} to send, with commas between them: {string.Join(", ", names)}. Without it, all.",
            $"Use any of: {string.Join(", ", names)}.",
            new() { Type = JsonSchemaType.String, Examples = [string.Join(',', names.Take(2))] },
            absent: null,
            text => List(text, names)
        );
    }

    /// <summary>The query of a request, encoded: to be appended to a path.</summary>
    /// <param name="request">With parameters of which each is there once.</param>
    /// <param name="without">Parameters to leave out.</param>
    /// <param name="with">Parameters to add.</param>
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

    /// <summary>Declares the parameters of an endpoint that lists.</summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder endpoint, ListParameters<T> list) =>
        endpoint.Takes(list.All).WithMetadata(list);

    /// <summary>Answers 400 to a parameter the endpoint does not take, or a bad value: all of them in one answer.</summary>
    public static async ValueTask<object?> Check(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var (request, metadata) = (context.HttpContext.Request, context.HttpContext.GetEndpoint()!.Metadata);
        var taken = metadata.OfType<QueryParameter>().ToDictionary(p => p.Name);
        var faults = request
            .Query.Select(sent => Fault(sent.Key, sent.Value, taken.GetValueOrDefault(sent.Key)))
            .OfType<RequestFault>()
            .Concat(
                taken
                    .Values.Where(p => p.IsRequired && !request.Query.ContainsKey(p.Name))
                    .Select(p => new RequestFault("required", p.Expectation) { Source = new() { Parameter = p.Name } })
            )
            .ToList();
        var faulty = faults.Select(fault => fault.Source!.Parameter!).ToHashSet();
        faults.AddRange(metadata.OfType<IParameterRule>().SelectMany(rule => rule.Faults(request, faulty)));
        return faults is [] ? await next(context) : throw new RequestException(400, faults);
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

    private static (bool Good, IReadOnlySet<string> Value) List(string text, IReadOnlyList<string> names)
    {
        // Nothing at all asks for none; nothing between commas is a slip.
        var asked = text is "" ? [] : text.Split(',').ToHashSet(StringComparer.Ordinal);
        return (asked.IsSubsetOf(names), asked);
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
