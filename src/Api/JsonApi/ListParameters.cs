using Flowgen.Application.Common;
using Microsoft.OpenApi;

namespace Flowgen.Api.JsonApi;

/// <summary>An attribute by which a list can be filtered.</summary>
/// <param name="Name">The name of the attribute in the resource.</param>
/// <param name="Value">The type of the attribute.</param>
/// <param name="Example">An example of a value, as text.</param>
internal sealed record ListedAttribute(string Name, ListedValue Value, string Example);

/// <summary>An attribute by which a list can be sorted.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="IsNullable">Whether the value can be null.</param>
/// <param name="Of">Returns the value of a resource, for the cursor.</param>
internal sealed record SortableAttribute<T>(ListedAttribute Attribute, bool IsNullable, Func<T, object?> Of);

/// <summary>
/// The query parameters of a list of one resource type: filters, sort and pages. This class parses,
/// validates and documents them, and writes the links to other pages.
/// </summary>
internal sealed class ListParameters<T> : IParameterRule
{
    /// <summary>The maximum number of filters in a request.</summary>
    public const int MaxFilters = 20;

    private readonly Func<HttpRequest, string> path;
    private readonly SortableAttribute<T> unique;
    private readonly Dictionary<string, SortableAttribute<T>> sortable;
    private readonly Dictionary<string, QueryParameter<Filter?>> filters;
    private readonly QueryParameter<IReadOnlyList<SortKey>>? sort;

    /// <summary>Declares the parameters of a list.</summary>
    /// <param name="path">Returns the path of the list.</param>
    /// <param name="filterable">The attributes for filters.</param>
    /// <param name="sortable">The attributes for sorting.</param>
    /// <param name="newestFirst">The default sort key; null if the order is fixed, by <paramref name="unique"/>.</param>
    /// <param name="unique">The attribute that breaks ties, in the direction of the last key.</param>
    public ListParameters(
        Func<HttpRequest, string> path,
        IReadOnlyList<ListedAttribute> filterable,
        IReadOnlyList<SortableAttribute<T>> sortable,
        SortKey? newestFirst,
        SortableAttribute<T> unique
    )
    {
        this.path = path;
        this.unique = unique;
        this.sortable = sortable.Append(unique).ToDictionary(key => key.Attribute.Name);
        filters = filterable.SelectMany(Filters).ToDictionary(filter => filter.Name);
        sort = newestFirst is null ? null : Sort([.. sortable.Select(key => key.Attribute.Name)], newestFirst);
        All =
        [
            .. sort is null ? Array.Empty<QueryParameter>() : [sort],
            QueryParameters.PageSize,
            QueryParameters.PageAfter,
            QueryParameters.PageBefore,
            .. filters.Values,
        ];
    }

    /// <summary>All parameters, for the metadata of the endpoint.</summary>
    public IReadOnlyList<QueryParameter> All { get; }

    /// <inheritdoc />
    public IEnumerable<RequestError> Errors(HttpRequest request, IReadOnlySet<string> invalid)
    {
        foreach (var name in request.Query.Keys.Where(filters.ContainsKey).Skip(MaxFilters))
        {
            yield return ErrorOf(
                "too_many_filters",
                $"The request has too many filters. Send at most {MaxFilters}.",
                name
            );
        }

        if (HasBoth(request))
        {
            const string detail = "page[after] and page[before] exclude each other. Send one of them.";
            yield return ErrorOf("invalid_parameter", detail, QueryParameters.PageBefore.Name);
        }

        // The binding of the list is unknown if its sort or a filter is invalid.
        if ((sort is not null && invalid.Contains(sort.Name)) || invalid.Any(filters.ContainsKey))
        {
            yield break;
        }

        foreach (var parameter in new[] { QueryParameters.PageAfter, QueryParameters.PageBefore })
        {
            if (invalid.Contains(parameter.Name) || parameter.In(request) is not { } cursor)
            {
                continue;
            }

            if (cursor.List != Binding(request))
            {
                const string detail =
                    "This cursor belongs to a list with another sort or other filters. Use a cursor from the links of this list.";
                yield return ErrorOf("cursor_mismatch", detail, parameter.Name);
            }
            else if (Values(request, cursor) is null)
            {
                yield return ErrorOf("invalid_cursor", parameter.Expectation, parameter.Name);
            }
        }
    }

    /// <summary>The listing for a request. <see cref="QueryParameters.Check"/> has validated the parameters.</summary>
    public Listing Read(HttpRequest request)
    {
        var isBackward = QueryParameters.PageBefore.In(request) is not null;
        var cursor = QueryParameters.PageAfter.In(request) ?? QueryParameters.PageBefore.In(request);
        return new(
            [.. Sent(request).Select(filter => filter.In(request)!)],
            Order(request),
            QueryParameters.PageSize.In(request),
            cursor is null ? null : new(Values(request, cursor)!, isBackward, cursor.IsInclusive)
        );
    }

    /// <summary>The links of a page: to itself, the first, the previous and the next page. Each link keeps all other parameters.</summary>
    public Links LinksOf(HttpRequest request, Listing listing, Page<T> page)
    {
        var (binding, at) = (Binding(request), path(request));
        return new()
        {
            Self = at + QueryParameters.Query(request),
            First = Link(),
            Prev = page.HasPrevious
                ? Link(QueryParameters.PageBefore, page.Items is [var first, ..] ? At(first) : Here())
                : null,
            Next = page.HasNext
                ? Link(QueryParameters.PageAfter, page.Items is [.., var last] ? At(last) : Here())
                : null,
        };

        string Link(QueryParameter? place = null, Cursor? cursor = null) =>
            at
            + QueryParameters.Query(
                request,
                without: [QueryParameters.PageAfter.Name, QueryParameters.PageBefore.Name],
                with: place is null ? [] : [new(place.Name, cursor!.Write())]
            );

        Cursor At(T item) => Cursor(sort => sort.Of(item), isInclusive: false);

        // No rows remain on this side of the position, so the adjacent page begins at the position itself.
        Cursor Here()
        {
            var values = listing
                .From!.Values.Index()
                .ToDictionary(value => listing.Order[value.Index].Attribute, value => value.Item);
            return Cursor(sort => values[sort.Attribute.Name], isInclusive: !listing.From.IsInclusive);
        }

        Cursor Cursor(Func<SortableAttribute<T>, object?> value, bool isInclusive) =>
            new(
                binding,
                isInclusive,
                [
                    .. listing
                        .Order.Select(key => sortable[key.Attribute])
                        .Select(key => value(key) is { } present ? key.Attribute.Value.Format(present) : null),
                ]
            );
    }

    private static bool HasBoth(HttpRequest request) =>
        request.Query.ContainsKey(QueryParameters.PageAfter.Name)
        && request.Query.ContainsKey(QueryParameters.PageBefore.Name);

    private static RequestError ErrorOf(string code, string detail, string parameter) =>
        new(code, detail) { Source = new() { Parameter = parameter } };

    private static IEnumerable<QueryParameter<Filter?>> Filters(ListedAttribute attribute) =>
        attribute.Value.Operators.SelectMany(@operator =>
            new[] { $"filter[{attribute.Name}][{Lower(@operator)}]" }
                .Prepend(@operator is FilterOperator.Eq ? $"filter[{attribute.Name}]" : null)
                .OfType<string>()
                .Select(name => Filter(name, attribute, @operator))
        );

    private static QueryParameter<Filter?> Filter(string name, ListedAttribute attribute, FilterOperator @operator)
    {
        var schema = attribute.Value.SchemaOf(@operator);
        schema.Examples = [Example(attribute, @operator)];
        return new(
            name,
            $"Only resources whose {attribute.Name} {Meaning(@operator, attribute.Value == ListedValue.Time)}.",
            attribute.Value.ExpectationOf(@operator),
            schema,
            absent: null,
            text =>
                attribute.Value.Filter(attribute.Name, @operator, text) is { } filter ? (true, filter) : (false, null)
        );
    }

    private static System.Text.Json.Nodes.JsonNode Example(ListedAttribute attribute, FilterOperator @operator) =>
        @operator switch
        {
            FilterOperator.Prefix => attribute.Example[..Math.Min(3, attribute.Example.Length)],
            FilterOperator.Suffix => attribute.Example[^Math.Min(3, attribute.Example.Length)..],
            FilterOperator.Eql when attribute.Value.SchemaOf(@operator).Enum is null =>
                attribute.Example.ToUpperInvariant(),
            _ when attribute.Value == ListedValue.Flag => bool.Parse(attribute.Example),
            _ when attribute.Value == ListedValue.Number && @operator is not FilterOperator.In => int.Parse(
                attribute.Example,
                System.Globalization.CultureInfo.InvariantCulture
            ),
            _ => attribute.Example,
        };

    private static string Lower(FilterOperator @operator) => ListedValue.WordOf(@operator);

    private static string Meaning(FilterOperator @operator, bool isTime) =>
        @operator switch
        {
            FilterOperator.Eq => "equals this value",
            FilterOperator.Eql => "equals this value, ignoring case",
            FilterOperator.In => "equals one of these values, separated by commas",
            FilterOperator.Prefix => "begins with this text",
            FilterOperator.Suffix => "ends with this text",
            FilterOperator.Gt => $"is {(isTime ? "later" : "greater")} than this value",
            FilterOperator.Gte => $"is this value or {(isTime ? "later" : "greater")}",
            FilterOperator.Lt => $"is {(isTime ? "earlier" : "less")} than this value",
            FilterOperator.Lte => $"is this value or {(isTime ? "earlier" : "less")}",
            _ => throw new ArgumentOutOfRangeException(nameof(@operator), @operator, message: null),
        };

    private static QueryParameter<IReadOnlyList<SortKey>> Sort(IReadOnlyList<string> names, SortKey newestFirst)
    {
        var expectation =
            $"Use any of {string.Join(", ", names)}, each at most once. A - before a key sorts it in descending order.";
        return new(
            "sort",
            $"The sort keys, separated by commas: {string.Join(", ", names)}. A - before a key sorts it in descending order. Ties are broken by id, in the direction of the last key. Null sorts before all values.",
            expectation,
            new()
            {
                Type = JsonSchemaType.String,
                Default = Text(newestFirst),
                Examples = [$"{names[^1]},-{names[0]}"],
            },
            absent: [newestFirst],
            text =>
            {
                List<SortKey> keys = [.. text.Split(',').Select(Key)];
                var isValid =
                    keys.TrueForAll(key => names.Contains(key.Attribute))
                    && keys.DistinctBy(key => key.Attribute).Count() == keys.Count;
                return (isValid, keys);
            }
        );

        static SortKey Key(string text) => text.StartsWith('-') ? new(text[1..], true) : new(text, false);
    }

    private static string Text(SortKey key) => key.IsDescending ? $"-{key.Attribute}" : key.Attribute;

    private IEnumerable<QueryParameter<Filter?>> Sent(HttpRequest request) =>
        request.Query.Keys.Select(filters.GetValueOrDefault).OfType<QueryParameter<Filter?>>();

    private IReadOnlyList<SortKey> Order(HttpRequest request)
    {
        var keys = sort?.In(request) ?? [];
        return [.. keys, new(unique.Attribute.Name, keys is [.., { IsDescending: true }])];
    }

    // Identifies this list: a cursor of another list is invalid here.
    private string Binding(HttpRequest request) =>
        JsonApi.Cursor.Binding([
            path(request),
            string.Join(',', Order(request).Select(Text)),
            .. Sent(request)
                .Select(filter => $"{filter.Name}={request.Query[filter.Name]}")
                .Order(StringComparer.Ordinal),
        ]);

    private List<object?>? Values(HttpRequest request, Cursor cursor)
    {
        var order = Order(request);
        if (cursor.Values.Count != order.Count)
        {
            return null;
        }

        var values = new List<object?>();
        foreach (var (key, text) in order.Zip(cursor.Values))
        {
            var attribute = sortable[key.Attribute];
            var value = text is null ? null : attribute.Attribute.Value.Parse(text);
            if (value is null && !(text is null && attribute.IsNullable))
            {
                return null;
            }

            values.Add(value);
        }

        return values;
    }
}
