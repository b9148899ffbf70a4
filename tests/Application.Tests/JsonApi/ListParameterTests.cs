using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;
using Microsoft.AspNetCore.Http;

namespace Flowgen.Application.Tests.JsonApi;

public class ListParameterTests
{
    private sealed record Row(Guid Id, string Name, int? Cost);

    private static readonly ListedAttribute Id = new("id", ListedValue.Id, "01a20df7-dc9b-7b59-98a7-787b52741015");
    private static readonly ListedAttribute Name = new("name", ListedValue.Text, "Driver");
    private static readonly ListedAttribute Cost = new("cost", ListedValue.Number, "1");

    private static readonly ListParameters<Row> List = new(
        _ => "/rows",
        [Id, Name, Cost],
        [new(Name, IsNullable: false, row => row.Name), new(Cost, IsNullable: true, row => row.Cost)],
        new("name", IsDescending: true),
        new(Id, IsNullable: false, row => row.Id)
    );

    private static readonly Row First = new(Guid.CreateVersion7(), "Driver", 3);
    private static readonly Row Last = new(Guid.CreateVersion7(), "Cook", null);

    [Fact]
    public void Without_parameters_it_is_the_first_page_by_the_default_order()
    {
        var listing = List.Read(Request(""));

        Assert.Empty(listing.Filters);
        Assert.Equal([new("name", true), new("id", true)], listing.Order);
        Assert.Equal((20, null), (listing.Size, listing.From));
    }

    [Theory]
    [InlineData("cost", "cost id")]
    [InlineData("-cost", "-cost -id")]
    [InlineData("name,-cost", "name -cost -id")]
    [InlineData("-name,cost", "-name cost id")]
    public void The_id_breaks_ties_in_the_direction_of_the_last_key(string sort, string order) =>
        Assert.Equal(
            order,
            string.Join(
                ' ',
                List.Read(Request($"?sort={sort}")).Order.Select(key => (key.IsDescending ? "-" : "") + key.Attribute)
            )
        );

    [Theory]
    [InlineData("name", true)]
    [InlineData("name,cost", true)]
    [InlineData("", false)]
    [InlineData("name,", false)]
    [InlineData("--name", false)]
    [InlineData("name,-name", false)]
    [InlineData("other", false)]
    [InlineData("Name", false)]
    public void A_sort_has_known_keys_once(string sort, bool isValid) =>
        Assert.Equal(isValid, List.All.Single(one => one.Name is "sort").Read(sort) is not null);

    [Theory]
    [InlineData("filter[name]", FilterOperator.Eq)]
    [InlineData("filter[name][eq]", FilterOperator.Eq)]
    [InlineData("filter[name][eql]", FilterOperator.Eql)]
    [InlineData("filter[name][in]", FilterOperator.In)]
    [InlineData("filter[name][prefix]", FilterOperator.Prefix)]
    [InlineData("filter[name][suffix]", FilterOperator.Suffix)]
    public void A_filter_names_its_operator(string name, FilterOperator @operator)
    {
        var filter = Assert.Single(List.Read(Request($"?{name}=Driver")).Filters);

        Assert.Equal(("name", @operator), (filter.Attribute, filter.Operator));
        Assert.Equal(["Driver"], filter.Values);
    }

    [Theory]
    [InlineData("filter[cost][gt]", FilterOperator.Gt)]
    [InlineData("filter[cost][gte]", FilterOperator.Gte)]
    [InlineData("filter[cost][lt]", FilterOperator.Lt)]
    [InlineData("filter[cost][lte]", FilterOperator.Lte)]
    public void A_number_is_compared_as_a_number(string name, FilterOperator @operator)
    {
        var filter = Assert.Single(List.Read(Request($"?{name}=7")).Filters);

        Assert.Equal(@operator, filter.Operator);
        Assert.Equal([7], filter.Values);
    }

    [Theory]
    [InlineData("filter[id][prefix]")]
    [InlineData("filter[name][gt]")]
    [InlineData("filter[cost][eql]")]
    public void An_attribute_has_the_operators_of_its_type_alone(string name) =>
        Assert.DoesNotContain(name, List.All.Select(parameter => parameter.Name));

    [Fact]
    public void More_than_twenty_filters_are_refused_one_by_one()
    {
        var many = new ListParameters<Row>(
            _ => "/rows",
            [.. Enumerable.Range(0, 22).Select(i => new ListedAttribute($"a{i}", ListedValue.Flag, "true"))],
            [],
            newestFirst: null,
            new(Id, IsNullable: false, row => row.Id)
        );
        var request = Request("?" + string.Join('&', Enumerable.Range(0, 22).Select(i => $"filter[a{i}]=true")));

        Assert.Equal(["too_many_filters", "too_many_filters"], Codes(many.Errors(request, new HashSet<string>())));
    }

    [Fact]
    public void After_and_before_exclude_each_other()
    {
        var next = NextOf("");

        Assert.Contains("invalid_parameter", ErrorsOf($"?page[after]={next}&page[before]={next}"));
    }

    [Fact]
    public void A_cursor_leads_to_the_rows_behind_the_last_of_its_page()
    {
        var place = List.Read(Request($"?page[after]={NextOf("")}")).From!;

        Assert.Empty(ErrorsOf($"?page[after]={NextOf("")}"));
        Assert.Equal([Last.Name, Last.Id], place.Values);
        Assert.Equal((false, false), (place.IsBackward, place.IsInclusive));
    }

    [Fact]
    public void A_null_is_a_place_where_the_attribute_can_be_null() =>
        Assert.Equal(
            [null, Last.Id],
            List.Read(Request($"?sort=cost&page[after]={NextOf("?sort=cost")}")).From!.Values
        );

    [Theory]
    [InlineData("?sort=cost")]
    [InlineData("?filter[name]=Driver")]
    public void A_cursor_of_another_list_is_refused(string other) =>
        Assert.Equal(["cursor_mismatch"], ErrorsOf($"?page[after]={NextOf(other)}"));

    [Fact]
    public void A_cursor_is_of_the_same_list_whatever_the_order_of_its_filters() =>
        Assert.Empty(
            ErrorsOf($"?filter[cost]=1&filter[name]=a&page[after]={NextOf("?filter[name]=a&filter[cost]=1")}")
        );

    [Theory]
    [InlineData("Driver")]
    [InlineData("Driver", "no id")]
    [InlineData(null, "01a20df7-dc9b-7b59-98a7-787b52741015")]
    [InlineData("Driver", "01a20df7-dc9b-7b59-98a7-787b52741015", "more")]
    public void Values_that_are_not_those_of_a_row_are_no_cursor(params string?[] values)
    {
        var cursor = Cursor.Read(NextOf(""))! with { Values = values };

        Assert.Equal(["invalid_cursor"], ErrorsOf($"?page[after]={cursor.Write()}"));
    }

    [Fact]
    public void With_an_invalid_filter_a_cursor_is_not_checked() =>
        Assert.Empty(
            List.Errors(
                Request($"?filter[cost]=x&page[after]={NextOf("")}"),
                new HashSet<string>(StringComparer.Ordinal) { "filter[cost]" }
            )
        );

    [Fact]
    public void Links_keep_the_other_parameters()
    {
        var request = Request($"?sort=cost&page[size]=2&page[after]={NextOf("?sort=cost")}");

        var links = List.LinksOf(request, List.Read(request), new([First, Last], HasPrevious: true, HasNext: true));

        Assert.Equal("/rows?sort=cost&page%5Bsize%5D=2", links.First);
        Assert.StartsWith("/rows?sort=cost&page%5Bsize%5D=2&page%5Bbefore%5D=", links.Prev!);
        Assert.StartsWith("/rows?sort=cost&page%5Bsize%5D=2&page%5Bafter%5D=", links.Next!);
    }

    [Fact]
    public void A_page_without_neighbours_has_no_links_to_them()
    {
        var request = Request("");

        var links = List.LinksOf(request, List.Read(request), new([First], HasPrevious: false, HasNext: false));

        Assert.Equal((null, null), (links.Prev, links.Next));
    }

    [Fact]
    public void An_empty_page_leads_back_to_its_own_place()
    {
        var request = Request($"?page[after]={NextOf("")}");

        var links = List.LinksOf(request, List.Read(request), new([], HasPrevious: true, HasNext: false));

        var cursor = Cursor.Read(links.Prev!.Split("page%5Bbefore%5D=")[1])!;
        Assert.True(cursor.IsInclusive);
        Assert.Equal([Last.Name, $"{Last.Id}"], cursor.Values);
    }

    private static string NextOf(string query)
    {
        var request = Request(query);
        var links = List.LinksOf(request, List.Read(request), new([First, Last], HasPrevious: false, HasNext: true));
        return links.Next!.Split("page%5Bafter%5D=")[1];
    }

    private static IEnumerable<string> ErrorsOf(string query) =>
        Codes(List.Errors(Request(query), new HashSet<string>()));

    private static IEnumerable<string> Codes(IEnumerable<RequestError> errors) => errors.Select(error => error.Code);

    private static HttpRequest Request(string query) =>
        new DefaultHttpContext { Request = { QueryString = new(query) } }.Request;
}
