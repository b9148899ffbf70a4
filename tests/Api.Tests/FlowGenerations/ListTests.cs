using System.Text.Json;

namespace Flowgen.Api.Tests.FlowGenerations;

public class ListTests(ApiFixture api)
{
    [Fact]
    public async Task Pages_are_newest_first_and_together_whole_while_others_write()
    {
        var created = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            created.Add((await api.Post(Requests.Smallest)).Id);
        }

        var listed = new List<Guid>();
        var path = "/flow-generations?page[size]=3";
        do
        {
            var page = await api.Get(path);
            var ids = page.Data.EnumerateArray().Select(item => item.GetProperty("id").GetGuid()).ToList();
            Assert.InRange(ids.Count, 1, 3);
            listed.AddRange(ids);
            await api.Post(Requests.Smallest); // newer: on no page that follows
            path = page.Document.GetProperty("links").TryGetProperty("next", out var next) ? next.GetString() : null;
        } while (path is not null);

        Assert.Equal(listed.Distinct(), listed);
        Assert.Equal(created.AsEnumerable().Reverse(), listed.Where(created.Contains));
    }

    [Fact]
    public async Task A_page_has_twenty_unless_told_otherwise_and_says_where_it_is()
    {
        for (var i = 0; i < 21; i++)
        {
            await api.Post(Requests.Smallest);
        }

        var list = await api.Get("/flow-generations");

        Assert.Equal(20, list.Data.GetArrayLength());
        Assert.Equal("/flow-generations", list.Document.GetProperty("links").GetProperty("self").GetString());
        Assert.Equal("1.1", list.Document.GetProperty("jsonapi").GetProperty("version").GetString());
        Assert.Equal(JsonValueKind.String, list.Document.GetProperty("links").GetProperty("next").ValueKind);
    }
}
