using System.Text;
using System.Text.Json;
using Flowgen.Domain.FlowGenerations;
using static Flowgen.Domain.FlowGenerations.FlowGenerationStatus;

namespace Flowgen.Api.Tests.FlowGenerations;

/// <summary>The list of flow generations: filters, sort and pages (contract, section 2).</summary>
public class ListTests(ListedApi listed) : IClassFixture<ListedApi>
{
    private const string Path = "/flow-generations";

    private static readonly Dictionary<string, Func<FlowGeneration, IComparable?>> Sortable = new()
    {
        ["createdAt"] = generation => generation.CreatedAt,
        ["updatedAt"] = generation => generation.UpdatedAt,
        ["status"] = generation => $"{generation.Status}",
        ["cost"] = generation => generation.Cost,
        ["id"] = generation => generation.Id,
    };

    public static TheoryData<string, Func<FlowGeneration, bool>> Filters() =>
        new()
        {
            { "filter[status]=finished", g => g.Status is Finished },
            { "filter[status][eq]=queued", g => g.Status is Queued },
            { "filter[status][eql]=FINISHED", g => g.Status is Finished },
            { "filter[status][in]=queued,failed", g => g.Status is Queued or Failed },
            { "filter[status][prefix]=f", g => g.Status is Finished or Failed },
            { "filter[status][suffix]=ing", g => g.Status is Processing },
            { "filter[status][prefix]=x", _ => false },
            { "filter[flowType]=appointment_flow", g => g.FlowType is "appointment_flow" },
            { "filter[flowType]=nothing", _ => false },
            { "filter[flowType][eq]=100%25_Flow", g => g.FlowType is "100%_Flow" },
            { "filter[flowType]=100%25_flow", _ => false },
            { "filter[flowType][eql]=100%25_fLOW", g => g.FlowType is "100%_Flow" },
            { "filter[flowType][in]=100%25_Flow,appointment_flow", g => g.FlowType is not "vacancy_application_flow" },
            { "filter[flowType][prefix]=100%25_", g => g.FlowType is "100%_Flow" },
            { "filter[flowType][prefix]=1%25", _ => false },
            { "filter[flowType][prefix]=___", _ => false },
            { "filter[flowType][suffix]=t_flow", g => g.FlowType is "appointment_flow" },
            { "filter[flowType][suffix]=%25", _ => false },
            { "filter[flowType][prefix]=%5C", _ => false },
            { "filter[flowType]=%27%20or%201%3D1--", _ => false },
            { "filter[cost]=5", g => g.Cost is 5 },
            { "filter[cost][eq]=0", g => g.Cost is 0 },
            { "filter[cost][in]=0,10,999", g => g.Cost is 0 or 10 },
            { "filter[cost][gt]=5", g => g.Cost > 5 },
            { "filter[cost][gte]=5", g => g.Cost >= 5 },
            { "filter[cost][lt]=5", g => g.Cost < 5 },
            { "filter[cost][lte]=5", g => g.Cost <= 5 },
            { "filter[cost][gt]=-1", g => g.Cost is not null },
            { "filter[createdAt]=2026-11-24T09:00:01.0000011Z", g => Ticks(g) is 11 && Second(g) is 1 },
            { "filter[createdAt][eq]=2026-11-24t09:00:02z", g => Ticks(g) is 0 && Second(g) is 2 },
            {
                "filter[createdAt][gt]=2026-11-24T09:00:02.0000001Z",
                g => Second(g) > 2 || Second(g) is 2 && Ticks(g) > 1
            },
            {
                "filter[createdAt][gt]=2026-11-24T09:00:02.000000199Z",
                g => Second(g) > 2 || Second(g) is 2 && Ticks(g) > 1
            },
            {
                "filter[createdAt][gte]=2026-11-24T10:00:02.0000010%2B01:00",
                g => Second(g) > 2 || Second(g) is 2 && Ticks(g) >= 10
            },
            { "filter[createdAt][lt]=2026-11-24T09:00:01Z", g => Second(g) < 1 },
            { "filter[createdAt][lte]=2026-11-24T09:00:01Z", g => Second(g) < 1 || Second(g) is 1 && Ticks(g) is 0 },
            {
                "filter[createdAt][in]=2026-11-24T09:00:00Z,2026-11-24T09:00:01.000001Z",
                g => Second(g) is 0 && Ticks(g) is 0 || Second(g) is 1 && Ticks(g) is 10
            },
            { "filter[updatedAt][gte]=2026-11-24T09:05:00Z", g => g.UpdatedAt.Minute >= 5 },
            { "filter[updatedAt]=2026-11-24T09:05:00Z", g => g.UpdatedAt.Minute is 5 },
            {
                "filter[id]=01900001-0000-7000-8000-000000000005",
                g => $"{g.Id}".EndsWith("05", StringComparison.Ordinal)
            },
            {
                "filter[id][in]=01900001-0000-7000-8000-000000000005,01900003-0000-7000-8000-000000000001",
                g => $"{g.Id}".EndsWith("05", StringComparison.Ordinal)
            },
            {
                "filter[flowId]=01900002-0000-7000-8000-000000000005",
                g => $"{g.FlowId}".EndsWith("05", StringComparison.Ordinal)
            },
            {
                "filter[flowId][in]=01900002-0000-7000-8000-000000000005,01900002-0000-7000-8000-000000000008",
                g => g.FlowId is { } id && $"{id}"[^2..] is "05" or "08"
            },
            {
                "filter[status]=finished&filter[cost][gt]=0&filter[updatedAt][lt]=2026-11-24T09:05:00Z",
                g => g is { Status: Finished, Cost: > 0, UpdatedAt.Minute: < 5 }
            },
            { "filter[cost][gt]=0&filter[cost][lt]=10", g => g.Cost is 5 },
        };

    [Theory]
    [MemberData(nameof(Filters), DisableDiscoveryEnumeration = true)]
    public async Task A_filter_keeps_the_matching_rows(string filter, Func<FlowGeneration, bool> isMeant)
    {
        var list = await listed.Api.Get($"{Path}?page[size]=100&{filter}");

        Assert.Equal(200, list.Status);
        Assert.Equal(
            listed.All.Where(isMeant).Select(generation => generation.Id).Order(),
            ListedApi.IdsOf(list).Order()
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("createdAt")]
    [InlineData("-createdAt")]
    [InlineData("updatedAt")]
    [InlineData("-updatedAt")]
    [InlineData("status")]
    [InlineData("-status")]
    [InlineData("cost")]
    [InlineData("-cost")]
    [InlineData("status,-createdAt")]
    [InlineData("-cost,updatedAt")]
    [InlineData("-cost,-status")]
    [InlineData("cost,-status,updatedAt,-createdAt")]
    public async Task A_walk_in_any_order_sees_each_row_once_forwards_and_backwards(string sort)
    {
        var expected = Sorted(listed.All, sort is "" ? "-createdAt" : sort);
        var first = $"{Path}?page[size]=4{(sort is "" ? "" : $"&sort={sort}")}";

        var forwards = await listed.WalkAsync(first, "next");
        var backwards = await listed.WalkAsync(ListedApi.LinkOf(forwards[^1], "self")!, "prev");

        Assert.Equal(expected, forwards.SelectMany(ListedApi.IdsOf));
        Assert.Equal(expected, backwards.AsEnumerable().Reverse().SelectMany(ListedApi.IdsOf));
        Assert.All(forwards, page => Assert.Equal(page == forwards[0], ListedApi.LinkOf(page, "prev") is null));
        Assert.All(
            forwards,
            page => Assert.Equal(forwards.Count - 1, forwards.Count(p => ListedApi.LinkOf(p, "next") is not null))
        );
        Assert.Null(ListedApi.LinkOf(backwards[^1], "prev"));
        Assert.Equal(
            forwards[0].Data.GetRawText(),
            (await listed.Api.Get(ListedApi.LinkOf(backwards[3], "first")!)).Data.GetRawText()
        );
    }

    [Fact]
    public async Task A_walk_through_a_filtered_list_stays_in_it_and_keeps_every_parameter()
    {
        const string query =
            "?filter[flowType][suffix]=%25_Flow&sort=-cost&fields[flowGenerations]=cost&page[size]=2&include=flow";

        var pages = await listed.WalkAsync(Path + query, "next");

        Assert.Equal(
            Sorted(listed.All.Where(generation => generation.FlowType is "100%_Flow"), "-cost"),
            pages.SelectMany(ListedApi.IdsOf)
        );
        Assert.All(
            pages,
            page =>
            {
                Assert.All(
                    page.Data.EnumerateArray(),
                    item => Assert.Single(item.GetProperty("attributes").EnumerateObject())
                );
                var link = ListedApi.LinkOf(page, "self")!;
                Assert.Contains("filter%5BflowType%5D%5Bsuffix%5D=%25_Flow", link);
                Assert.Contains("page%5Bsize%5D=2", link);
                Assert.DoesNotContain("[", link);
            }
        );
    }

    [Fact]
    public async Task No_parameter_shows_rows_of_another_organisation()
    {
        var page = await listed.Api.Get($"{Path}?page[size]=4&sort=cost");
        var next = ListedApi.LinkOf(page, "next")!;

        foreach (
            var path in new[]
            {
                Path,
                $"{Path}?filter[status][in]=queued,processing,finished,failed",
                $"{Path}?sort=status",
                next,
                $"{Path}?filter[flowId]={listed.All[5].FlowId}",
                $"{Path}?filter[id]={listed.All[5].Id}&include=flow",
            }
        )
        {
            var others = await listed.Api.Get(path, ApiFixture.OtherKey);
            Assert.Equal(200, others.Status);
            Assert.Empty(ListedApi.IdsOf(others).Intersect(listed.All.Select(generation => generation.Id)));
        }

        Assert.Equal(5, (await listed.Api.Get(Path, ApiFixture.OtherKey)).Data.GetArrayLength());
    }

    [Fact]
    public async Task A_page_has_twenty_rows_by_default_and_links_to_its_neighbours()
    {
        var list = await listed.Api.Get(Path);

        Assert.Equal(20, list.Data.GetArrayLength());
        Assert.Equal(Path, ListedApi.LinkOf(list, "self"));
        Assert.Equal(Path, ListedApi.LinkOf(list, "first"));
        Assert.Equal("1.1", list.Document.GetProperty("jsonapi").GetProperty("version").GetString());
        Assert.NotNull(ListedApi.LinkOf(list, "next"));
        Assert.Null(ListedApi.LinkOf(list, "prev"));
    }

    [Theory]
    [InlineData("sort=color", "invalid_parameter at sort")]
    [InlineData("sort=", "invalid_parameter at sort")]
    [InlineData("sort=id", "invalid_parameter at sort")]
    [InlineData("sort=--cost", "invalid_parameter at sort")]
    [InlineData("sort=cost,", "invalid_parameter at sort")]
    [InlineData("sort=cost,-cost", "invalid_parameter at sort")]
    [InlineData("filter[color]=red", "unknown_parameter at filter[color]")]
    [InlineData("filter=red", "unknown_parameter at filter")]
    [InlineData("filter[status][gt]=queued", "unknown_parameter at filter[status][gt]")]
    [InlineData("filter[createdAt][prefix]=2026", "unknown_parameter at filter[createdAt][prefix]")]
    [InlineData("filter[status]=done", "invalid_parameter at filter[status]")]
    [InlineData("filter[status]=Finished", "invalid_parameter at filter[status]")]
    [InlineData("filter[status]=deleted", "invalid_parameter at filter[status]")]
    [InlineData("filter[status][eql]=done", "invalid_parameter at filter[status][eql]")]
    [InlineData("filter[status][in]=queued,", "invalid_parameter at filter[status][in]")]
    [InlineData("filter[status]=queued&filter[status]=failed", "invalid_parameter at filter[status]")]
    [InlineData("filter[flowType]=", "invalid_parameter at filter[flowType]")]
    [InlineData("filter[flowType]=a%00b", "invalid_parameter at filter[flowType]")]
    [InlineData("filter[cost]=cheap", "invalid_parameter at filter[cost]")]
    [InlineData("filter[cost]=99999999999", "invalid_parameter at filter[cost]")]
    [InlineData("filter[createdAt]=yesterday", "invalid_parameter at filter[createdAt]")]
    [InlineData("filter[createdAt][gte]=2026-11-24T09:00:00.Z", "invalid_parameter at filter[createdAt][gte]")]
    [InlineData("filter[createdAt][gte]=2026-11-24T09:00:00", "invalid_parameter at filter[createdAt][gte]")]
    [InlineData("filter[createdAt][gte]=2026-11-24", "invalid_parameter at filter[createdAt][gte]")]
    [InlineData("filter[id]=1", "invalid_parameter at filter[id]")]
    [InlineData("include=flow,nodes", "invalid_parameter at include")]
    [InlineData("fields[flowGenerations]=status,color", "invalid_parameter at fields[flowGenerations]")]
    [InlineData("fields[flows]=color", "invalid_parameter at fields[flows]")]
    [InlineData("fields[colors]=red", "unknown_parameter at fields[colors]")]
    [InlineData("fields=status", "unknown_parameter at fields")]
    [InlineData(
        "sort=color&filter[status]=done&filter[x]=y&page[size]=0&page[after]=z&include=x",
        "invalid_parameter at sort; invalid_parameter at filter[status]; unknown_parameter at filter[x]; "
            + "invalid_parameter at page[size]; invalid_parameter at page[after]; invalid_parameter at include"
    )]
    public async Task An_invalid_parameter_is_named(string query, string errors)
    {
        var answer = await listed.Api.Get($"{Path}?{query}");

        Assert.Equal(400, answer.Status);
        Assert.Equal(errors, string.Join("; ", answer.Errors));
    }

    [Fact]
    public async Task Filters_and_their_lists_are_bounded()
    {
        string[] operators = ["gt", "gte", "lt", "lte"];
        var times = operators
            .SelectMany(op => new[] { $"filter[createdAt][{op}]", $"filter[updatedAt][{op}]" })
            .Select(f => $"{f}=2026-11-24T09:00:00Z");
        var costs = operators.Concat(["eq", "in"]).Select(op => $"filter[cost][{op}]=1");
        string[] ofWords = ["eq", "eql", "in", "prefix", "suffix"];
        var words = ofWords.SelectMany(op => new[] { $"filter[flowType][{op}]=x", $"filter[status][{op}]=queued" });
        List<string> filters = [.. times, .. costs, .. words];

        var most = await listed.Api.Get($"{Path}?{string.Join('&', filters.Take(20))}");
        var tooMany = await listed.Api.Get($"{Path}?{string.Join('&', filters)}");
        var longest = await listed.Api.Get($"{Path}?filter[cost][in]={string.Join(',', Enumerable.Range(0, 100))}");
        var tooLong = await listed.Api.Get($"{Path}?filter[cost][in]={string.Join(',', Enumerable.Range(0, 101))}");

        Assert.Equal(200, most.Status);
        Assert.Equal(filters.Skip(20).Select(filter => $"too_many_filters at {filter.Split('=')[0]}"), tooMany.Errors);
        Assert.Equal(200, longest.Status);
        Assert.Equal(["invalid_parameter at filter[cost][in]"], tooLong.Errors);
    }

    [Fact]
    public async Task A_cursor_is_of_one_list_and_of_one_direction_at_a_time()
    {
        var next = ListedApi.LinkOf(
            await listed.Api.Get($"{Path}?page[size]=4&filter[status]=finished&sort=cost"),
            "next"
        )!;
        var cursor = next.Split("after%5D=")[1];
        var list = $"{Path}?filter[status]=finished&sort=cost";

        Assert.Equal(200, (await listed.Api.Get($"{list}&page[after]={cursor}")).Status);
        Assert.Equal(200, (await listed.Api.Get($"{list}&page[before]={cursor}&page[size]=7")).Status);
        Assert.Equal(
            ["invalid_parameter at page[before]"],
            (await listed.Api.Get($"{list}&page[before]={cursor}&page[after]={cursor}")).Errors
        );
        foreach (
            var other in new[]
            {
                "sort=cost",
                "filter[status]=finished",
                "filter[status]=failed&sort=cost",
                "filter[status]=finished&sort=-cost",
            }
        )
        {
            Assert.Equal(
                ["cursor_mismatch at page[after]"],
                (await listed.Api.Get($"{Path}?{other}&page[after]={cursor}")).Errors
            );
            Assert.Equal(
                ["cursor_mismatch at page[before]"],
                (await listed.Api.Get($"{Path}?{other}&page[before]={cursor}")).Errors
            );
        }

        Assert.Equal(
            ["invalid_parameter at page[size]", "cursor_mismatch at page[after]"],
            (await listed.Api.Get($"{Path}?page[size]=x&page[after]={cursor}")).Errors
        );
    }

    [Theory]
    [InlineData("x", "invalid_parameter")]
    [InlineData("[]", "invalid_parameter")]
    [InlineData("{}", "invalid_parameter")]
    [InlineData("[1,2]", "invalid_parameter")]
    [InlineData("""["LIST","past"]""", "invalid_parameter")]
    [InlineData("""["LIST","never","5","01900001-0000-7000-8000-000000000005"]""", "invalid_parameter")]
    [InlineData("""["LIST","past","5"]""", "invalid_cursor")]
    [InlineData("""["LIST","past","5","x"]""", "invalid_cursor")]
    [InlineData("""["LIST","past","5",null]""", "invalid_cursor")]
    [InlineData("""["LIST","past","5"," 01900001-0000-7000-8000-000000000005"]""", "invalid_cursor")]
    [InlineData("""["LIST","past","'; drop","01900001-0000-7000-8000-000000000005"]""", "invalid_cursor")]
    [InlineData("""["LIST","past","5","01900001-0000-7000-8000-000000000005","5"]""", "invalid_cursor")]
    [InlineData("""["list","past","5","01900001-0000-7000-8000-000000000005"]""", "cursor_mismatch")]
    public async Task A_forged_cursor_is_refused(string forged, string code)
    {
        var next = ListedApi.LinkOf(await listed.Api.Get($"{Path}?page[size]=4&sort=cost"), "next")!;
        var genuine = Encoding.UTF8.GetString(
            System.Buffers.Text.Base64Url.DecodeFromChars(next.Split("after%5D=")[1])
        );
        var list = JsonElement.Parse(genuine)[0].GetString();
        var cursor = System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(forged.Replace("LIST", list)));

        var answer = await listed.Api.Get($"{Path}?sort=cost&page[after]={cursor}");

        Assert.Equal(400, answer.Status);
        Assert.Equal([$"{code} at page[after]"], answer.Errors);
    }

    [Fact]
    public async Task Only_the_requested_fields_are_returned()
    {
        var generation = listed.All[5]; // finished
        foreach (var path in new[] { $"{Path}/{generation.Id}?", $"{Path}?filter[id]={generation.Id}&" })
        {
            var some = One(await listed.Api.Get($"{path}fields[flowGenerations]=status,flow"));
            var attributes = One(await listed.Api.Get($"{path}fields[flowGenerations]=flowId"));
            var none = One(await listed.Api.Get($"{path}fields[flowGenerations]="));

            Assert.Equal(["status"], Names(some, "attributes"));
            Assert.Equal(["flow"], Names(some, "relationships"));
            Assert.Equal("finished", some.GetProperty("attributes").GetProperty("status").GetString());
            Assert.Equal(["flowId"], Names(attributes, "attributes"));
            Assert.False(attributes.TryGetProperty("relationships", out _));
            Assert.Equal([], Names(none, "attributes"));
            Assert.Equal(generation.Id, none.GetProperty("id").GetGuid());
        }
    }

    [Fact]
    public async Task A_new_generation_has_only_the_requested_fields()
    {
        var created = await listed.Api.Send(
            HttpMethod.Post,
            $"{Path}?fields[flowGenerations]=status,parameters",
            Requests.Smallest,
            request => request.Headers.Authorization = new("Bearer", ApiFixture.OtherKey)
        );
        await listed.Api.Delete(created.Id, ApiFixture.OtherKey);

        Assert.Equal(201, created.Status);
        Assert.Equal(["parameters", "status"], Names(created.Data, "attributes"));
        Assert.False(created.Data.TryGetProperty("relationships", out _));
        Assert.Equal($"{Path}/{created.Id}", ListedApi.LinkOf(created, "self"));
    }

    [Fact]
    public async Task An_included_flow_is_returned_once_with_links_and_only_the_requested_fields()
    {
        var list = await listed.Api.Get($"{Path}?include=flow&page[size]=100&fields[flows]=name,flowGeneration");

        var included = list.Document.GetProperty("included").EnumerateArray().ToList();
        var linked = list
            .Data.EnumerateArray()
            .Select(item => item.GetProperty("relationships").GetProperty("flow").GetProperty("data"))
            .Where(data => data.ValueKind is not JsonValueKind.Null)
            .Select(data => data.GetProperty("id").GetGuid())
            .Where(id => id != listed.WithoutFlow.FlowId);
        Assert.NotEmpty(included);
        Assert.Equal(linked, included.Select(flow => flow.GetProperty("id").GetGuid()));
        Assert.All(included, flow => Assert.Equal("flows", flow.GetProperty("type").GetString()));
        Assert.All(included, flow => Assert.Equal(["name"], Names(flow, "attributes")));
        Assert.All(included, flow => Assert.Equal(["flowGeneration"], Names(flow, "relationships")));
    }

    [Fact]
    public async Task A_missing_flow_is_not_included_and_is_no_error()
    {
        var finished = await listed.Api.Get($"{Path}/{listed.All[5].Id}?include=flow");
        var queued = await listed.Api.Get($"{Path}/{listed.All[1].Id}?include=flow");
        var without = await listed.Api.Get($"{Path}/{listed.WithoutFlow.Id}?include=flow");
        var notAsked = await listed.Api.Get($"{Path}/{listed.All[5].Id}?include=");

        var flow = Assert.Single(finished.Document.GetProperty("included").EnumerateArray());
        Assert.Equal(listed.All[5].FlowId, flow.GetProperty("id").GetGuid());
        Assert.Equal(0, queued.Document.GetProperty("included").GetArrayLength());
        Assert.Equal(0, without.Document.GetProperty("included").GetArrayLength());
        Assert.False(notAsked.Document.TryGetProperty("included", out _));
    }

    private static List<Guid> Sorted(IEnumerable<FlowGeneration> generations, string sort)
    {
        var keys = sort.Split(',');
        string[] all = [.. keys, keys[^1].StartsWith('-') ? "-id" : "id"];
        var sorted = generations.OrderBy(_ => 0);
        foreach (var key in all)
        {
            sorted = key.StartsWith('-') ? sorted.ThenByDescending(Sortable[key[1..]]) : sorted.ThenBy(Sortable[key]);
        }

        return [.. sorted.Select(generation => generation.Id)];
    }

    private static JsonElement One(Answer answer) =>
        answer.Data.ValueKind is JsonValueKind.Array ? Assert.Single(answer.Data.EnumerateArray()) : answer.Data;

    private static IEnumerable<string> Names(JsonElement resource, string member) =>
        resource.GetProperty(member).EnumerateObject().Select(property => property.Name);

    private static int Second(FlowGeneration generation) => generation.CreatedAt.Second;

    private static long Ticks(FlowGeneration generation) => generation.CreatedAt.Ticks % TimeSpan.TicksPerSecond;
}
