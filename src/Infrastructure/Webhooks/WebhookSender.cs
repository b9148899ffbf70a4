using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Flowgen.Application.Webhooks;
using Flowgen.Domain.Webhooks;

namespace Flowgen.Infrastructure.Webhooks;

/// <summary>Makes one try of a delivery, and bounds what it can cost: time, memory, and where it leads.</summary>
internal sealed class WebhookSender : IDisposable
{
    private const int MostOfAnAnswer = 16 * 1024;
    private const int KeptOfAnAnswer = 1024;
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly HttpMessageInvoker client;
    private readonly IWebhookSecrets secrets;
    private readonly DeliverySettings settings;
    private readonly TimeProvider clock;

    public WebhookSender(
        WebhookAddresses addresses,
        IWebhookSecrets secrets,
        DeliverySettings settings,
        TimeProvider clock
    )
    {
        this.secrets = secrets;
        this.settings = settings;
        this.clock = clock;
        client = new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                ActivityHeadersPropagator = null, // each continues its own
                ConnectTimeout = settings.ConnectTimeout,
                ConnectCallback = addresses.ConnectAsync,
                MaxResponseHeadersLength = 16, // KiB
                MaxResponseDrainSize = 0,
                PooledConnectionLifetime = ConnectionLifetime, // so that a name that moves is followed
            }
        );
    }

    /// <summary>Sends it, and tells what came of it. Does not throw.</summary>
    public async Task<TryResult> SendAsync(ClaimedDelivery delivery)
    {
        using var limit = new CancellationTokenSource(settings.Timeout, clock);
        var (at, began) = (clock.GetUtcNow(), clock.GetTimestamp());
        int? status = null;
        string? failure = null;
        string? answer = null;
        TimeSpan? retryAfter = null;
        try
        {
            using var request = Request(delivery, delivery.Webhook!, at);
            using var response = await client.SendAsync(request, limit.Token);
            status = (int)response.StatusCode;
            failure = response.IsSuccessStatusCode ? null : "unexpected_status";
            retryAfter = Wait(response.Headers.RetryAfter);
            answer = await ReadAsync(response, limit.Token);
        }
        catch (Exception e)
        {
            failure = FailureOf(e);
        }

        return new(delivery, at, status, failure, clock.GetElapsedTime(began), answer, retryAfter);
    }

    public void Dispose() => client.Dispose();

    private HttpRequestMessage Request(ClaimedDelivery delivery, Webhook webhook, DateTimeOffset now)
    {
        var timestamp = now.ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Settings.Url)
        {
            Content = new ByteArrayContent(delivery.Body) { Headers = { ContentType = new("application/json") } },
        };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Flowgen-Webhooks", "1"));
        request.Headers.Add("webhook-id", delivery.Id.ToString());
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(
            "webhook-signature",
            WebhookSignature.Of(delivery.Id, timestamp, delivery.Body, SecretsOf(webhook, now))
        );
        if (delivery.ParentId is not null)
        {
            request.Headers.Add("traceparent", delivery.ParentId);
        }

        return request;
    }

    private IEnumerable<string> SecretsOf(Webhook webhook, DateTimeOffset now)
    {
        yield return secrets.Reveal(webhook.Secret);
        if (webhook.PreviousSecret is { } previous && now < webhook.PreviousUntil)
        {
            yield return secrets.Reveal(previous);
        }
    }

    private TimeSpan? Wait(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date - clock.GetUtcNow());
        return wait > LongestWait ? LongestWait : wait;
    }

    // What is more is left unread, which costs the receiver its connection.
    private static async Task<string?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MostOfAnAnswer];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        // No text of Postgres's has a zero.
        return length == 0
            ? null
            : Encoding.UTF8.GetString(buffer, 0, Math.Min(length, KeptOfAnAnswer)).Replace('\0', '\uFFFD');
    }

    private static string FailureOf(Exception exception) =>
        exception switch
        {
            RefusedAddressException => "address_refused",
            OperationCanceledException => "timeout",
            CryptographicException => "secret_unreadable",
            System.Security.Authentication.AuthenticationException => "tls_failed",
            SocketException
            {
                SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain
            } => "name_not_found",
            { InnerException: { } inner } => FailureOf(inner),
            HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded }
            or HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => "answer_cut_off",
            _ => "connection_failed",
        };
}
