using Flowgen.Application.Common;

namespace Flowgen.Application.Tests.Common;

public class InMemoryListTests
{
    private sealed record Row(int Id, string Name, int? Cost);

    private static readonly Row[] Rows =
    [
        new(1, "Driver", 3),
        new(2, "Cook", null),
        new(3, "driver", 1),
        new(4, "Nurse", 3),
        new(5, "Night driver", 2),
    ];

    private static readonly Dictionary<string, Func<Row, object?>> Attributes = new()
    {
        ["id"] = row => row.Id,
        ["name"] = row => row.Name,
        ["cost"] = row => row.Cost,
    };

    private static readonly SortKey[] ById = [new("id", IsDescending: false)];

    [Theory]
    [InlineData("name", FilterOperator.Eq, "Driver", "1")]
    [InlineData("name", FilterOperator.Eql, "DRIVER", "1 3")]
    [InlineData("name", FilterOperator.Prefix, "N", "4 5")]
    [InlineData("name", FilterOperator.Suffix, "driver", "3 5")]
    [InlineData("cost", FilterOperator.Eq, 3, "1 4")]
    [InlineData("cost", FilterOperator.Gt, 2, "1 4")]
    [InlineData("cost", FilterOperator.Gte, 2, "1 4 5")]
    [InlineData("cost", FilterOperator.Lt, 2, "3")]
    [InlineData("cost", FilterOperator.Lte, 2, "3 5")]
    [InlineData("cost", FilterOperator.Gte, 0, "1 3 4 5")] // null meets none
    public void A_filter_keeps_the_rows_that_meet_it(
        string attribute,
        FilterOperator @operator,
        object value,
        string ids
    ) => Assert.Equal(ids, Ids(Page([new(attribute, @operator, [value])], ById)));

    [Fact]
    public void In_meets_each_of_its_values() =>
        Assert.Equal("1 3 4", Ids(Page([new("cost", FilterOperator.In, [1, 3])], ById)));

    [Fact]
    public void All_filters_must_be_met() =>
        Assert.Equal(
            "4",
            Ids(Page([new("cost", FilterOperator.Eq, [3]), new("name", FilterOperator.Prefix, ["N"])], ById))
        );

    [Theory]
    [InlineData("cost", false, "2 3 5 1 4")] // null first
    [InlineData("cost", true, "1 4 5 3 2")]
    [InlineData("name", false, "2 1 5 4 3")] // by code unit
    public void Rows_are_sorted_by_the_key_and_then_by_id(string attribute, bool isDescending, string ids) =>
        Assert.Equal(ids, Ids(Page([], [new(attribute, isDescending), .. ById])));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(100)]
    public void Pages_forwards_and_backwards_have_each_row_once(int size)
    {
        SortKey[] order = [new("cost", IsDescending: true), .. ById];
        var forwards = new List<int>();
        for (Place? from = null; ; )
        {
            var page = Page([], order, size, from);
            forwards.AddRange(page.Items.Select(row => row.Id));
            Assert.Equal(from is not null, page.HasPrevious);
            if (!page.HasNext)
            {
                break;
            }

            from = Behind(page.Items[^1], isBackward: false);
        }

        var backwards = new List<int>();
        for (var from = Behind(Rows[1], isBackward: true); ; )
        {
            var page = Page([], order, size, from);
            backwards.InsertRange(0, page.Items.Select(row => row.Id));
            Assert.True(page.HasNext);
            if (!page.HasPrevious)
            {
                break;
            }

            from = Behind(page.Items[0], isBackward: true);
        }

        Assert.Equal([1, 4, 5, 3, 2], forwards);
        Assert.Equal([1, 4, 5, 3], backwards);

        static Place Behind(Row row, bool isBackward) => new([row.Cost, row.Id], isBackward, IsInclusive: false);
    }

    [Theory]
    [InlineData(true, false, "3 4 5")]
    [InlineData(false, false, "4 5")]
    [InlineData(true, true, "1 2 3")]
    [InlineData(false, true, "1 2")]
    public void An_inclusive_place_belongs_to_the_page(bool isInclusive, bool isBackward, string ids) =>
        Assert.Equal(ids, Ids(Page([], ById, from: new([3], isBackward, isInclusive))));

    [Fact]
    public void The_row_of_a_place_need_not_exist() =>
        Assert.Equal("3 4 5", Ids(Page([new("id", FilterOperator.Gt, [2])], ById, from: new([2], false, true))));

    private static string Ids(Page<Row> page) => string.Join(' ', page.Items.Select(row => row.Id));

    private static Page<Row> Page(Filter[] filters, SortKey[] order, int size = 100, Place? from = null) =>
        Rows.Reverse().PageOf(new(filters, order, size, from), Attributes);
}
