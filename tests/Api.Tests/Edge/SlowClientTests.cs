using System.Net.Sockets;
using System.Text;
using Flowgen.Harness;

namespace Flowgen.Api.Tests.Edge;

/// <summary>A client that crawls does not keep a connection, by a real socket to a real process.</summary>
public sealed class SlowClientTests : IAsyncLifetime
{
    private const string Headers = "Host: localhost\r\nAuthorization: Bearer fg_sandbox_demo\r\n";
    private static readonly TimeSpan Crawl = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private TestDatabase? database;
    private ApiProcess? api;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        api = await ApiProcess.StartAsync(("ConnectionStrings__Postgres", database.ConnectionString));
    }

    [Fact]
    public async Task Headers_that_crawl_are_answered_408()
    {
        using var client = await ConnectAsync();
        await WriteAsync(client, "GET /flow-types HTTP/1.1\r\nX-Slow: ");

        await CrawlAsync(client, "x");

        Assert.StartsWith("HTTP/1.1 408 ", await ReadAsync(client));
    }

    [Fact]
    public async Task A_body_that_crawls_is_answered_408_as_any_error()
    {
        using var client = await ConnectAsync();
        await WriteAsync(
            client,
            $"POST /flow-generations HTTP/1.1\r\n{Headers}Content-Type: application/vnd.api+json\r\nContent-Length: 100000\r\n\r\n"
        );

        await CrawlAsync(client, " ");

        var answer = await ReadAsync(client);
        Assert.StartsWith("HTTP/1.1 408 ", answer);
        Assert.Contains("\"code\":\"request_timeout\"", answer);
        Assert.Contains("X-Content-Type-Options: nosniff", answer);
        Assert.DoesNotContain("\nServer:", answer);
    }

    [Fact]
    public async Task Who_does_not_read_the_answers_is_cut_off()
    {
        using var client = await ConnectAsync();
        client.ReceiveBufferSize = 4_096;

        await WriteAsync(client, string.Concat(Enumerable.Repeat($"GET /flow-types HTTP/1.1\r\n{Headers}\r\n", 2_000)));

        await Assert.ThrowsAsync<IOException>(async () =>
        {
            using var limit = new CancellationTokenSource(Limit);
            while (true)
            {
                await WriteAsync(client, "\r\n");
                await Task.Delay(Crawl, limit.Token);
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (api is not null)
        {
            await api.DisposeAsync();
        }

        if (database is not null)
        {
            await database.DisposeAsync();
        }
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(api!.Address.Host, api.Address.Port, TestContext.Current.CancellationToken);
        return client;
    }

    // A byte at a time, until there is an answer.
    private static async Task CrawlAsync(TcpClient client, string text)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!client.Client.Poll(0, SelectMode.SelectRead))
        {
            await WriteAsync(client, text);
            await Task.Delay(Crawl, limit.Token);
        }
    }

    private static async Task WriteAsync(TcpClient client, string text) =>
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));

    private static async Task<string> ReadAsync(TcpClient client)
    {
        var answer = new byte[64 * 1024];
        using var limit = new CancellationTokenSource(Limit);
        return Encoding.UTF8.GetString(answer, 0, await client.GetStream().ReadAsync(answer, limit.Token));
    }
}
