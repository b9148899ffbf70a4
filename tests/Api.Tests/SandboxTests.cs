namespace Flowgen.Api.Tests;

/// <summary>What the sandbox has for people.</summary>
public class SandboxTests(ApiFixture api)
{
    [Fact]
    public async Task Its_root_address_redirects_to_the_Swagger_page()
    {
        var answer = await api.Send(HttpMethod.Get, "/", configure: request => request.Headers.Authorization = null);

        Assert.Equal(302, answer.Status);
        Assert.Equal("/swagger", answer.Header("Location"));
    }
}
