namespace Flowgen.Api.Tests.FlowGenerations;

public class TenantTests(ApiFixture api)
{
    [Fact]
    public async Task Another_organisation_sees_nothing_and_can_delete_nothing()
    {
        var created = await api.Post(Requests.Smallest, sync: true);
        var flow = created.Attributes.GetProperty("flowId").GetString();

        Assert.Equal(404, (await api.Get($"/flow-generations/{created.Id}", ApiFixture.OtherKey)).Status);
        Assert.Equal(404, (await api.Get($"/flows/{flow}", ApiFixture.OtherKey)).Status);
        Assert.Equal(404, (await api.Delete(created.Id, ApiFixture.OtherKey)).Status);
        Assert.Equal(200, (await api.Get($"/flow-generations/{created.Id}")).Status);
        var list = await api.Get("/flow-generations?page[size]=100", ApiFixture.OtherKey);
        Assert.DoesNotContain(list.Data.EnumerateArray(), item => item.GetProperty("id").GetGuid() == created.Id);
    }

    [Fact]
    public async Task The_work_of_another_organisation_is_saved_for_that_organisation()
    {
        var created = await api.Send(
            HttpMethod.Post,
            "/flow-generations?sync=true",
            Requests.Smallest,
            request => request.Headers.Authorization = new("Bearer", ApiFixture.OtherKey)
        );

        Assert.Equal("finished", created.Attributes.GetProperty("status").GetString());
        Assert.Equal(404, (await api.Get($"/flow-generations/{created.Id}")).Status);
        Assert.Equal(200, (await api.Get($"/flow-generations/{created.Id}", ApiFixture.OtherKey)).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer wrong")]
    [InlineData("Bearer ")]
    [InlineData("Basic ZGVtbw==")]
    public async Task Without_a_known_key_every_request_is_refused(string? authorization)
    {
        foreach (var path in new[] { "/flow-generations", $"/flows/{Guid.CreateVersion7()}", "/nothing-here" })
        {
            var answer = await api.Send(
                HttpMethod.Get,
                path,
                configure: request =>
                {
                    request.Headers.Authorization = null;
                    if (authorization is not null)
                    {
                        request.Headers.TryAddWithoutValidation("Authorization", authorization);
                    }
                }
            );

            Assert.Equal(401, answer.Status);
            Assert.Equal("Bearer", answer.Header("WWW-Authenticate"));
            Assert.Equal(["unauthorized"], answer.Errors);
        }
    }
}
