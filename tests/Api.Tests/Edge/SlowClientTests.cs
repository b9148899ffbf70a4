using System.Net.Sockets;
using System.Text;
using Flowgen.Harness;

namespace Flowgen.Api.Tests.Edge;

/// <summary>A client that crawls does not keep a connection, by a real socket to a real process.</summary>
public sealed class SlowClientTests(SlowClientTests.Clients clients) : IClassFixture<SlowClientTests.Clients>
{
    [Fact]
    public async Task Slow_headers_get_408() => Assert.StartsWith("HTTP/1.1 408 ", await clients.AnswerToHeaders);

    [Fact]
    public async Task A_slow_body_gets_408_as_an_error_document()
    {
        var answer = await clients.AnswerToBody;

        Assert.StartsWith("HTTP/1.1 408 ", answer);
        Assert.Contains("\"code\":\"request_timeout\"", answer);
        Assert.Contains("X-Content-Type-Options: nosniff", answer);
        Assert.DoesNotContain("\nServer:", answer);
    }

    [Theory]
    [InlineData("GET /flow-types HTTP/1.1\r\nX-Name: \u00E9", "200", "\"flowTypes\"")]
    [InlineData("POST /flow-generations HTTP/1.1\r\nIdempotency-Key: \u00E9", "400", "\"header\":\"Idempotency-Key\"")]
    [InlineData("GET /flow-types HTTP/1.1\r\nAccept: \u00E9", "406", "\"code\":\"not_acceptable\"")]
    public async Task Invalid_utf8_in_a_header_matters_only_if_the_header_is_read(
        string request,
        string status,
        string part
    )
    {
        var answer = await clients.SendAsync(request);

        Assert.StartsWith($"HTTP/1.1 {status} ", answer);
        Assert.Contains(part, answer);
    }

    [Fact]
    public Task A_client_that_does_not_read_responses_is_disconnected() =>
        Assert.ThrowsAsync<IOException>(() => clients.Asking);

    /// <summary>They crawl at the same time: each for as long as the server bears with it.</summary>
    public sealed class Clients : IAsyncLifetime
    {
        private const string Headers = "Host: localhost\r\nAuthorization: Bearer fg_sandbox_demo\r\n";
        private static readonly TimeSpan Crawl = TimeSpan.FromMilliseconds(100);

        private TestDatabase? database;
        private ApiProcess? api;

        /// <summary>What the server says to one whose headers crawl.</summary>
        public Task<string> AnswerToHeaders { get; private set; } = null!;

        /// <summary>What it says to one whose body does.</summary>
        public Task<string> AnswerToBody { get; private set; } = null!;

        /// <summary>One who asks on and on, and reads nothing.</summary>
        public Task Asking { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            database = await TestDatabase.CreateAsync();
            api = await ApiProcess.StartAsync(("ConnectionStrings__Postgres", database.ConnectionString));
            AnswerToHeaders = CrawlAsync("GET /flow-types HTTP/1.1\r\nX-Slow: ", "x");
            AnswerToBody = CrawlAsync(
                $"POST /flow-generations HTTP/1.1\r\n{Headers}Content-Type: application/vnd.api+json\r\nContent-Length: 100000\r\n\r\n",
                " "
            );
            Asking = AskAsync();
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

        /// <summary>The whole answer to a request line and a header, in Latin-1, with a smallest body.</summary>
        public async Task<string> SendAsync(string request)
        {
            using var client = await ConnectAsync();
            using var limit = new CancellationTokenSource(Eventually.Limit);
            var text =
                $"{request}\r\n{Headers}Connection: close\r\nContent-Type: application/json\r\nContent-Length: {Requests.Smallest.Length}\r\n\r\n{Requests.Smallest}";
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text), limit.Token);
            using var reader = new StreamReader(client.GetStream());
            return await reader.ReadToEndAsync(limit.Token);
        }

        // A byte at a time, until there is an answer.
        private async Task<string> CrawlAsync(string beginning, string next)
        {
            using var client = await ConnectAsync();
            using var limit = new CancellationTokenSource(Eventually.Limit);
            await WriteAsync(client, beginning);
            while (!client.Client.Poll(0, SelectMode.SelectRead))
            {
                await WriteAsync(client, next);
                await Task.Delay(Crawl, limit.Token);
            }

            var answer = new byte[64 * 1024];
            return Encoding.UTF8.GetString(answer, 0, await client.GetStream().ReadAsync(answer, limit.Token));
        }

        private async Task AskAsync()
        {
            using var client = await ConnectAsync();
            client.ReceiveBufferSize = 4_096;
            using var limit = new CancellationTokenSource(Eventually.Limit);
            await WriteAsync(
                client,
                string.Concat(Enumerable.Repeat($"GET /flow-types HTTP/1.1\r\n{Headers}\r\n", 2_000))
            );
            while (true)
            {
                await WriteAsync(client, "\r\n");
                await Task.Delay(Crawl, limit.Token);
            }
        }

        private async Task<TcpClient> ConnectAsync()
        {
            var client = new TcpClient { NoDelay = true };
            await client.ConnectAsync(api!.Address.Host, api.Address.Port);
            return client;
        }

        private static async Task WriteAsync(TcpClient client, string text) =>
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
    }
}
