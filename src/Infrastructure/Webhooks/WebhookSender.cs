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
    private const int MaxHeadersKiB = 64;
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly HttpMessageInvoker kept;
    private readonly HttpMessageInvoker fresh;
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
        kept = Client(addresses, settings.ConnectTimeout, ConnectionLifetime);
        fresh = Client(addresses, settings.ConnectTimeout, TimeSpan.Zero);
    }

    /// <summary>Sends it, and tells what came of it. Does not throw.</summary>
    public async Task<TryResult> SendAsync(ClaimedDelivery delivery, DeliveryBody body)
    {
        using var limit = new CancellationTokenSource(settings.Timeout, clock);
        var (at, began) = (clock.GetUtcNow(), clock.GetTimestamp());
        var start = new ResponseStart();
        int? status = null;
        string? failure = null;
        string? answer = null;
        TimeSpan? retryAfter = null;
        try
        {
            using var response = await SendAsync(delivery, body, at, start, limit.Token);
            status = (int)response.StatusCode;
            failure = response.IsSuccessStatusCode ? null : "unexpected_status";
            retryAfter = Wait(response.Headers);
            answer = await ReadAsync(response, limit.Token);
        }
        catch (Exception e)
        {
            status ??= start.Status;
            failure = FailureOf(e);
        }

        return new(delivery, at, status, failure, clock.GetElapsedTime(began), answer, retryAfter);
    }

    // A receiver may close a connection at the moment that a request leaves on it. Then the same request is sent on a new connection,
    // once: the receiver recognises a repeated one by its id.
    private async Task<HttpResponseMessage> SendAsync(
        ClaimedDelivery delivery,
        DeliveryBody body,
        DateTimeOffset at,
        ResponseStart start,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await SendAsync(kept);
        }
        catch (HttpRequestException) when (start is { IsAwaited: true, HasBegun: false })
        {
            return await SendAsync(fresh);
        }

        async Task<HttpResponseMessage> SendAsync(HttpMessageInvoker client)
        {
            ResponseStart.Current = start;
            using var request = Request(delivery, body, at);
            return await client.SendAsync(request, cancellationToken);
        }
    }

    private static HttpMessageInvoker Client(WebhookAddresses addresses, TimeSpan connectTimeout, TimeSpan lifetime) =>
        new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                ActivityHeadersPropagator = null, // each continues its own
                ConnectTimeout = connectTimeout,
                ConnectCallback = addresses.ConnectAsync,
                PlaintextStreamFilter = (context, _) =>
                    ValueTask.FromResult<Stream>(new ObservedStream(context.PlaintextStream)),
                MaxResponseHeadersLength = MaxHeadersKiB,
                MaxResponseDrainSize = 0,
                PooledConnectionLifetime = lifetime, // so that a name that moves is followed
            }
        );

    public void Dispose()
    {
        kept.Dispose();
        fresh.Dispose();
    }

    private HttpRequestMessage Request(ClaimedDelivery delivery, DeliveryBody body, DateTimeOffset now)
    {
        var webhook = delivery.Webhook!;
        var timestamp = now.ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Settings.Url)
        {
            Content = new DeliveryContent(body) { Headers = { ContentType = new("application/json") } },
        };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Flowgen-Webhooks", "1"));
        request.Headers.Add("webhook-id", delivery.Id.ToString());
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(
            "webhook-signature",
            WebhookSignature.Of(delivery.Id, timestamp, body, SecretsOf(webhook, now))
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

    // A number of seconds may be larger than any type holds: it is a day all the same.
    private TimeSpan? Wait(HttpResponseHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("Retry-After", out var values))
        {
            return null;
        }

        var text = values.First().Trim();
        var wait =
            text is not "" && text.All(char.IsAsciiDigit)
                ? TimeSpan.FromSeconds(
                    double.Min(double.Parse(text, CultureInfo.InvariantCulture), LongestWait.TotalSeconds)
                )
                : headers.RetryAfter?.Date - clock.GetUtcNow();
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
            HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } =>
                "headers_too_long",
            HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded }
            or HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => "answer_cut_off",
            _ => "connection_failed",
        };
}
