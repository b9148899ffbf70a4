using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Flowgen.Api.Tests;

public class SwaggerTests(ApiFixture api)
{
    [Fact]
    public async Task The_first_example_of_the_page_gets_201()
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
    public async Task The_document_is_compressed_and_a_known_one_gets_304()
    {
        using var client = api.Host.Server.CreateClient();

        using var plain = await GetAsync(_ => { });
        using var compressed = await GetAsync(request => request.Headers.AcceptEncoding.ParseAdd("br, gzip"));
        using var refused = await GetAsync(request => request.Headers.AcceptEncoding.ParseAdd("gzip;q=0"));
        using var known = await GetAsync(request =>
        {
            request.Headers.AcceptEncoding.ParseAdd("gzip");
            request.Headers.IfNoneMatch.Add(compressed.Headers.ETag!);
        });

        Assert.Equal("gzip", Assert.Single(compressed.Content.Headers.ContentEncoding));
        Assert.Equal("Accept-Encoding", Assert.Single(compressed.Headers.Vary));
        Assert.NotEqual(plain.Headers.ETag, compressed.Headers.ETag);
        Assert.Empty(refused.Content.Headers.ContentEncoding);
        Assert.Equal(304, (int)known.StatusCode);
        var body = await compressed.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        await using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        using var text = new StreamReader(gzip);
        Assert.Equal(
            await plain.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            await text.ReadToEndAsync(TestContext.Current.CancellationToken)
        );
        Assert.True(body.Length < 64 * 1024, $"{body.Length} bytes is much to load.");

        async Task<HttpResponseMessage> GetAsync(Action<HttpRequestMessage> configure)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/swagger/v1/swagger.json");
            configure(request);
            return await client.SendAsync(request, TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData("http://127.0.0.1:5081")]
    [InlineData("https://sandbox.example")]
    public async Task Its_examples_use_the_inbox_of_the_same_sandbox(string origin)
    {
        using var client = api.Host.Server.CreateClient();
        client.BaseAddress = new(origin);

        var document = await client.GetStringAsync("/swagger/v1/swagger.json", TestContext.Current.CancellationToken);

        Assert.Contains($"\"{origin}/sandbox/inbox\"", document);
        Assert.DoesNotContain("localhost", document);
    }

    [Fact]
    public async Task The_documentation_is_served_with_the_API()
    {
        using var client = api.Host.Server.CreateClient();
        var document = JsonElement.Parse(
            await client.GetStringAsync("/swagger/v1/swagger.json", TestContext.Current.CancellationToken)
        );

        var pages = document
            .GetProperty("info")
            .GetProperty("description")
            .GetString()!
            .Split("](/docs/")
            .Skip(1)
            .ToList();

        Assert.Equal(4, pages.Count);
        foreach (var page in pages.Select(link => link.Split(')')[0]))
        {
            Assert.StartsWith(
                "# ",
                await client.GetStringAsync($"/docs/{page}", TestContext.Current.CancellationToken)
            );
        }

        using var missing = await client.GetAsync("/docs/missing.md", TestContext.Current.CancellationToken);
        Assert.Equal(404, (int)missing.StatusCode);
    }

    [Fact]
    public async Task The_page_of_the_sandbox_fills_in_the_key_and_that_of_production_contains_none()
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
        using var script = await productionPage.GetAsync("/swagger/sandbox.js", TestContext.Current.CancellationToken);
        Assert.NotEqual(200, (int)script.StatusCode);
    }
}
