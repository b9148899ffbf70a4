using System.Text.Json;

namespace Flowgen.Api.Tests.Flows;

public class FlowPartTests(ApiFixture api)
{
    private const string Everything = "include=nodes,nodes.nodeActions,nodes.nodeTransitions";

    [Fact]
    public async Task The_lists_of_a_flow_contain_the_same_parts_as_include()
    {
        var flow = await FlowAsync();
        var included = (await api.Get($"/flows/{flow}?{Everything}")).Document.GetProperty("included");

        List<JsonElement> listed = [];
        foreach (var parts in new[] { "nodes", "node-actions", "node-transitions" })
        {
            listed.AddRange(await PagesAsync($"/flows/{flow}/{parts}?page[size]=7", "next"));
        }

        Assert.Equal(
            included.EnumerateArray().Select(part => part.GetRawText()).Order(),
            listed.Select(part => part.GetRawText()).Order()
        );
    }

    [Fact]
    public async Task Each_part_can_be_read_at_its_link_with_an_entity_tag()
    {
        var flow = await FlowAsync();
        var included = (await api.Get($"/flows/{flow}?{Everything}")).Document.GetProperty("included");

        foreach (var part in included.EnumerateArray())
        {
            var read = await api.Get(part.GetProperty("links").GetProperty("self").GetString()!);

            Assert.Equal(part.GetRawText(), read.Data.GetRawText());
            Assert.NotNull(read.Header("ETag"));
        }
    }

    [Theory]
    [InlineData("nodes?filter[isEndFlow]=true", "accepted declined")]
    [InlineData("nodes?filter[endFlowType]=declined", "declined")]
    [InlineData("nodes?filter[name][prefix]=knockout&sort=-index", "knockout-3 knockout-2 knockout-1")]
    [InlineData("nodes?filter[index][lte]=1&filter[isStartFlow]=false", "knockout-1")]
    [InlineData("nodes?filter[name][in]=declined,greeting,nobody&sort=name", "declined greeting")]
    [InlineData("nodes?filter[name][eql]=GREETING", "greeting")]
    [InlineData("nodes?filter[name]=nobody", "")]
    public async Task Nodes_are_filtered_and_sorted(string query, string names)
    {
        var list = await api.Get($"/flows/{await FlowAsync()}/{query}");

        Assert.Equal(200, list.Status);
        Assert.Equal(
            names,
            string.Join(
                ' ',
                list.Data.EnumerateArray()
                    .Select(node => node.GetProperty("attributes").GetProperty("name").GetString())
            )
        );
    }

    [Theory]
    [InlineData("node-actions?filter[subType]=text&filter[variableName]=email", 3)]
    [InlineData("node-actions?filter[variableName][suffix]=license", 1)]
    [InlineData("node-transitions?filter[index]=7", 0)]
    public async Task Actions_and_transitions_are_filtered_and_sorted(string query, int count) =>
        Assert.Equal(count, (await api.Get($"/flows/{await FlowAsync()}/{query}")).Data.GetArrayLength());

    [Fact]
    public async Task The_links_of_a_node_lead_to_its_own_parts()
    {
        var flow = await FlowAsync();
        var node = (await api.Get($"/flows/{flow}/nodes?filter[name]=knockout-1&include=nodeTransitions,nodeActions"));
        var relationships = node.Data[0].GetProperty("relationships");

        foreach (var name in new[] { "nodeActions", "nodeTransitions" })
        {
            var relationship = relationships.GetProperty(name);
            var related = await api.Get(relationship.GetProperty("links").GetProperty("related").GetString()!);

            Assert.Equal(
                relationship.GetProperty("data").EnumerateArray().Select(one => one.GetProperty("id").GetGuid()),
                related.Data.EnumerateArray().Select(one => one.GetProperty("id").GetGuid())
            );
        }

        Assert.Equal(3, node.Document.GetProperty("included").GetArrayLength());
    }

    [Fact]
    public async Task A_transition_can_include_the_nodes_at_both_ends()
    {
        var flow = await FlowAsync();

        var list = await api.Get(
            $"/flows/{flow}/node-transitions?include=node,targetNode&fields[nodes]=name&page[size]=1"
        );

        Assert.Equal(
            ["greeting", "declined"],
            list.Document.GetProperty("included")
                .EnumerateArray()
                .Select(node => node.GetProperty("attributes").GetProperty("name").GetString())
        );
    }

    [Fact]
    public async Task Pages_lead_both_ways()
    {
        var path = $"/flows/{await FlowAsync()}/nodes?sort=-name&page[size]=4";
        var forwards = await PagesAsync(path, "next");
        var last = await LastAsync(path);

        var backwards = await PagesAsync(last, "prev");

        Assert.Equal(Names(forwards).OrderDescending(StringComparer.Ordinal), Names(forwards));
        Assert.Equal(Names(forwards).Order(StringComparer.Ordinal), Names(backwards).Order(StringComparer.Ordinal));

        static IEnumerable<string> Names(List<JsonElement> nodes) =>
            nodes.Select(node => node.GetProperty("attributes").GetProperty("name").GetString()!);
    }

    [Theory]
    [InlineData("nodes?filter[endFlowType]=nothing", "invalid_parameter at filter[endFlowType]")]
    [InlineData("nodes?filter[isStartFlow]=1", "invalid_parameter at filter[isStartFlow]")]
    [InlineData("node-actions?sort=index", "unknown_parameter at sort")]
    [InlineData("node-transitions?include=nodes", "invalid_parameter at include")]
    public async Task An_unsupported_parameter_of_a_list_is_refused(string query, string error)
    {
        var answer = await api.Get($"/flows/{await FlowAsync()}/{query}");

        Assert.Equal(400, answer.Status);
        Assert.Equal([error], answer.Errors);
    }

    [Fact]
    public async Task A_part_is_not_found_under_the_path_of_another_kind()
    {
        var flow = await FlowAsync();
        var node = (await api.Get($"/flows/{flow}/nodes?page[size]=1")).Data[0].GetProperty("id").GetString();

        Assert.Equal(200, (await api.Get($"/nodes/{node}")).Status);
        Assert.Equal(404, (await api.Get($"/node-actions/{node}")).Status);
        Assert.Equal(404, (await api.Get($"/nodes/{flow}")).Status);
        Assert.Equal(404, (await api.Get($"/nodes/{node}", ApiFixture.OtherKey)).Status);
    }

    private async Task<List<JsonElement>> PagesAsync(string path, string direction)
    {
        List<JsonElement> all = [];
        for (var at = (string?)path; at is not null; )
        {
            var page = await api.Get(at);
            all.AddRange(page.Data.EnumerateArray());
            at = page.Document.GetProperty("links").TryGetProperty(direction, out var link) ? link.GetString() : null;
        }

        return all;
    }

    private async Task<string> LastAsync(string path)
    {
        for (var at = path; ; )
        {
            var links = (await api.Get(at)).Document.GetProperty("links");
            if (!links.TryGetProperty("next", out var next))
            {
                return at;
            }

            at = next.GetString()!;
        }
    }

    private async Task<string> FlowAsync() =>
        (await api.Post(Requests.Sample, sync: true)).Attributes.GetProperty("flowId").GetString()!;
}
