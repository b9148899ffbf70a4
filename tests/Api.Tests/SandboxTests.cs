namespace Flowgen.Api.Tests;

/// <summary>What the sandbox has for people.</summary>
public class SandboxTests(ApiFixture api)
{
    [Fact]
    public async Task Its_address_leads_to_the_page_to_try_things_on()
    {
        var answer = await api.Send(HttpMethod.Get, "/", configure: request => request.Headers.Authorization = null);

        Assert.Equal(302, answer.Status);
        Assert.Equal("/swagger", answer.Header("Location"));
    }
}
