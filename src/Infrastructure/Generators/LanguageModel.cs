using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using Polly;
using Polly.CircuitBreaker;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using ChatResponseFormat = Microsoft.Extensions.AI.ChatResponseFormat;

namespace Flowgen.Infrastructure.Generators;

/// <summary>The response of a language model.</summary>
/// <param name="Text">The text of the response.</param>
/// <param name="Model">The name that the endpoint returns; null if it is not a valid name.</param>
/// <param name="InputTokens">The number of tokens read; null if the endpoint does not return it.</param>
/// <param name="OutputTokens">The number of tokens written; null if the endpoint does not return it.</param>
internal sealed record LanguageModelAnswer(string Text, string? Model, int? InputTokens, int? OutputTokens);

/// <summary>
/// Calls a language model at any endpoint with the protocol of OpenAI, and bounds the cost of a call: its memory and its time. A circuit
/// breaker bounds the calls to a model that fails.
/// </summary>
internal sealed class LanguageModel : IDisposable
{
    private const int MaxResponseBytes = 1024 * 1024;
    private const int MaxNameLength = 100;
    private const int MaxTokenCount = 10_000_000;
    private const string Keyless = "none";
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    private readonly HttpClient http;
    private readonly IChatClient client;
    private readonly ResiliencePipeline breaker;
    private readonly LanguageModelSettings settings;

    public LanguageModel(Uri address, LanguageModelSettings settings, TimeProvider clock)
    {
        this.settings = settings;
        breaker = Breaker(clock);
        http = new(
            new BoundedResponses(
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    ActivityHeadersPropagator = null,
                    ConnectTimeout = ConnectTimeout,
                    MaxResponseHeadersLength = 16, // KiB
                    PooledConnectionLifetime = ConnectionLifetime, // so that a change of the DNS name takes effect
                }
            )
        )
        {
            Timeout = Timeout.InfiniteTimeSpan, // each call has its own timeout
        };
        client = new ChatClient(
            settings.Model,
            new ApiKeyCredential(settings.ApiKey is "" ? Keyless : settings.ApiKey),
            new OpenAIClientOptions
            {
                Endpoint = address,
                NetworkTimeout = settings.Timeout,
                RetryPolicy = new ClientRetryPolicy(maxRetries: 0), // a retry would wait as long as the endpoint wants, and cost twice
                Transport = new HttpClientPipelineTransport(http),
                ClientLoggingOptions = new() { EnableLogging = false },
            }
        ).AsIChatClient();
    }

    /// <summary>Requests a response in JSON.</summary>
    /// <param name="instructions">The system prompt.</param>
    /// <param name="message">The user message.</param>
    /// <param name="schema">The schema of the response. The model may ignore it.</param>
    /// <param name="limit">Cancels the call after its time limit, or when it is not needed any more.</param>
    /// <param name="unwanted">Cancels the call when it is not needed any more.</param>
    /// <exception cref="TimeoutException">The call reached its time limit.</exception>
    /// <exception cref="BrokenCircuitException">The circuit breaker is open: after many failures there are no calls for half a minute.</exception>
    public async Task<LanguageModelAnswer> AskAsync(
        string instructions,
        string message,
        JsonElement schema,
        CancellationToken limit,
        CancellationToken unwanted
    )
    {
        var response = await breaker.ExecuteAsync(async _ => await RespondAsync(), unwanted);
        return new(
            response.Text,
            Name(response.ModelId),
            Tokens(response.Usage?.InputTokenCount),
            Tokens(response.Usage?.OutputTokenCount)
        );

        async Task<ChatResponse> RespondAsync()
        {
            try
            {
                return await client.GetResponseAsync(
                    [new ChatMessage(ChatRole.System, instructions), new ChatMessage(ChatRole.User, message)],
                    new ChatOptions
                    {
                        MaxOutputTokens = settings.MaxOutputTokens,
                        ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, "answer"),
                    },
                    limit
                );
            }
            catch (OperationCanceledException) when (!unwanted.IsCancellationRequested)
            {
                throw new TimeoutException();
            }
        }
    }

    public void Dispose()
    {
        client.Dispose();
        http.Dispose();
    }

    private static ResiliencePipeline Breaker(TimeProvider clock) =>
        new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddCircuitBreaker(
                new()
                {
                    FailureRatio = 0.8,
                    MinimumThroughput = 5,
                    SamplingDuration = TimeSpan.FromSeconds(30),
                    BreakDuration = TimeSpan.FromSeconds(30),
                    ShouldHandle = new PredicateBuilder().Handle<Exception>(e => e is not OperationCanceledException),
                }
            )
            .Build();

    // The values of the endpoint are stored, so they are validated.
    private static string? Name(string? model) =>
        model is { Length: > 0 and <= MaxNameLength }
        && model.All(it => char.IsAsciiLetterOrDigit(it) || it is '-' or '_' or '.' or ':' or '/' or '@')
            ? model
            : null;

    private static int? Tokens(long? count) => count is null ? null : (int)Math.Clamp(count.Value, 0, MaxTokenCount);

    private sealed class BoundedResponses(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                response.Content.Dispose();
                response.Content = new ByteArrayContent([]); // the body becomes the message of an exception, and may contain the key or a requirement
                return response;
            }

            try
            {
                await response.Content.LoadIntoBufferAsync(MaxResponseBytes, cancellationToken);
                return response;
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
    }
}
