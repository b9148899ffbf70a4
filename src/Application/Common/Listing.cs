namespace Flowgen.Application.Common;

/// <summary>A part of a sorted list: which rows, in which order, from where, how many.</summary>
/// <param name="Filters">All of them must match.</param>
/// <param name="Order">Ends in one that no two rows share, so that every row has a place of its own.</param>
/// <param name="Size">How many at the most, 1 to 100. A page may end before, where its items are large.</param>
/// <param name="From">Null for the beginning of the list.</param>
public sealed record Listing(IReadOnlyList<Filter> Filters, IReadOnlyList<SortKey> Order, int Size, Place? From)
{
    /// <summary>The page that was asked for.</summary>
    /// <param name="read">What was read in the direction of the place.</param>
    /// <param name="hasMore">Whether there is more in this direction.</param>
    public Page<T> PageOf<T>(IEnumerable<T> read, bool hasMore) =>
        From is { IsBackward: true }
            ? new([.. read.Reverse()], HasPrevious: hasMore, HasNext: true)
            : new([.. read], HasPrevious: From is not null, HasNext: hasMore);
}

/// <summary>How an attribute is compared with the values of a filter (contract, section 2).</summary>
public enum FilterOperator
{
    /// <summary>Is the value.</summary>
    Eq,

    /// <summary>Is the value, whatever the case of its letters.</summary>
    Eql,

    /// <summary>Is one of the values.</summary>
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

/// <summary>A condition on one attribute. An attribute that is null meets none.</summary>
/// <param name="Attribute">As it is called in the resource.</param>
/// <param name="Operator">One that makes sense for the attribute.</param>
/// <param name="Values">Of the attribute's own type; exactly one unless the operator is <see cref="FilterOperator.In"/>.</param>
public sealed record Filter(string Attribute, FilterOperator Operator, IReadOnlyList<object> Values);

/// <summary>What a list is sorted by. Null sorts before every value.</summary>
/// <param name="Attribute">As it is called in the resource.</param>
/// <param name="IsDescending">From the greatest down.</param>
public sealed record SortKey(string Attribute, bool IsDescending);

/// <summary>Where a page begins, or where it ends if it is read backwards. The row that had this place need not exist any more.</summary>
/// <param name="Values">One for each key of the order.</param>
/// <param name="IsBackward">Whether the rows before it are meant.</param>
/// <param name="IsInclusive">Whether a row at this very place belongs to the page.</param>
public sealed record Place(IReadOnlyList<object?> Values, bool IsBackward, bool IsInclusive);

/// <summary>What was found of a <see cref="Listing"/>.</summary>
/// <param name="Items">In the order of the list, however it was read; at most as many as were asked for.</param>
/// <param name="HasPrevious">
/// Whether there may be rows before them. After a page forwards there were some; that they have been deleted since is found by looking.
/// </param>
/// <param name="HasNext">Whether there may be rows after them, likewise.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, bool HasPrevious, bool HasNext);
