using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flowgen.Api.Tests.Flows;

public class FlowTests(ApiFixture api)
{
    private const string Everything = "include=nodes,nodes.nodeActions,nodes.nodeTransitions";

    [Fact]
    public async Task A_flow_has_its_attributes_and_only_the_requested_includes()
    {
        var flow = await Flow("");

        Assert.Equal(200, flow.Status);
        Assert.Equal("flows", flow.Data.GetProperty("type").GetString());
        Assert.Equal("Driver", flow.Attributes.GetProperty("name").GetString());
        Assert.Equal("nl", flow.Attributes.GetProperty("language").GetString());
        Assert.Equal(86_400, flow.Attributes.GetProperty("reminderInterval").GetInt32());
        Assert.Equal(604_800, flow.Attributes.GetProperty("sessionTimeout").GetInt32());
        Assert.Contains("Driver", flow.Attributes.GetProperty("reminderMessage").GetString());
        Assert.EndsWith("Z", flow.Attributes.GetProperty("publishedAt").GetString());
        Assert.False(flow.Document.TryGetProperty("included", out _));
    }

    [Fact]
    public async Task Included_resources_are_linked_fully_and_once()
    {
        var flow = await Flow($"?{Everything}");

        var included = flow.Document.GetProperty("included").EnumerateArray().Select(Identifier).ToList();
        var linked = flow
            .Document.GetProperty("included")
            .EnumerateArray()
            .Append(flow.Data)
            .SelectMany(Linked)
            .Where(identifier => !identifier.StartsWith("flow", StringComparison.Ordinal))
            .ToHashSet();

        Assert.Equal(included.Distinct(), included);
        Assert.Equal(linked.Order(), included.Order());
        Assert.All(included, identifier => Assert.Equal(7, Guid.Parse(identifier.Split(' ')[1]).Version));
    }

    [Fact]
    public async Task An_include_path_includes_its_intermediate_resources_and_nothing_else()
    {
        var flow = await Flow("?include=nodes.nodeActions");

        var types = flow
            .Document.GetProperty("included")
            .EnumerateArray()
            .Select(r => r.GetProperty("type").GetString())
            .Distinct();

        Assert.Equal(["nodes", "nodeActions"], types);
    }

    [Fact]
    public async Task Every_session_field_of_the_sample_is_stored_by_an_action()
    {
        var flow = await Flow($"?{Everything}");

        var kept = flow
            .Document.GetProperty("included")
            .EnumerateArray()
            .Where(resource => resource.GetProperty("type").GetString() is "nodeActions")
            .Select(action => action.GetProperty("attributes").GetProperty("variableName").GetString());

        string[] asked =
        [
            "drivers_license",
            "communicative",
            "ats_field:connexys:work_permit",
            "location",
            "first_name",
            "email",
            "phone",
            "address",
            "linkedin",
            "portfolio",
        ];
        Assert.Empty(asked.Except(kept));
    }

    [Fact]
    public async Task A_session_field_that_was_not_sent_is_named_in_the_flow_and_not_in_the_parameters()
    {
        const string Sent = """
            {"language":"nl","knockoutRequirements":[{"value":"Rijbewijs B"}],"requiredFields":[{"value":"Prénom","sessionField":null},{"value":"Nom","sessionField":""},{"value":"x","sessionField":"phone"}],"optionalFields":[{"value":"Telefoon"}]}
            """;
        var body = Requests.With(attributes => attributes["parameters"] = JsonNode.Parse(Sent));

        var generation = await api.Post(body, sync: true);
        var again = await api.Send(
            HttpMethod.Post,
            $"/flow-generations/{generation.Id}/regenerations?sync=true",
            Requests.Regeneration("{}")
        );
        var flow = await api.Get($"/flows/{FlowId(generation)}?{Everything}");
        var diff = await api.Get($"/flows/{FlowId(generation)}/diff?against={FlowId(again)}");

        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse(Sent),
                JsonNode.Parse(generation.Attributes.GetProperty("parameters").GetRawText())
            )
        );
        Assert.Equal(
            ["drivers_license_b", "first_name", "last_name", "phone", "phone_2"],
            flow.Document.GetProperty("included")
                .EnumerateArray()
                .Where(resource => resource.GetProperty("type").GetString() is "nodeActions")
                .Select(action => action.GetProperty("attributes").GetProperty("variableName").GetString())
                .Where(name => name is not (null or ['_', ..]))
                .Distinct()
        );
        Assert.Empty(diff.Attributes.GetProperty("nodes").EnumerateArray());

        static string FlowId(Answer of) => of.Attributes.GetProperty("flowId").GetString()!;
    }

    [Fact]
    public async Task Reading_twice_gives_the_same_ids()
    {
        var first = await Flow($"?{Everything}");
        var second = await api.Get($"/flows/{first.Id}?{Everything}");

        Assert.Equal(first.Document.GetRawText(), second.Document.GetRawText());
    }

    [Theory]
    [InlineData("flows", "name")]
    [InlineData("flows", "nodes")]
    [InlineData("nodes", "name")]
    [InlineData("nodes", "nodeActions")]
    [InlineData("nodeActions", "subType")]
    [InlineData("nodeTransitions", "index")]
    [InlineData("nodeTransitions", "targetNode")]
    public async Task Fields_of_one_type_are_left_out_of_that_type_alone(string type, string field)
    {
        var all = await Flow($"?{Everything}");
        var some = await api.Get($"/flows/{all.Id}?{Everything}&fields[{type}]={field}");

        foreach (var (whole, part) in Resources(all).Zip(Resources(some)))
        {
            Assert.Equal(Identifier(whole), Identifier(part));
            if (whole.GetProperty("type").GetString() == type)
            {
                Assert.Equal([field], Members(part, "attributes").Concat(Members(part, "relationships")));
            }
            else
            {
                Assert.Equal(whole.GetRawText(), part.GetRawText());
            }
        }
    }

    [Fact]
    public async Task Fields_of_parts_that_are_not_included_change_nothing()
    {
        var flow = await Flow("");

        var same = await api.Get($"/flows/{flow.Id}?fields[nodes]=name&fields[nodeActions]=");

        Assert.Equal(flow.Data.GetRawText(), same.Data.GetRawText());
        Assert.False(same.Document.TryGetProperty("included", out _));
    }

    private static IEnumerable<JsonElement> Resources(Answer flow) =>
        flow.Document.GetProperty("included").EnumerateArray().Prepend(flow.Data);

    private static IEnumerable<string> Members(JsonElement resource, string member) =>
        resource.TryGetProperty(member, out var members) ? members.EnumerateObject().Select(one => one.Name) : [];

    private async Task<Answer> Flow(string query)
    {
        var created = await api.Post(Requests.Sample, sync: true);
        return await api.Get($"/flows/{created.Attributes.GetProperty("flowId").GetString()}{query}");
    }

    private static string Identifier(JsonElement resource) =>
        $"{resource.GetProperty("type")} {resource.GetProperty("id")}";

    private static IEnumerable<string> Linked(JsonElement resource) =>
        resource.TryGetProperty("relationships", out var relationships)
            ? relationships
                .EnumerateObject()
                .Select(relationship => relationship.Value.GetProperty("data"))
                .SelectMany(data => data.ValueKind is JsonValueKind.Array ? data.EnumerateArray().ToArray() : [data])
                .Select(Identifier)
            : [];
}
