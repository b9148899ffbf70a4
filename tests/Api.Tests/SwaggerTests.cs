using System.Net.Http.Headers;
using System.Text.Json;

namespace Flowgen.Api.Tests;

public class SwaggerTests(ApiFixture api)
{
    [Fact]
    public async Task The_first_example_of_the_page_posted_as_the_page_does_is_answered_201()
    {
        using var client = api.Host.Server.CreateClient();
        var document = JsonElement.Parse(
            await client.GetStringAsync("/swagger/v1/swagger.json", TestContext.Current.CancellationToken)
        );
        var post = document.GetProperty("paths").GetProperty("/flow-generations").GetProperty("post");
        var body = Assert.Single(post.GetProperty("requestBody").GetProperty("content").EnumerateObject());
        var accept = Assert.Single(
            post.GetProperty("responses").GetProperty("201").GetProperty("content").EnumerateObject()
        );

        var answer = await api.Send(
            HttpMethod.Post,
            "/flow-generations",
            body.Value.GetProperty("example").GetRawText(),
            request =>
            {
                request.Content!.Headers.ContentType = new MediaTypeHeaderValue(body.Name);
                request.Headers.Accept.ParseAdd(accept.Name);
            }
        );

        Assert.Equal(201, answer.Status);
    }

    [Fact]
    public async Task The_page_of_the_sandbox_enters_the_key_and_that_of_production_knows_none()
    {
        await using var production = await api.StartAsync("Production");
        using var sandboxPage = api.Host.Server.CreateClient();
        using var productionPage = production.Server.CreateClient();

        Assert.Contains(
            "sandbox.js",
            await sandboxPage.GetStringAsync("/swagger/index.html", TestContext.Current.CancellationToken)
        );
        Assert.Contains(
            "fg_sandbox_demo",
            await sandboxPage.GetStringAsync("/swagger/sandbox.js", TestContext.Current.CancellationToken)
        );
        Assert.DoesNotContain(
            "sandbox.js",
            await productionPage.GetStringAsync("/swagger/index.html", TestContext.Current.CancellationToken)
        );
    }
}
