using Flowgen.Application.Common;
using Microsoft.OpenApi;

namespace Flowgen.Api.JsonApi;

/// <summary>An attribute that a list can be filtered by, and sorted by where it is part of <see cref="ListParameters{T}"/>'s order.</summary>
/// <param name="Name">As in the resource.</param>
/// <param name="Value">Its type.</param>
/// <param name="Example">Of a value, as text.</param>
internal sealed record ListedAttribute(string Name, ListedValue Value, string Example);

/// <summary>An attribute that a list can be sorted by.</summary>
/// <param name="Attribute">Which.</param>
/// <param name="IsNullable">Whether a resource may have none.</param>
/// <param name="Of">Its value in a resource, for the cursor.</param>
internal sealed record SortableAttribute<T>(ListedAttribute Attribute, bool IsNullable, Func<T, object?> Of);

/// <summary>
/// The query parameters of a list of one resource type (contract, section 2): filters, sort and pages. The one place that reads
/// them into a <see cref="Listing"/>, checks them, documents them, and writes the links to other pages.
/// </summary>
internal sealed class ListParameters<T> : IParameterRule
{
    /// <summary>Filters that one request may have.</summary>
    public const int MostFilters = 20;

    private readonly Func<HttpRequest, string> path;
    private readonly SortableAttribute<T> unique;
    private readonly Dictionary<string, SortableAttribute<T>> sortable;
    private readonly Dictionary<string, QueryParameter<Filter?>> filters;
    private readonly QueryParameter<IReadOnlyList<SortKey>>? sort;

    /// <summary>Declares them.</summary>
    /// <param name="path">Of the list.</param>
    /// <param name="filterable">What may be filtered by.</param>
    /// <param name="sortable">What may be sorted by.</param>
    /// <param name="newestFirst">The order where none is asked for; null for one that can't be chosen, which is that of <paramref name="unique"/>.</param>
    /// <param name="unique">Breaks ties, in the direction of the last key.</param>
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
        this.sortable = sortable.Append(unique).ToDictionary(one => one.Attribute.Name);
        filters = filterable.SelectMany(Filters).ToDictionary(filter => filter.Name);
        sort = newestFirst is null ? null : Sort([.. sortable.Select(one => one.Attribute.Name)], newestFirst);
        All =
        [
            .. sort is null ? Array.Empty<QueryParameter>() : [sort],
            QueryParameters.PageSize,
            QueryParameters.PageAfter,
            QueryParameters.PageBefore,
            .. filters.Values,
        ];
    }

    /// <summary>To be declared by the endpoint.</summary>
    public IReadOnlyList<QueryParameter> All { get; }

    /// <inheritdoc />
    public IEnumerable<RequestFault> Faults(HttpRequest request, IReadOnlySet<string> faulty)
    {
        foreach (var name in request.Query.Keys.Where(filters.ContainsKey).Skip(MostFilters))
        {
            yield return Fault("too_many_filters", $"Send at most {MostFilters} filters.", name);
        }

        if (HasBoth(request))
        {
            const string detail = "Send page[after] or page[before], not both.";
            yield return Fault("invalid_parameter", detail, QueryParameters.PageBefore.Name);
        }

        // Which list a cursor has to be of is not known while its sort or a filter can't be read.
        if ((sort is not null && faulty.Contains(sort.Name)) || faulty.Any(filters.ContainsKey))
        {
            yield break;
        }

        foreach (var parameter in new[] { QueryParameters.PageAfter, QueryParameters.PageBefore })
        {
            if (faulty.Contains(parameter.Name) || parameter.In(request) is not { } cursor)
            {
                continue;
            }

            if (cursor.List != Binding(request))
            {
                const string detail =
                    "This cursor is of a list with another sort or other filters: use one from the links of this list.";
                yield return Fault("cursor_mismatch", detail, parameter.Name);
            }
            else if (Values(request, cursor) is null)
            {
                yield return Fault("invalid_cursor", parameter.Expectation, parameter.Name);
            }
        }
    }

    /// <summary>What a request asks for, checked by <see cref="QueryParameters.Check"/> before.</summary>
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

    /// <summary>The links of a page: itself, the first, and its neighbours; each keeps all other parameters.</summary>
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

        // Nothing is left on this side of the place, so the neighbour begins with the place itself.
        Cursor Here()
        {
            var values = listing
                .From!.Values.Index()
                .ToDictionary(one => listing.Order[one.Index].Attribute, one => one.Item);
            return Cursor(sort => values[sort.Attribute.Name], isInclusive: !listing.From.IsInclusive);
        }

        Cursor Cursor(Func<SortableAttribute<T>, object?> value, bool isInclusive) =>
            new(
                binding,
                isInclusive,
                [
                    .. listing
                        .Order.Select(key => sortable[key.Attribute])
                        .Select(one => value(one) is { } present ? one.Attribute.Value.Format(present) : null),
                ]
            );
    }

    private static bool HasBoth(HttpRequest request) =>
        request.Query.ContainsKey(QueryParameters.PageAfter.Name)
        && request.Query.ContainsKey(QueryParameters.PageBefore.Name);

    private static RequestFault Fault(string code, string detail, string parameter) =>
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
            $"Those whose {attribute.Name} {Meaning(@operator)}.",
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

    private static string Meaning(FilterOperator @operator) =>
        @operator switch
        {
            FilterOperator.Eq => "is this",
            FilterOperator.Eql => "is this, in capitals or not",
            FilterOperator.In => "is one of these, with commas between them",
            FilterOperator.Prefix => "begins with this",
            FilterOperator.Suffix => "ends with this",
            FilterOperator.Gt => "is greater or later",
            FilterOperator.Gte => "is greater, later or equal",
            FilterOperator.Lt => "is less or earlier",
            FilterOperator.Lte => "is less, earlier or equal",
            _ => throw new ArgumentOutOfRangeException(nameof(@operator), @operator, message: null),
        };

    private static QueryParameter<IReadOnlyList<SortKey>> Sort(IReadOnlyList<string> names, SortKey newestFirst)
    {
        var expectation = $"Use any of {string.Join(", ", names)}, each once, with - in front for descending.";
        return new(
            "sort",
            $"The order, with commas between the keys: {string.Join(", ", names)}, with - in front for descending. Ties break by id in the direction of the last key. What is null comes before all values.",
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
                var isGood =
                    keys.TrueForAll(key => names.Contains(key.Attribute))
                    && keys.DistinctBy(key => key.Attribute).Count() == keys.Count;
                return (isGood, keys);
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

    // Which list this is: a cursor of another one has no meaning in it.
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
            var one = sortable[key.Attribute];
            var value = text is null ? null : one.Attribute.Value.Parse(text);
            if (value is null && !(text is null && one.IsNullable))
            {
                return null;
            }

            values.Add(value);
        }

        return values;
    }
}
