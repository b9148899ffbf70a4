namespace Flowgen.Application.Common;

/// <summary>The query for a page of a list: filters, order, size and start.</summary>
/// <param name="Filters">The conditions; a row must meet all of them.</param>
/// <param name="Order">The sort keys. The last one is unique, so every row has its own place.</param>
/// <param name="Size">The maximum number of items, 1 to 100. A page of large items can be shorter.</param>
/// <param name="From">The start of the page; null for the beginning of the list.</param>
public sealed record Listing(IReadOnlyList<Filter> Filters, IReadOnlyList<SortKey> Order, int Size, Place? From)
{
    /// <summary>Creates the page from the rows that were read.</summary>
    /// <param name="read">The rows in the direction of <see cref="From"/>.</param>
    /// <param name="hasMore">Whether more rows follow in this direction.</param>
    public Page<T> PageOf<T>(IEnumerable<T> read, bool hasMore) =>
        From is { IsBackward: true }
            ? new([.. read.Reverse()], HasPrevious: hasMore, HasNext: true)
            : new([.. read], HasPrevious: From is not null, HasNext: hasMore);
}

/// <summary>How an attribute is compared with the values of a filter (contract, section 2).</summary>
public enum FilterOperator
{
    /// <summary>Equals the value.</summary>
    Eq,

    /// <summary>Equals the value, ignoring case.</summary>
    Eql,

    /// <summary>Equals one of the values.</summary>
    In,

    /// <summary>Begins with the value.</summary>
    Prefix,

    /// <summary>Ends with the value.</summary>
    Suffix,

    /// <summary>Is greater, or later.</summary>
    Gt,

    /// <summary>Is greater, later or equal.</summary>
    Gte,

    /// <summary>Is less, or earlier.</summary>
    Lt,

    /// <summary>Is less, earlier or equal.</summary>
    Lte,
}

/// <summary>A condition on one attribute. A null attribute meets no condition.</summary>
/// <param name="Attribute">The name of the attribute in the resource.</param>
/// <param name="Operator">An operator that the attribute supports.</param>
/// <param name="Values">Values of the attribute's type: one, or several for <see cref="FilterOperator.In"/>.</param>
public sealed record Filter(string Attribute, FilterOperator Operator, IReadOnlyList<object> Values);

/// <summary>A key of the order of a list. Null sorts before every value.</summary>
/// <param name="Attribute">The name of the attribute in the resource.</param>
/// <param name="IsDescending">Whether the greatest value comes first.</param>
public sealed record SortKey(string Attribute, bool IsDescending);

/// <summary>A place in the order of a list. A page begins there, or ends there if it is read backward. The row of the place may be deleted.</summary>
/// <param name="Values">The sort values, one for each key of the order.</param>
/// <param name="IsBackward">Whether the page has the rows before the place.</param>
/// <param name="IsInclusive">Whether the row at the place itself belongs to the page.</param>
public sealed record Place(IReadOnlyList<object?> Values, bool IsBackward, bool IsInclusive);

/// <summary>The result of a <see cref="Listing"/>.</summary>
/// <param name="Items">The items in the order of the list, also if they were read backward.</param>
/// <param name="HasPrevious">Whether rows may precede the items. Those rows may have been deleted, so the previous page can be empty.</param>
/// <param name="HasNext">Whether rows may follow the items. The next page can be empty for the same reason.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, bool HasPrevious, bool HasNext);
