namespace Flowgen.Application.Common;

/// <summary>Filters, sorts and pages a list in memory by the same rules as the database.</summary>
internal static class InMemoryList
{
    /// <summary>Returns a page of a list.</summary>
    /// <param name="all">All items: the list must be short.</param>
    /// <param name="listing">The filters, the order and the page.</param>
    /// <param name="attributes">Reads each attribute that the listing can name.</param>
    public static Page<T> PageOf<T>(
        this IEnumerable<T> all,
        Listing listing,
        IReadOnlyDictionary<string, Func<T, object?>> attributes
    )
    {
        var isBackward = listing.From is { IsBackward: true };
        var rows = all.Where(row => listing.Filters.All(filter => Matches(attributes[filter.Attribute](row), filter)))
            .Select(row => (Row: row, Values: listing.Order.Select(key => attributes[key.Attribute](row)).ToList()))
            .ToList();
        rows.Sort((one, other) => Compare(one.Values, other.Values));
        if (isBackward)
        {
            rows.Reverse();
        }

        var beyond = rows.Where(row =>
                listing.From is not { } place || IsBeyond(Compare(row.Values, place.Values), place)
            )
            .Select(row => row.Row)
            .Take(listing.Size + 1)
            .ToList();
        return listing.PageOf(beyond.Take(listing.Size), hasMore: beyond.Count > listing.Size);

        int Compare(IReadOnlyList<object?> one, IReadOnlyList<object?> other) =>
            listing
                .Order.Select((key, i) => Order(one[i], other[i]) * (key.IsDescending ? -1 : 1))
                .FirstOrDefault(difference => difference != 0);
    }

    private static bool IsBeyond(int difference, Place place) =>
        (difference == 0 && place.IsInclusive) || (place.IsBackward ? difference < 0 : difference > 0);

    private static bool Matches(object? value, Filter filter)
    {
        return value is not null
            && filter.Operator switch
            {
                FilterOperator.Eq or FilterOperator.In => filter.Values.Contains(value),
                FilterOperator.Eql => Text().Equals(Expected(), StringComparison.OrdinalIgnoreCase),
                FilterOperator.Prefix => Text().StartsWith(Expected(), StringComparison.Ordinal),
                FilterOperator.Suffix => Text().EndsWith(Expected(), StringComparison.Ordinal),
                FilterOperator.Gt => Order(value, filter.Values[0]) > 0,
                FilterOperator.Gte => Order(value, filter.Values[0]) >= 0,
                FilterOperator.Lt => Order(value, filter.Values[0]) < 0,
                FilterOperator.Lte => Order(value, filter.Values[0]) <= 0,
                _ => throw new ArgumentOutOfRangeException(nameof(filter), filter.Operator, message: null),
            };

        string Text() => (string)value;

        string Expected() => (string)filter.Values[0];
    }

    private static int Order(object? one, object? other) =>
        (one, other) switch
        {
            (string text, string with) => string.CompareOrdinal(text, with),
            _ => Comparer<object>.Default.Compare(one, other), // null sorts first
        };
}
