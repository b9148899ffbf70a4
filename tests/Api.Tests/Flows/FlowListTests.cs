namespace Flowgen.Api.Tests.Flows;

public class FlowListTests(ApiFixture api)
{
    [Fact]
    public async Task The_flow_of_a_deleted_generation_is_found()
    {
        var generation = await api.Post(Requests.Sample, sync: true);
        await api.Delete(generation.Id);

        var list = await api.Get($"/flows?filter[flowGenerationId]={generation.Id}");

        var flow = Assert.Single(list.Data.EnumerateArray());
        Assert.Equal(generation.Attributes.GetProperty("flowId").GetString(), flow.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Flows_are_listed_newest_first_by_pages_that_lead_both_ways()
    {
        var name = $"Listed {Guid.CreateVersion7()}";
        List<string> made = [];
        for (var i = 0; i < 3; i++)
        {
            var body = Requests.WithParameters(parameters => parameters["flowName"] = name);
            made.Insert(0, (await api.Post(body, sync: true)).Attributes.GetProperty("flowId").GetString()!);
        }

        var first = await api.Get($"/flows?filter[name]={Uri.EscapeDataString(name)}&page[size]=2");
        var second = await api.Get(Link(first, "next"));
        var back = await api.Get(Link(second, "prev"));
        var oldestFirst = await api.Get($"/flows?filter[name]={Uri.EscapeDataString(name)}&sort=createdAt");

        Assert.Equal(made, Ids(first).Concat(Ids(second)));
        Assert.Equal(Ids(first), Ids(back));
        Assert.Equal(made.AsEnumerable().Reverse(), Ids(oldestFirst));
        Assert.False(second.Document.GetProperty("links").TryGetProperty("next", out _));
    }

    [Theory]
    [InlineData("filter[language]=nl&filter[name][prefix]=Driv", true)]
    [InlineData("filter[language]=fr", false)]
    [InlineData("filter[createdAt][gt]=2026-11-24T00:00:00Z", true)]
    [InlineData("filter[createdAt][lt]=2000-01-01T00:00:00Z", false)]
    public async Task Filters_are_combined(string filters, bool isFound)
    {
        var generation = await api.Post(Requests.Sample, sync: true);

        var list = await api.Get($"/flows?filter[flowGenerationId]={generation.Id}&{filters}");

        Assert.Equal(isFound ? 1 : 0, list.Data.GetArrayLength());
    }

    [Fact]
    public async Task A_list_includes_the_parts_of_all_its_flows()
    {
        var generation = await api.Post(Requests.Sample, sync: true);
        var included = "include=nodes,nodes.nodeActions,nodes.nodeTransitions";

        var list = await api.Get($"/flows?filter[flowGenerationId]={generation.Id}&{included}");
        var flow = await api.Get($"/flows/{Ids(list).Single()}?{included}");

        Assert.Equal(flow.Data.GetRawText(), list.Data[0].GetRawText());
        Assert.Equal(
            flow.Document.GetProperty("included").GetRawText(),
            list.Document.GetProperty("included").GetRawText()
        );
    }

    [Fact]
    public async Task The_list_reads_a_range_of_an_index()
    {
        await api.Post(Requests.Sample, sync: true);

        var indexes = await api.QueryAsync(
            "select string_agg(indexdef, ';') from pg_indexes where tablename = 'mt_doc_flow'"
        );

        Assert.Contains("(tenant_id, (((data ->> 'createdAt'::text))::bytea), id)", $"{indexes}");
        Assert.Contains("(tenant_id, (((data ->> 'flowGenerationId'::text))::uuid), id)", $"{indexes}");
    }

    private static IEnumerable<string> Ids(Answer list) =>
        list.Data.EnumerateArray().Select(flow => flow.GetProperty("id").GetString()!);

    private static string Link(Answer list, string name) =>
        list.Document.GetProperty("links").GetProperty(name).GetString()!;
}
