namespace Flowgen.Api.Tests.Flows;

public class FlowDiffTests(ApiFixture api)
{
    [Fact]
    public async Task A_regenerated_flow_is_compared_with_the_first()
    {
        var first = await api.Post(Requests.Sample, sync: true);
        var second = await api.Send(
            HttpMethod.Post,
            $"/flow-generations/{first.Id}/regenerations?sync=true",
            Requests.Regeneration("""{"parameters":{"language":"en"}}""")
        );
        var (before, after) = (FlowOf(first), FlowOf(second));

        var diff = await api.Get($"/flows/{after}/diff?against={before}");
        var none = await api.Get($"/flows/{after}/diff?against={after}");

        Assert.Equal(200, diff.Status);
        Assert.Equal("flowDiffs", diff.Data.GetProperty("type").GetString());
        Assert.False(diff.Attributes.GetProperty("isSame").GetBoolean());
        var language = diff
            .Attributes.GetProperty("flow")
            .EnumerateArray()
            .Single(one => one.GetProperty("name").ValueEquals("language"));
        Assert.Equal(
            ("nl", "en"),
            (language.GetProperty("before").GetString(), language.GetProperty("after").GetString())
        );
        Assert.All(
            diff.Attributes.GetProperty("nodes").EnumerateArray(),
            node => Assert.Equal("changed", node.GetProperty("change").GetString())
        );
        Assert.True(none.Attributes.GetProperty("isSame").GetBoolean());
        Assert.Equal(304, (await Again(diff.Header("ETag")!, $"/flows/{after}/diff?against={before}")).Status);
    }

    [Fact]
    public async Task Both_flows_must_exist_and_belong_to_the_organisation()
    {
        var flow = FlowOf(await api.Post(Requests.Sample, sync: true));
        var others = await api.Host.Send(
            HttpMethod.Post,
            "/flow-generations?sync=true",
            Requests.Sample,
            request => request.Headers.Authorization = new("Bearer", ApiFixture.OtherKey)
        );

        Assert.Equal(404, (await api.Get($"/flows/{flow}/diff?against={Guid.CreateVersion7()}")).Status);
        Assert.Equal(404, (await api.Get($"/flows/{flow}/diff?against={FlowOf(others)}")).Status);
        Assert.Equal(404, (await api.Get($"/flows/{FlowOf(others)}/diff?against={flow}")).Status);
    }

    [Theory]
    [InlineData("", "required at against")]
    [InlineData("?against=x", "invalid_parameter at against")]
    public async Task It_needs_the_id_of_a_flow(string query, string error)
    {
        var answer = await api.Get($"/flows/{Guid.CreateVersion7()}/diff{query}");

        Assert.Equal(400, answer.Status);
        Assert.Equal([error], answer.Errors);
    }

    private Task<Answer> Again(string tag, string path) =>
        api.Send(HttpMethod.Get, path, configure: request => request.Headers.IfNoneMatch.ParseAdd(tag));

    private static string FlowOf(Answer generation) => generation.Attributes.GetProperty("flowId").GetString()!;
}
