namespace Flowgen.Api.Tests.FlowGenerations;

public class DeleteTests(ApiFixture api)
{
    [Fact]
    public async Task A_deleted_generation_is_gone_and_its_flow_stays()
    {
        var created = await api.Post(Requests.Smallest, sync: true);

        var deleted = await api.Delete(created.Id);

        Assert.Equal(204, deleted.Status);
        Assert.Equal(404, (await api.Get($"/flow-generations/{created.Id}")).Status);
        Assert.Equal(404, (await api.Delete(created.Id)).Status);
        Assert.Equal(200, (await api.Get($"/flows/{created.Attributes.GetProperty("flowId")}")).Status);
    }

    [Fact]
    public async Task A_deleted_generation_is_in_no_list()
    {
        var created = await api.Post(Requests.Smallest, sync: true);
        await api.Delete(created.Id);

        var list = await api.Get("/flow-generations?page[size]=100");

        Assert.DoesNotContain(list.Data.EnumerateArray(), item => item.GetProperty("id").GetGuid() == created.Id);
    }

    [Fact]
    public async Task Of_concurrent_deletions_one_succeeds_and_the_others_get_404()
    {
        var created = await api.Post(Requests.Smallest);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => api.Delete(created.Id)));

        Assert.Single(answers, answer => answer.Status == 204);
        Assert.Equal(7, answers.Count(answer => answer.Status == 404));
    }

    [Fact]
    public async Task An_unknown_generation_can_not_be_deleted()
    {
        var answer = await api.Delete(Guid.CreateVersion7());

        Assert.Equal(404, answer.Status);
        Assert.Equal(["not_found"], answer.Errors);
    }
}
