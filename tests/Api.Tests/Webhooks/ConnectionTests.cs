using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Flowgen.Application.Webhooks;

namespace Flowgen.Api.Tests.Webhooks;

/// <summary>What the connections of a receiver do to its deliveries: by sockets, since a web server closes none at a given moment.</summary>
public class ConnectionTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_kept_connection_that_closes_instead_of_a_response_costs_no_attempt()
    {
        await using var api = await WebhookApi.StartAsync();
        await using var receiver = new Sockets((_, requestOfConnection) => requestOfConnection is 1 ? Ok : null);
        var (webhook, _) = await api.AddAsync(url: receiver.Url);

        for (var i = 0; i < 5; i++)
        {
            var ping = await api.Deliveries.PingAsync("demo", webhook, Cancellation);
            await api.UntilTold();
            var (delivery, tries) = await api.FindAsync(ping.Id);

            Assert.Equal((DeliveryStatus.Delivered, 1), (delivery.Status, delivery.Tries));
            Assert.Equal((200, null), (Assert.Single(tries).StatusCode, tries[0].Failure));
        }

        var repeated = receiver.Ids.GroupBy(id => id).Where(sent => sent.Count() > 1).ToList();
        Assert.NotEmpty(repeated);
        Assert.All(repeated, sent => Assert.Equal(2, sent.Count()));
    }

    [Fact]
    public async Task A_receiver_that_closes_each_connection_without_a_response_fails_the_attempt_after_one_repetition()
    {
        await using var api = await WebhookApi.StartAsync(settings: ("Webhooks:Schedule:0", "01:00:00"));
        await using var receiver = new Sockets((_, _) => null);
        var (webhook, _) = await api.AddAsync(url: receiver.Url);

        await api.Deliveries.PingAsync("demo", webhook, Cancellation);
        var (delivery, tries) = await api.OnlyOneAsync();

        Assert.Equal((DeliveryStatus.Waiting, 1), (delivery.Status, delivery.Tries));
        Assert.Equal((null, "answer_cut_off"), (tries[0].StatusCode, tries[0].Failure));
        Assert.Equal(2, receiver.Ids.Count);
    }

    [Fact]
    public async Task A_request_with_a_partial_response_is_not_repeated()
    {
        await using var api = await WebhookApi.StartAsync(settings: ("Webhooks:Schedule:0", "01:00:00"));
        await using var receiver = new Sockets((_, _) => "HTTP/1.1 200 OK\r\nContent-", closes: true);
        var (webhook, _) = await api.AddAsync(url: receiver.Url);

        await api.Deliveries.PingAsync("demo", webhook, Cancellation);
        var (_, tries) = await api.OnlyOneAsync();

        Assert.Equal((200, "answer_cut_off"), (tries[0].StatusCode, tries[0].Failure));
        Assert.Single(receiver.Ids);
    }

    [Theory]
    [InlineData(40, null)]
    [InlineData(100, "headers_too_long")]
    public async Task A_response_with_long_headers_keeps_its_status_in_the_log(int kibibytes, string? failure)
    {
        await using var api = await WebhookApi.StartAsync(settings: ("Webhooks:Schedule:0", "01:00:00"));
        var headers = string.Concat(Enumerable.Range(0, kibibytes).Select(i => $"X-{i}: {new string('x', 1024)}\r\n"));
        await using var receiver = new Sockets(
            (_, _) => Ok.Replace("Content", $"{headers}Content", StringComparison.Ordinal)
        );
        var (webhook, _) = await api.AddAsync(url: receiver.Url);

        await api.Deliveries.PingAsync("demo", webhook, Cancellation);
        var (_, tries) = await api.OnlyOneAsync();

        Assert.Equal((200, failure), (tries[0].StatusCode, tries[0].Failure));
    }

    /// <summary>A receiver that answers each request of a connection as it is told, or closes the connection.</summary>
    private sealed class Sockets : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource end = new();
        private readonly ConcurrentQueue<string> ids = [];
        private readonly Func<int, int, string?> respond;
        private readonly bool closes;
        private readonly Task accepting;

        /// <param name="respond">From the numbers of a connection and of its request to the response; null closes the connection.</param>
        /// <param name="closes">Whether each response closes its connection.</param>
        public Sockets(Func<int, int, string?> respond, bool closes = false)
        {
            (this.respond, this.closes) = (respond, closes);
            listener.Start();
            accepting = AcceptAsync();
        }

        public string Url => $"http://{listener.LocalEndpoint}/";

        /// <summary>The <c>webhook-id</c> of each request.</summary>
        public IReadOnlyList<string> Ids => [.. ids];

        public async ValueTask DisposeAsync()
        {
            await end.CancelAsync();
            await accepting;
            listener.Dispose();
            end.Dispose();
        }

        private async Task AcceptAsync()
        {
            for (var connection = 1; ; connection++)
            {
                try
                {
                    _ = ServeAsync(await listener.AcceptTcpClientAsync(end.Token), connection);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }

        private async Task ServeAsync(TcpClient client, int connection)
        {
            using var closing = client;
            try
            {
                var stream = client.GetStream();
                for (var request = 1; await ReadAsync(stream); request++)
                {
                    if (respond(connection, request) is not { } response)
                    {
                        return;
                    }

                    await stream.WriteAsync(Encoding.ASCII.GetBytes(response), end.Token);
                    if (closes)
                    {
                        return;
                    }
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The sender has closed it, or the test is over.
            }
        }

        // All of a request, so that closing resets nothing that is under way.
        private async Task<bool> ReadAsync(NetworkStream stream)
        {
            var text = new StringBuilder();
            var buffer = new byte[64 * 1024];
            while (true)
            {
                var read = await stream.ReadAsync(buffer, end.Token);
                if (read == 0)
                {
                    return false;
                }

                text.Append(Encoding.Latin1.GetString(buffer, 0, read));
                var all = text.ToString();
                var body = all.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
                if (
                    body > 3
                    && all.Length - body >= int.Parse(Header(all, "Content-Length"), CultureInfo.InvariantCulture)
                )
                {
                    ids.Enqueue(Header(all, "webhook-id"));
                    return true;
                }
            }
        }

        private static string Header(string request, string name) =>
            request
                .Split("\r\n")
                .First(line => line.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase))[(name.Length + 1)..]
                .Trim();
    }
}
