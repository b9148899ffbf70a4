using System.Globalization;
using Flowgen.Application.Common;
using Marten;
using Marten.Linq.MatchesSql;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>An attribute of a document as an SQL expression. Queries and indexes use the same text, so the indexes match.</summary>
/// <param name="Sql">An expression over the columns of the table. It is never null if the list can be sorted by it.</param>
/// <param name="Type">The SQL type, to which parameters are cast.</param>
/// <param name="Parameter">Converts a value to the parameter, a text or a UUID.</param>
internal sealed record ListedColumn(string Sql, string Type, Func<object?, object> Parameter)
{
    /// <summary>The SQL value for a null of the resource, which sorts before every other value; null if the attribute is never null.</summary>
    public string? Absent { get; init; }

    /// <summary>A condition with an array of values that finds equal values in another table; null if there is none.</summary>
    public string? Lookup { get; init; }

    /// <summary>A column that is a time.</summary>
    public static ListedColumn Time(string sql) =>
        new(sql, "timestamptz", value => ((DateTimeOffset)value!).ToString("O", CultureInfo.InvariantCulture));

    /// <summary>
    /// A time that is stored as JSON. Its text is in UTC and has no trailing zeros, so it sorts by time if it is compared byte by byte. The
    /// type bytea does so with any collation of the database. A timestamp would round to microseconds, but clients see tenths of them.
    /// </summary>
    public static ListedColumn StoredTime(string name) =>
        new(
            $"CAST(d.data ->> '{name}' as bytea)",
            "bytea",
            value =>
                ((DateTimeOffset)value!).UtcDateTime.ToString(
                    "yyyy-MM-ddTHH:mm:ss.FFFFFFF+00:00",
                    CultureInfo.InvariantCulture
                )
        );
}

/// <summary>Reads pages of sorted lists of documents by keyset pagination: the position is a condition on the index of the order.</summary>
internal static class Listings
{
    // The maximum length of the texts of a page. A hundred of the largest documents would need several times a hundred mebibytes.
    private const int MaxCharacters = 2 * 1024 * 1024;

    /// <summary>Reads from a position in its direction, until the page has its size or its texts have the maximum length.</summary>
    public static async Task<Page<T>> ReadAsync<T>(
        this IQueryable<T> documents,
        Listing listing,
        IReadOnlyDictionary<string, ListedColumn> columns,
        Func<T, int> length,
        CancellationToken cancellationToken
    )
        where T : notnull
    {
        var (conditions, order) = Sql(listing, columns);
        foreach (var condition in conditions)
        {
            documents = documents.Where(document => document.MatchesSql(condition.Sql, condition.Parameters));
        }

        documents = documents.OrderBySql(order).Take(listing.Size + 1);
        var (read, left) = (new List<T>(), MaxCharacters);
        await foreach (var document in documents.ToAsyncEnumerable(cancellationToken))
        {
            if (read.Count == listing.Size || left <= 0)
            {
                return listing.PageOf(read, hasMore: true);
            }

            read.Add(document);
            left -= length(document);
        }

        return listing.PageOf(read, hasMore: false);
    }

    /// <summary>The SQL of a listing: conditions with a <c>?</c> for each parameter, and the order.</summary>
    public static (IReadOnlyList<(string Sql, object[] Parameters)> Conditions, string Order) Sql(
        Listing listing,
        IReadOnlyDictionary<string, ListedColumn> columns
    )
    {
        var isBackward = listing.From is { IsBackward: true };
        var order = listing
            .Order.Select(key => (Column: columns[key.Attribute], IsDescending: key.IsDescending != isBackward))
            .ToList();
        var conditions = listing.Filters.Select(filter => Matching(columns[filter.Attribute], filter)).ToList();
        if (listing.From is { } place)
        {
            conditions.Add(Beyond(order, place));
        }

        var keys = order.Select(key => $"{key.Column.Sql} {(key.IsDescending ? "desc" : "asc")}");
        return (conditions, string.Join(", ", keys));
    }

    /// <summary>Replaces each <c>?</c> by a numbered parameter, for Npgsql without Marten.</summary>
    public static string Numbered(string sql) =>
        string.Concat(sql.Split('?').Select((text, i) => i == 0 ? text : $"${i}{text}"));

    private static (string Sql, object[] Parameters) Matching(ListedColumn column, Filter filter)
    {
        var values = filter.Values.Select(column.Parameter).ToArray();
        var (sql, value) = (column.Sql, $"cast(? as {column.Type})");
        return filter.Operator switch
        {
            FilterOperator.Eq or FilterOperator.In when column.Lookup is not null => (
                column.Lookup,
                [values.Cast<Guid>().ToArray()]
            ),
            FilterOperator.Eq => ($"{sql} = {value}", values),
            FilterOperator.Eql => ($"lower({sql}) = lower({value})", values),
            FilterOperator.In when values is [Guid, ..] => ($"{sql} = any(?)", [values.Cast<Guid>().ToArray()]),
            FilterOperator.In => (
                $"{sql} = any(cast(? as {column.Type}[]))",
                [values.Select(text => (string)text).ToArray()]
            ),
            FilterOperator.Prefix => ($"{sql} like ?", [$"{Pattern(values[0])}%"]),
            FilterOperator.Suffix => ($"{sql} like ?", [$"%{Pattern(values[0])}"]),
            FilterOperator.Gt => ($"{sql} > {value}", values),
            FilterOperator.Gte => ($"{sql} >= {value}", values),
            FilterOperator.Lt => ($"{sql} < {value}{Present(column)}", values),
            FilterOperator.Lte => ($"{sql} <= {value}{Present(column)}", values),
            _ => throw new ArgumentOutOfRangeException(nameof(filter), filter.Operator, message: null),
        };
    }

    private static string Present(ListedColumn column) =>
        column.Absent is { } absent ? $" and {column.Sql} > {absent}" : "";

    private static string Pattern(object text) =>
        $"{text}".Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_");

    private static (string Sql, object[] Parameters) Beyond(
        List<(ListedColumn Column, bool IsDescending)> order,
        Place place
    )
    {
        var parameters = new List<object>();
        if (order.DistinctBy(key => key.IsDescending).Count() == 1)
        {
            // One comparison of rows is one range of the index.
            var columns = string.Join(", ", order.Select(key => key.Column.Sql));
            var values = string.Join(", ", order.Select((_, i) => Value(i)));
            return ($"({columns}) {Sign(^1)}{Equal()} ({values})", [.. parameters]);
        }

        // Key by key. The extra condition on the first key gives a range of the index.
        return ($"({order[0].Column.Sql} {Sign(0)}= {Value(0)} and ({Rest(0)}))", [.. parameters]);

        string Rest(int i)
        {
            var column = order[i].Column.Sql;
            return i == order.Count - 1
                ? $"{column} {Sign(i)}{Equal()} {Value(i)}"
                : $"{column} {Sign(i)} {Value(i)} or ({column} = {Value(i)} and ({Rest(i + 1)}))";
        }

        string Sign(Index i) => order[i].IsDescending ? "<" : ">";

        string Equal() => place.IsInclusive ? "=" : "";

        string Value(int i)
        {
            parameters.Add(order[i].Column.Parameter(place.Values[i]));
            return $"cast(? as {order[i].Column.Type})";
        }
    }
}
