namespace Flowgen.Api.Tests.FlowGenerations;

/// <summary>Pages of a list that changes while it is read.</summary>
public class ListChangeTests(ListedApi listed) : IClassFixture<ListedApi>
{
    [Theory]
    [InlineData("createdAt", "next")]
    [InlineData("-createdAt", "next")]
    [InlineData("cost", "next")]
    [InlineData("-cost", "next")]
    [InlineData("status,-createdAt", "next")]
    [InlineData("-createdAt", "prev")]
    [InlineData("-cost", "prev")]
    public async Task Unchanged_rows_are_seen_once_while_rows_are_added_and_the_rows_of_cursors_are_deleted(
        string sort,
        string link
    )
    {
        var (seen, gone, added) = (new List<Guid>(), new List<Guid>(), 100);
        var forwards = await listed.WalkAsync($"/flow-generations?page[size]=5&sort={sort}", "next");
        var all = forwards.SelectMany(ListedApi.IdsOf).ToList();

        var start = ListedApi.LinkOf(link is "next" ? forwards[0] : forwards[^1], "self")!;
        await listed.WalkAsync(
            start,
            link,
            async page =>
            {
                List<Guid> ids = [.. ListedApi.IdsOf(page)];
                seen.AddRange(ids);
                foreach (var edge in new[] { ids[0], ids[^1] }.Distinct())
                {
                    gone.Add(edge);
                    await listed.DeleteAsync(edge);
                }

                await listed.StoreAsync("demo", ListedApi.Generation(added++, 5));
            }
        );

        Assert.Equal(seen.Distinct(), seen);
        Assert.Empty(all.Except(seen));
        // As it was before, for the next one.
        await listed.StoreAsync("demo", [.. listed.All.Where(generation => gone.Contains(generation.Id))]);
        foreach (var id in Enumerable.Range(100, added - 100).Select(i => ListedApi.Generation(i, 5).Id))
        {
            await listed.DeleteAsync(id);
        }
    }

    [Fact]
    public async Task From_an_empty_page_the_previous_links_lead_to_all_rows()
    {
        var pages = await listed.WalkAsync("/flow-generations?page[size]=20&sort=cost", "next");
        Assert.Equal(3, pages.Count);
        List<Guid> last = [.. ListedApi.IdsOf(pages[2])];
        foreach (var id in last)
        {
            await listed.DeleteAsync(id);
        }

        var empty = await listed.Api.Get(ListedApi.LinkOf(pages[1], "next")!);
        var back = await listed.Api.Get(ListedApi.LinkOf(empty, "prev")!);

        await listed.StoreAsync("demo", [.. listed.All.Where(generation => last.Contains(generation.Id))]);
        Assert.Equal(0, empty.Data.GetArrayLength());
        Assert.Null(ListedApi.LinkOf(empty, "next"));
        Assert.Equal(ListedApi.IdsOf(pages[1]), ListedApi.IdsOf(back));
    }

    [Fact]
    public async Task New_generations_come_first_by_the_time_they_were_made_whatever_their_ids()
    {
        var newest = ListedApi.Generation(3, 7) with { CreatedAt = TimeProvider.System.GetUtcNow().AddYears(1) };
        await listed.StoreAsync("demo", newest);

        var list = await listed.Api.Get("/flow-generations?page[size]=1");

        await listed.DeleteAsync(newest.Id);
        Assert.Equal([newest.Id], ListedApi.IdsOf(list));
    }
}
